export { openNewConversation, openTemplatePicker } from './lib/open-dialogs';
export { TEMPLATES_ROUTES } from './lib/templates.routes';
