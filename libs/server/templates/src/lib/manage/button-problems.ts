import type { FieldError } from '@mailtrixy/shared/dto';
import { variablesOf } from '../components/variables';
import { upper, wires, words, type Wire } from '../components/wire';

const BUTTONS_MAX = 10;
export const BUTTON_TEXT_MAX = 25;
const URL_MAX = 2000;
const PHONE_MAX = 20;
const COUPON_MAX = 20;
/** How often each kind may occur. */
const AT_MOST: Readonly<Record<string, number>> = { QUICK_REPLY: 10, URL: 2, PHONE_NUMBER: 1, COPY_CODE: 1, FLOW: 1, CATALOG: 1, MPM: 1, SPM: 1, VOICE_CALL: 1, REQUEST_CONTACT_INFO: 1 };
const NAMES: Readonly<Record<string, string>> = { QUICK_REPLY: 'quick replies', URL: 'links', PHONE_NUMBER: 'phone numbers', COPY_CODE: 'codes to copy', FLOW: 'forms', CATALOG: 'catalogues', MPM: 'product lists', SPM: 'products', VOICE_CALL: 'calls', REQUEST_CONTACT_INFO: 'requests for the number' };

/** Buttons of a template or of a carousel's card. */
export function buttonProblems(component: Wire, field: string): FieldError[] {
  const buttons = wires(component['buttons']);
  const types = buttons.map((button) => upper(button['type']));
  const errors: FieldError[] = [];
  if (!buttons.length) errors.push({ field: `${field}.buttons`, message: 'Add a button, or leave the buttons out.' });
  if (buttons.length > BUTTONS_MAX) errors.push({ field: `${field}.buttons`, message: `There are ${buttons.length} buttons; ${BUTTONS_MAX} are allowed.` });
  for (const [type, most] of Object.entries(AT_MOST)) {
    const count = types.filter((one) => one === type).length;
    if (count > most) errors.push({ field: `${field}.buttons`, message: `There are ${count} ${NAMES[type]}; ${most} ${most === 1 ? 'is' : 'are'} allowed.` });
  }
  // QR, QR, URL is fine; QR, URL, QR is refused.
  const turns = types.filter((type, index) => index > 0 && (type === 'QUICK_REPLY') !== (types[index - 1] === 'QUICK_REPLY')).length;
  if (turns > 1) errors.push({ field: `${field}.buttons`, message: 'Put the quick replies together: all before or all after the other buttons.' });
  buttons.forEach((button, index) => errors.push(...oneButton(button, types[index], `${field}.buttons.${index}`)));
  const labels = buttons.map((button) => words(button['text'])?.trim().toLowerCase()).filter((label) => label !== undefined);
  const twice = labels.findIndex((label, index) => labels.indexOf(label) !== index);
  if (twice >= 0) errors.push({ field: `${field}.buttons`, message: `Two buttons say “${labels[twice]}”.` });
  return errors;
}

function oneButton(button: Wire, type: string, field: string): FieldError[] {
  if (type === 'OTP') return [{ field: `${field}.type`, message: 'Code buttons belong to authentication templates.' }];
  if (!(type in AT_MOST)) return [{ field: `${field}.type`, message: `MailTrixy does not know the button “${type.toLowerCase() || 'nameless'}”.` }];
  const errors = type === 'COPY_CODE' ? [] : labelProblems(words(button['text']) ?? '', field);
  if (type === 'URL') errors.push(...urlProblems(button, field));
  if (type === 'PHONE_NUMBER') errors.push(...phoneProblems(words(button['phone_number']) ?? '', field));
  if (type === 'COPY_CODE') errors.push(...couponProblems(button, field));
  if (type === 'FLOW' && !['flow_id', 'flow_name', 'flow_json'].some((key) => words(button[key]))) errors.push({ field, message: 'Choose the flow that this button opens.' });
  return errors;
}

function labelProblems(text: string, field: string): FieldError[] {
  const length = [...text.trim()].length;
  if (!length) return [{ field: `${field}.text`, message: 'Write what the button says.' }];
  if (length > BUTTON_TEXT_MAX) return [{ field: `${field}.text`, message: `The button has ${length} characters; ${BUTTON_TEXT_MAX} are allowed.` }];
  return /\{\{|[\n\r]/.test(text) ? [{ field: `${field}.text`, message: 'A button takes no variables and no line breaks.' }] : [];
}

function urlProblems(button: Wire, field: string): FieldError[] {
  const url = words(button['url']) ?? '';
  const errors: FieldError[] = [];
  if (!/^https?:\/\/[^\s/]+/i.test(url)) errors.push({ field: `${field}.url`, message: 'Write a whole address, e.g. https://example.org/orders.' });
  if ([...url].length > URL_MAX) errors.push({ field: `${field}.url`, message: `The address has more than ${URL_MAX} characters.` });
  if (/^https?:\/\/(wa\.me|([\w-]+\.)?whatsapp\.com)(\/|$)/i.test(url)) errors.push({ field: `${field}.url`, message: 'Meta refuses links into WhatsApp itself.' });
  const variables = variablesOf(url);
  if (!variables.length) return errors;
  if (variables.length > 1 || !/\{\{[^{}]+\}\}$/.test(url) || /^https?:\/\/[^/]*\{\{/i.test(url)) errors.push({ field: `${field}.url`, message: 'An address takes one variable, at its end: https://example.org/{{1}}.' });
  const example = button['example'];
  if (!words(Array.isArray(example) ? example[0] : example)) errors.push({ field: `${field}.example`, message: 'Meta wants an example of the whole address.' });
  return errors;
}

function phoneProblems(phone: string, field: string): FieldError[] {
  if (phone.length > PHONE_MAX) return [{ field: `${field}.phone_number`, message: `The number has ${phone.length} characters; ${PHONE_MAX} are allowed.` }];
  return /^\+?\d[\d\s()-]{4,}$/.test(phone) ? [] : [{ field: `${field}.phone_number`, message: 'Write the number with its country, e.g. +15550104477.' }];
}

function couponProblems(button: Wire, field: string): FieldError[] {
  const example = words(Array.isArray(button['example']) ? button['example'][0] : button['example']) ?? '';
  if (!example) return [{ field: `${field}.example`, message: 'Meta wants an example of the code.' }];
  return [...example].length > COUPON_MAX ? [{ field: `${field}.example`, message: `The code has ${[...example].length} characters; ${COUPON_MAX} are allowed.` }] : [];
}
