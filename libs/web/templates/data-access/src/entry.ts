// What the app and the inbox need before any template is wanted: a way of its own, so that nothing else of this library comes along.
export { greetingName } from './lib/greeting-name';
export { TEMPLATE_DIALOGS, type ChosenTemplate, type StartFrom, type StartOutcome, type TemplateDialogs, type TemplateTarget } from './lib/template-dialogs';
