import type { TemplateCategory, TemplateDetail } from '@mailtrixy/shared/dto';

export type DraftButtonType = 'QUICK_REPLY' | 'URL' | 'PHONE_NUMBER' | 'COPY_CODE';
export interface DraftButton {
  type: DraftButtonType;
  text: string;
  /** Address, number or code. */
  value: string;
  /** Of an address with a variable. */
  example: string;
}

export type DraftHeaderFormat = 'NONE' | 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'LOCATION';

/** A template being written, as the form holds it. */
export interface TemplateDraft {
  name: string;
  language: string;
  category: TemplateCategory;
  parameterFormat: 'POSITIONAL' | 'NAMED';
  headerFormat: DraftHeaderFormat;
  headerText: string;
  /** Of an example that Meta has. */
  headerHandle: string;
  body: string;
  footer: string;
  buttons: readonly DraftButton[];
  /** By "header.<variable>" and "body.<variable>". */
  examples: Readonly<Partial<Record<string, string>>>;
  /** Login codes: Meta writes the words. */
  securityNote: boolean;
  codeMinutes: string;
  codeButton: string;
}

export const EMPTY_DRAFT: TemplateDraft = {
  name: '', language: 'en', category: 'UTILITY', parameterFormat: 'POSITIONAL', headerFormat: 'NONE', headerText: '', headerHandle: '', body: '', footer: '', buttons: [], examples: {}, securityNote: true, codeMinutes: '10', codeButton: 'Copy code',
};

const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Each name once; numbers ascending, names as they first occur. */
export function variablesIn(text: string): string[] {
  const names = [...new Set([...text.matchAll(VARIABLE)].map(([, name]) => name))];
  return names.every((name) => /^\d+$/.test(name)) ? names.sort((a, b) => Number(a) - Number(b)) : names;
}

export function hasMedia({ headerFormat }: Pick<TemplateDraft, 'headerFormat'>): boolean {
  return headerFormat === 'IMAGE' || headerFormat === 'VIDEO' || headerFormat === 'DOCUMENT';
}

/** The components as Meta takes them. */
export function draftComponents(draft: TemplateDraft): Record<string, unknown>[] {
  if (draft.category === 'AUTHENTICATION') return codeComponents(draft);
  return [headerOf(draft), { type: 'BODY', text: draft.body, ...exampleOf('body', draft.body, draft) }, draft.footer.trim() ? { type: 'FOOTER', text: draft.footer } : null, draft.buttons.length ? { type: 'BUTTONS', buttons: draft.buttons.map(buttonOf) } : null].filter(
    (component): component is Record<string, unknown> & { type: string } => component !== null,
  );
}

function codeComponents({ securityNote, codeMinutes, codeButton }: TemplateDraft): Record<string, unknown>[] {
  const footer = codeMinutes.trim() ? [{ type: 'FOOTER', code_expiration_minutes: Number(codeMinutes) }] : [];
  return [{ type: 'BODY', add_security_recommendation: securityNote }, ...footer, { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: codeButton.trim() || 'Copy code' }] }];
}

function headerOf(draft: TemplateDraft): (Record<string, unknown> & { type: string }) | null {
  const { headerFormat: format, headerText: text, headerHandle } = draft;
  if (format === 'NONE') return null;
  if (format === 'TEXT') return { type: 'HEADER', format, text, ...exampleOf('header', text, draft) };
  return { type: 'HEADER', format, ...(headerHandle ? { example: { header_handle: [headerHandle] } } : {}) };
}

function exampleOf(part: 'header' | 'body', text: string, { parameterFormat, examples }: TemplateDraft): Record<string, unknown> {
  const names = variablesIn(text);
  if (names.length === 0) return {};
  const values = names.map((name) => examples[`${part}.${name}`] ?? '');
  if (parameterFormat === 'NAMED') return { example: { [`${part}_text_named_params`]: names.map((name, index) => ({ param_name: name, example: values[index] })) } };
  return { example: part === 'body' ? { body_text: [values] } : { header_text: values } };
}

function buttonOf({ type, text, value, example }: DraftButton): Record<string, unknown> {
  switch (type) {
    case 'URL':
      return { type, text, url: value, ...(variablesIn(value).length ? { example: [example] } : {}) };
    case 'PHONE_NUMBER':
      return { type, text, phone_number: value };
    case 'COPY_CODE':
      return { type, example: value };
    default:
      return { type, text };
  }
}

type Wire = Record<string, unknown>;

/** A synced template as a draft; null when it has parts that this form cannot hold and would lose. */
export function draftOf(detail: TemplateDetail): TemplateDraft | null {
  const components = detail.components.filter((component): component is Wire => typeof component === 'object' && component !== null);
  const part = (type: string): Wire | undefined => components.find((component) => String(component['type']).toUpperCase() === type);
  if (components.some((component) => !['HEADER', 'BODY', 'FOOTER', 'BUTTONS'].includes(String(component['type']).toUpperCase()))) return null;
  const { name, language, parameterFormat, footer, headerFormat, headerText, body } = detail;
  const category = detail.category as TemplateCategory;
  const raw = wires(part('BUTTONS')?.['buttons']);
  const base: TemplateDraft = { ...EMPTY_DRAFT, name, language, category, parameterFormat };
  if (category === 'AUTHENTICATION') {
    if (raw.length !== 1 || String(raw[0]['otp_type'] ?? 'COPY_CODE').toUpperCase() !== 'COPY_CODE') return null;
    const minutes = part('FOOTER')?.['code_expiration_minutes'];
    return { ...base, securityNote: part('BODY')?.['add_security_recommendation'] === true, codeMinutes: typeof minutes === 'number' ? String(minutes) : '', codeButton: text(raw[0]['text']) || 'Copy code' };
  }
  const buttons = raw.map(readButton);
  if (headerFormat === 'PRODUCT' || buttons.some((button) => button === null)) return null;
  const handles = (part('HEADER')?.['example'] as Wire | undefined)?.['header_handle'];
  return {
    ...base,
    headerFormat: headerFormat ?? 'NONE',
    headerText: headerText ?? '',
    headerHandle: text(Array.isArray(handles) ? handles[0] : handles),
    body,
    footer: footer ?? '',
    buttons: buttons.filter((button) => button !== null),
    examples: Object.fromEntries(detail.slots.flatMap(({ key, place, sample }) => (sample !== null && (place === 'body' || place === 'header_text') ? [[key === 'header' ? `header.${variablesIn(headerText ?? '')[0]}` : key, sample]] : []))),
  };
}

function readButton(button: Wire): DraftButton | null {
  const type = String(button['type']).toUpperCase();
  const example = text(Array.isArray(button['example']) ? button['example'][0] : button['example']);
  const label = text(button['text']);
  if (type === 'QUICK_REPLY') return { type, text: label, value: '', example: '' };
  if (type === 'URL') return { type, text: label, value: text(button['url']), example };
  if (type === 'PHONE_NUMBER') return { type, text: label, value: text(button['phone_number']), example: '' };
  if (type === 'COPY_CODE') return { type, text: '', value: example, example: '' };
  return null;
}

function wires(value: unknown): Wire[] {
  return Array.isArray(value) ? value.filter((one): one is Wire => typeof one === 'object' && one !== null) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
