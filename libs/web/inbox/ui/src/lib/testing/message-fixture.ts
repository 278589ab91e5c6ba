import type { Message } from '@mailtrixy/shared/dto';

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
    at: '2026-11-22T10:00:00.000Z',
    receivedAt: null,
    ...change,
  };
}
