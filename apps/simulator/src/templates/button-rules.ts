import { variablesOf, type TemplateButton } from './template';
import { missingField, templateError, tooLong } from './template-error';

/** How many of each kind a template may have (META §10.2). */
const most: Readonly<Record<string, number>> = {
  QUICK_REPLY: 10, URL: 2, PHONE_NUMBER: 1, COPY_CODE: 1, FLOW: 1, MPM: 1, SPM: 1, CATALOG: 1, VOICE_CALL: 1, REQUEST_CONTACT_INFO: 1,
};
const withText = new Set(['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'FLOW', 'VOICE_CALL', 'CATALOG', 'MPM', 'SPM']);

/** Checks the buttons of a template or of one carousel card. */
export function buttonRules(buttons: TemplateButton[] | undefined, max: number): void {
  if (!Array.isArray(buttons) || buttons.length === 0) throw missingField('BUTTONS', 'buttons');
  if (buttons.length > max) throw buttonError(`A template can have at most ${max} buttons.`);
  for (const button of buttons) {
    if (most[button.type] === undefined) throw buttonError(`Buttons of type ${button.type} are not supported here.`);
    if (buttons.filter((each) => each.type === button.type).length > most[button.type]) throw buttonError(`A template can have at most ${most[button.type]} buttons of type ${button.type}.`);
    checkButton(button);
  }
  const groups = buttons.map((button) => button.type === 'QUICK_REPLY').filter((each, i, all) => i === 0 || each !== all[i - 1]);
  if (groups.length > 2) throw buttonError('Quick reply buttons must stand together.');
}

function checkButton(button: TemplateButton): void {
  const { type, text = '', url = '', phone_number: phone = '' } = button;
  if (withText.has(type) && text === '') throw missingField('BUTTONS', 'text');
  if ([...text].length > 25) throw tooLong('Button text', 25);
  if (variablesOf(text).length > 0) throw buttonError("Button text can't have variables.");
  if (type === 'URL') checkUrl(url, button.example);
  if (type === 'PHONE_NUMBER' && !/^\+?\d{5,20}$/.test(phone.replace(/[\s()-]/g, ''))) throw buttonError('The phone number of the button is not valid.');
  if (type === 'COPY_CODE') {
    const example = Array.isArray(button.example) ? button.example[0] : button.example;
    if (typeof example !== 'string' || example === '') throw missingField('BUTTONS', 'example');
    if (example.length > 20) throw tooLong('The coupon code', 20);
  }
  if (type === 'FLOW' && !button['flow_id'] && !button['flow_name'] && !button['flow_json']) throw missingField('BUTTONS', 'flow_id');
}

/** At most one variable, at the very end; it needs an example. */
function checkUrl(url: string, example: unknown): void {
  if (!/^https?:\/\//.test(url)) throw buttonError('The URL of the button is not valid.');
  if (url.length > 2000) throw tooLong('The button URL', 2000);
  const variables = variablesOf(url);
  if (variables.length > 1 || (variables.length === 1 && !url.endsWith('}}'))) throw buttonError('The URL can have only one variable, at its end.');
  if (variables.length === 1 && !(Array.isArray(example) ? example[0] : example)) throw missingField('BUTTONS', 'example');
}

function buttonError(words: string): Error {
  return templateError(null, 'Invalid buttons', words);
}
