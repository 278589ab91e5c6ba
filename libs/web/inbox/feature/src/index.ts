export { INBOX_ROUTES } from './lib/inbox.routes';
export { InboxStart } from './lib/inbox-start';
