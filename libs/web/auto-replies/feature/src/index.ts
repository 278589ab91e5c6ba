export { AUTO_REPLIES_ROUTES, CANNED_REPLIES_PAGE, HOURS_PAGE, LABELS_PAGE } from './lib/auto-replies.routes';
