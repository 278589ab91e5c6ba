export { INBOX_ROUTES } from './lib/inbox.routes';
