import type { FieldError } from '@mailtrixy/shared/dto';
import { type DraftButton, type TemplateDraft, draftComponents, hasMedia, variablesIn } from './template-draft';

export const DRAFT_LIMITS = { name: 512, header: 60, body: 1024, footer: 60, buttons: 10, buttonText: 25, url: 2000, code: 20 } as const;
const AT_MOST: Readonly<Record<DraftButton['type'], { most: number; words: string }>> = {
  QUICK_REPLY: { most: 10, words: 'quick replies' },
  URL: { most: 2, words: 'links' },
  PHONE_NUMBER: { most: 1, words: 'phone numbers' },
  COPY_CODE: { most: 1, words: 'codes to copy' },
};

/** Words by the part of the form that they concern: "name", "header", "body", "footer", "buttons", "button.0.text", "example.body.1", … */
export type DraftProblems = Readonly<Partial<Record<string, string>>>;

/** Meta's rules (META-CLOUD-API §10.2), said while the template is written. The server asks them again before it submits. */
export function draftProblems(draft: TemplateDraft): DraftProblems {
  const problems: Record<string, string> = {};
  const refuse = (part: string, words: string | null | false): void => {
    if (words) problems[part] ??= words;
  };
  if (!/^[a-z0-9_]+$/.test(draft.name)) refuse('name', 'Use small letters a to z, digits and _ only.');
  refuse('name', draft.name.length > DRAFT_LIMITS.name && `The name has ${draft.name.length} characters; ${DRAFT_LIMITS.name} are allowed.`);
  refuse('language', !/^[a-z]{2,3}(_[A-Z]{2}|_[A-Z]{3}|_[A-Z][a-z]{3})?$/.test(draft.language) && 'Choose a language, e.g. en or en_US.');
  if (draft.category === 'AUTHENTICATION') {
    refuse('codeMinutes', draft.codeMinutes.trim() !== '' && !(/^\d+$/.test(draft.codeMinutes.trim()) && Number(draft.codeMinutes) >= 1 && Number(draft.codeMinutes) <= 90) && 'A code is valid for 1 to 90 minutes.');
    refuse('codeButton', length(draft.codeButton) > DRAFT_LIMITS.buttonText && `The button has ${length(draft.codeButton)} characters; ${DRAFT_LIMITS.buttonText} are allowed.`);
    return problems;
  }
  headerProblems(draft, refuse);
  bodyProblems(draft, refuse);
  refuse('footer', lengthProblem('footer', draft.footer, DRAFT_LIMITS.footer));
  refuse('footer', /\{\{|\}\}/.test(draft.footer) && 'The footer takes no variables.');
  buttonProblems(draft.buttons, refuse);
  return problems;
}

type Refuse = (part: string, words: string | null | false) => void;

function headerProblems(draft: TemplateDraft, refuse: Refuse): void {
  const { headerFormat, headerText: text } = draft;
  if (hasMedia(draft)) refuse('header', !draft.headerHandle && `Meta wants an example ${headerFormat.toLowerCase()} for the header. Upload one.`);
  if (headerFormat !== 'TEXT') return;
  refuse('header', !text.trim() && 'Write the header.');
  textProblems('header', text, draft, refuse);
  const count = variablesIn(text).length;
  refuse('header', count > 1 && `The header has ${count} variables; one is allowed.`);
  refuse('header', /[*_~`\n\r]|\p{Extended_Pictographic}/u.test(text.replace(/\{\{[^{}]*\}\}/g, '')) && 'The header takes no line breaks, emojis or marks such as *, _, ~ and `.');
}

function bodyProblems(draft: TemplateDraft, refuse: Refuse): void {
  const { body } = draft;
  refuse('body', !body.trim() && 'Write the body.');
  textProblems('body', body, draft, refuse);
  const count = variablesIn(body).length;
  if (count === 0) return;
  refuse('body', (/^\s*\{\{/.test(body) || /\}\}\s*$/.test(body)) && 'A variable may not be at the start or the end of the body. Put words around it.');
  refuse('body', /\}\}\s*\{\{/.test(body) && 'Two variables may not stand side by side. Put words between them.');
  const words = body.replace(/\{\{[^{}]*\}\}/g, ' ').split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  refuse('body', words < count * 2 && `There are ${count} variables among ${words} words. Meta refuses texts that hold next to nothing but variables: write more words.`);
}

/** Length, form of the variables, and an example for each. */
function textProblems(part: 'header' | 'body', text: string, { parameterFormat, examples }: TemplateDraft, refuse: Refuse): void {
  refuse(part, lengthProblem(part, text, DRAFT_LIMITS[part]));
  refuse(part, /\{\{|\}\}/.test(text.replace(/\{\{[^{}]*\}\}/g, '')) && 'A variable is not closed: write {{1}} or {{name}}.');
  const variables = variablesIn(text);
  if (parameterFormat === 'NAMED') {
    const odd = variables.find((name) => !/^[a-z][a-z0-9_]*$/.test(name));
    refuse(part, odd !== undefined && `Named variables are small letters, digits and _, beginning with a letter: not {{${odd}}}.`);
  } else {
    refuse(part, variables.some((name) => !/^\d+$/.test(name)) && 'This template’s variables are numbered: write {{1}}, {{2}}, …');
    refuse(part, variables.some((name, index) => name !== String(index + 1)) && `Number the variables from {{1}} without a gap: here are ${variables.map((name) => `{{${name}}}`).join(', ')}.`);
  }
  for (const name of variables) refuse(`example.${part}.${name}`, !examples[`${part}.${name}`]?.trim() && `Meta wants an example for {{${name}}}.`);
}

function buttonProblems(buttons: readonly DraftButton[], refuse: Refuse): void {
  refuse('buttons', buttons.length > DRAFT_LIMITS.buttons && `There are ${buttons.length} buttons; ${DRAFT_LIMITS.buttons} are allowed.`);
  for (const [type, { most, words }] of Object.entries(AT_MOST)) {
    const count = buttons.filter((button) => button.type === type).length;
    refuse('buttons', count > most && `There are ${count} ${words}; ${most} ${most === 1 ? 'is' : 'are'} allowed.`);
  }
  const turns = buttons.filter(({ type }, index) => index > 0 && (type === 'QUICK_REPLY') !== (buttons[index - 1].type === 'QUICK_REPLY')).length;
  refuse('buttons', turns > 1 && 'Put the quick replies together: all before or all after the other buttons.');
  const labels = buttons.map(({ text }) => text.trim().toLowerCase()).filter(Boolean);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  refuse('buttons', twice !== undefined && `Two buttons say “${twice}”.`);
  buttons.forEach((button, index) => oneButton(button, `button.${index}`, refuse));
}

function oneButton({ type, text, value, example }: DraftButton, at: string, refuse: Refuse): void {
  if (type !== 'COPY_CODE') {
    refuse(`${at}.text`, !text.trim() && 'Write what the button says.');
    refuse(`${at}.text`, length(text.trim()) > DRAFT_LIMITS.buttonText && `The button has ${length(text.trim())} characters; ${DRAFT_LIMITS.buttonText} are allowed.`);
    refuse(`${at}.text`, /\{\{|[\n\r]/.test(text) && 'A button takes no variables and no line breaks.');
  }
  if (type === 'URL') {
    const variables = variablesIn(value);
    refuse(`${at}.value`, !/^https?:\/\/[^\s/]+/i.test(value) && 'Write a whole address, e.g. https://example.org/orders.');
    refuse(`${at}.value`, length(value) > DRAFT_LIMITS.url && `The address has more than ${DRAFT_LIMITS.url} characters.`);
    refuse(`${at}.value`, /^https?:\/\/(wa\.me|([\w-]+\.)?whatsapp\.com)(\/|$)/i.test(value) && 'Meta refuses links into WhatsApp itself.');
    refuse(`${at}.value`, variables.length > 0 && (variables.length > 1 || !/\{\{[^{}]+\}\}$/.test(value) || /^https?:\/\/[^/]*\{\{/i.test(value)) && 'An address takes one variable, at its end: https://example.org/{{1}}.');
    refuse(`${at}.example`, variables.length > 0 && !example.trim() && 'Meta wants an example of the whole address.');
  }
  if (type === 'PHONE_NUMBER') refuse(`${at}.value`, !(/^\+?\d[\d\s()-]{4,}$/.test(value) && value.length <= 20) && 'Write the number with its country, e.g. +15550104477.');
  if (type === 'COPY_CODE') {
    refuse(`${at}.value`, !value.trim() && 'Meta wants an example of the code.');
    refuse(`${at}.value`, length(value) > DRAFT_LIMITS.code && `The code has ${length(value)} characters; ${DRAFT_LIMITS.code} are allowed.`);
  }
}

/** The server's paths into the request, as parts of the form. What has no part is answered in `rest`. */
export function serverProblems(draft: TemplateDraft, errors: readonly FieldError[]): { problems: DraftProblems; rest: string[] } {
  const types = draftComponents(draft).map((component) => String(component['type']).toLowerCase());
  const problems: Record<string, string> = {};
  const rest: string[] = [];
  for (const { field, message } of errors) {
    const part = partOf(field, types);
    if (part) problems[part] ??= message;
    else rest.push(message);
  }
  return { problems, rest };
}

function partOf(field: string, types: readonly string[]): string | null {
  if (field === 'name' || field === 'language' || field === 'category') return field;
  const [, at, rest] = /^components\.(\d+)\.?(.*)$/.exec(field) ?? [];
  const type = at === undefined ? undefined : types[Number(at)];
  if (!type) return null;
  const [, index, member] = /^buttons\.(\d+)\.?(.*)$/.exec(rest ?? '') ?? [];
  if (index !== undefined) return `button.${index}.${member === 'text' || member === 'example' ? member : 'value'}`;
  if (rest === 'code_expiration_minutes') return 'codeMinutes';
  return type;
}

function lengthProblem(part: string, text: string, max: number): string | null {
  const count = length(text);
  return count > max ? `The ${part} has ${count} characters; ${max} are allowed.` : null;
}

function length(text: string): number {
  return [...text].length;
}
