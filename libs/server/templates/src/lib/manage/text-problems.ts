import type { FieldError } from '@mailtrixy/shared/dto';
import type { ParsedHeader, ParsedText } from '../components/parsed-template';
import { isNamed, variablesOf } from '../components/variables';
import { wire, words, type Wire } from '../components/wire';

const HEADER_MAX = 60;
const HEADER_FORMATS = new Set(['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'PRODUCT']);
const MEDIA = new Set(['IMAGE', 'VIDEO', 'DOCUMENT']);
/** Meta asks for more words than variables; the rule's number is not published. Refused here is only what has next to no words. */
const WORDS_PER_VARIABLE = 2;

export function headerProblems(header: ParsedHeader | null, component: Wire, field: string, named: boolean): FieldError[] {
  const format = header?.format ?? '';
  if (!HEADER_FORMATS.has(format)) return [{ field: `${field}.format`, message: 'A header is text, image, video, document or location.' }];
  if (MEDIA.has(format)) {
    const handles = wire(component['example'])['header_handle'];
    const handle = Array.isArray(handles) ? words(handles[0]) : words(handles);
    return handle ? [] : [{ field: `${field}.example`, message: `Meta wants an example ${format.toLowerCase()} for the header. Upload one.` }];
  }
  if (format !== 'TEXT' || !header) return [];
  const errors = textProblems(header, `${field}.text`, HEADER_MAX, named, 'header');
  const count = variablesOf(header.text).length;
  if (count > 1) errors.push({ field: `${field}.text`, message: `The header has ${count} variables; one is allowed.` });
  if (/[*_~`\n\r]|\p{Extended_Pictographic}/u.test(header.text.replace(/\{\{[^{}]*\}\}/g, ''))) errors.push({ field: `${field}.text`, message: 'The header takes no line breaks, emojis or marks such as *, _, ~ and `.' });
  return errors;
}

export function bodyProblems(body: ParsedText | null, field: string, max: number, named: boolean): FieldError[] {
  const at = `${field}.text`;
  if (!body?.text.trim()) return [{ field: at, message: 'Write the body.' }];
  const errors = textProblems(body, at, max, named, 'body');
  const { text } = body;
  const count = variablesOf(text).length;
  if (!count) return errors;
  if (/^\s*\{\{/.test(text) || /\}\}\s*$/.test(text)) errors.push({ field: at, message: 'A variable may not be at the start or the end of the body. Put words around it.' });
  if (/\}\}\s*\{\{/.test(text)) errors.push({ field: at, message: 'Two variables may not stand side by side. Put words between them.' });
  const wordCount = text.replace(/\{\{[^{}]*\}\}/g, ' ').split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  if (wordCount < count * WORDS_PER_VARIABLE) errors.push({ field: at, message: `There are ${count} variables among ${wordCount} words. Meta refuses texts that hold next to nothing but variables: write more words.` });
  return errors;
}

/** Length, form of the variables, and an example for each. */
function textProblems({ text, samples }: ParsedText, field: string, max: number, named: boolean, part: string): FieldError[] {
  const errors: FieldError[] = [];
  const length = [...text].length;
  if (!length) return [{ field, message: `Write the ${part}.` }];
  if (length > max) errors.push({ field, message: `The ${part} has ${length} characters; ${max} are allowed.` });
  const variables = variablesOf(text);
  if (text.replace(/\{\{\s*[^{}]*\s*\}\}/g, '').match(/\{\{|\}\}/)) errors.push({ field, message: 'A variable is not closed: write {{1}} or {{name}}.' });
  errors.push(...variableProblems(variables, field, named));
  const missing = variables.filter((variable) => !samples.get(variable)?.trim());
  if (missing.length) errors.push({ field: field.replace(/\.text$/, '.example'), message: `Meta wants an example for ${missing.map((variable) => `{{${variable}}}`).join(', ')}.` });
  return errors;
}

function variableProblems(variables: readonly string[], field: string, named: boolean): FieldError[] {
  if (!variables.length) return [];
  if (named) {
    const odd = variables.filter((variable) => !/^[a-z][a-z0-9_]*$/.test(variable));
    return odd.length ? [{ field, message: `Named variables are small letters, digits and _, beginning with a letter: not {{${odd[0]}}}.` }] : [];
  }
  if (isNamed(variables.map((variable) => `{{${variable}}}`))) return [{ field, message: 'This template’s variables are numbered: write {{1}}, {{2}}, …' }];
  const skips = variables.some((variable, index) => variable !== String(index + 1));
  return skips ? [{ field, message: `Number the variables from {{1}} without a gap: here are ${variables.map((variable) => `{{${variable}}}`).join(', ')}.` }] : [];
}
