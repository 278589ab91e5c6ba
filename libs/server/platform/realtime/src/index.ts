export { appendOutbox } from './lib/append-outbox';
export type { OutboxEntry } from './lib/append-outbox';
export { stampOutbox, syncCursor } from './lib/stamp-outbox';
export { isCursorGood, readOutbox, readOutboxTopics, readWorkspaceOutbox, CURSOR_HOURS } from './lib/read-outbox';
export type { OutboxRow } from './lib/read-outbox';
export { OutboxTail } from './lib/outbox-tail';
export type { TailOptions } from './lib/outbox-tail';
export { readOffset, saveOffset } from './lib/consumer-offset';
export { purgeOutbox } from './lib/outbox-retention';
