import type { ConversationDetail, ConversationRow, Message, RealtimeFrame } from '@mailtrixy/shared/dto';

export function aRow(change: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id: 'c1',
    version: 1,
    channelId: 'ch1',
    channelKind: 'whatsapp',
    channelMode: 'live',
    contactId: 'k1',
    contactName: 'Maya Chen',
    status: 'open',
    assigneeId: null,
    lastMessageAt: '2026-11-22T10:00:00.000Z',
    preview: { text: 'Hello', direction: 'in', type: 'text', authorId: null, deliveryStatus: null, opened: false },
    unreadCount: 0,
    failed: false,
    aiState: null,
    windowExpiresAt: null,
    labels: [],
    snoozedUntil: null,
    ...change,
  };
}

export function aDetail(change: Partial<ConversationDetail> = {}): ConversationDetail {
  return {
    ...aRow(),
    contact: { id: 'k1', displayName: 'Maya Chen', savedName: null, profileName: null, identities: [], optedOutAt: null, attributes: {} },
    address: '447700900123',
    addressKind: 'wa_id',
    freeUntil: null,
    heldByMetaAgent: false,
    responder: 'human',
    responderVersion: 1,
    lastSeq: 1,
    createdAt: '2026-11-20T10:00:00.000Z',
    resolvedAt: null,
    earlier: [],
    firstUnreadSeq: null,
    readReceiptProblem: null,
    ...change,
  };
}

export function aMessage(seq: number, change: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    conversationId: 'c1',
    seq,
    version: 1,
    direction: 'in',
    type: 'text',
    display: 'bubble',
    body: `Message ${seq}`,
    payload: null,
    content: null,
    attachment: null,
    reactions: [],
    referral: null,
    forwarded: 'no',
    editedAt: null,
    revokedAt: null,
    authorKind: 'contact',
    authorId: null,
    authorName: null,
    clientId: null,
    quoted: null,
    deliveryStatus: null,
    sentAt: null,
    deliveredAt: null,
    openedAt: null,
    failedAt: null,
    deliveryError: null,
    retry: null,
    attemptNo: 1,
    at: new Date(Date.UTC(2026, 10, 22, 10, seq)).toISOString(),
    receivedAt: null,
    ...change,
  };
}

export function aFrame(seq: number, change: Partial<RealtimeFrame>): RealtimeFrame {
  return { seq: String(seq), topic: 'message.updated', ...change };
}
