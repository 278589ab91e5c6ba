export { appendOutbox } from './lib/append-outbox';
export type { OutboxEntry } from './lib/append-outbox';
