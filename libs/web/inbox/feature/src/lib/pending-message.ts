import type { Message, MessageContent } from '@mailtrixy/shared/dto';
import type { QueuedSend, SendContent } from '@mailtrixy/web/inbox/data-access';

/** A message that only this browser has, drawn as the server's will be. */
export function pendingMessage(send: QueuedSend, seq: number, userId: string): Message {
  return {
    id: send.clientId,
    conversationId: send.conversationId,
    seq,
    version: 0,
    direction: send.kind === 'note' ? 'note' : 'out',
    type: send.content.type === 'media' ? send.content.attachment.kind : send.content.type,
    display: 'bubble',
    body: send.body || null,
    payload: null,
    content: shownContent(send.content),
    attachment: send.content.type === 'media' ? send.content.attachment : null,
    reactions: [],
    referral: null,
    forwarded: 'no',
    editedAt: null,
    revokedAt: null,
    authorKind: 'user',
    authorId: userId,
    authorName: null,
    clientId: send.clientId,
    quoted: send.quoted,
    deliveryStatus: 'queued',
    sentAt: null,
    deliveredAt: null,
    openedAt: null,
    failedAt: null,
    deliveryError: null,
    retry: null,
    attemptNo: 0,
    at: send.at,
    receivedAt: null,
  };
}

function shownContent(content: SendContent): MessageContent | null {
  switch (content.type) {
    case 'location':
      return { kind: 'location', latitude: content.location.latitude, longitude: content.location.longitude, name: content.location.name ?? null, address: content.location.address ?? null, url: null };
    case 'contacts':
      return { kind: 'contacts', cards: content.contacts, requested: false };
    case 'interactive':
      return { kind: 'interactive', interactive: content.interactive };
    case 'template':
      return content.shown;
    default:
      return null;
  }
}
