export { createInboxFixture, type InboxFixture } from './lib/testing/inbox-fixture';
export { inboundMessage, waId } from './lib/testing/inbound-events';
