import { lengthProblem, type Refuse } from './draft-problems';
import { hasMedia, variablesIn, type TemplateDraft } from './template-draft';

const HEADER_MAX = 60;

export function headerProblems(draft: TemplateDraft, refuse: Refuse): void {
  const { headerFormat, headerText: text } = draft;
  if (hasMedia(draft)) refuse('header', !draft.headerHandle && missingExample(headerFormat));
  if (headerFormat !== 'TEXT') return;
  refuse('header', !text.trim() && 'Write the header.');
  textProblems('header', text, HEADER_MAX, draft, refuse);
  const count = variablesIn(text).length;
  refuse('header', count > 1 && `The header has ${count} variables; one is allowed.`);
  refuse('header', /[*_~`\n\r]|\p{Extended_Pictographic}/u.test(text.replace(/\{\{[^{}]*\}\}/g, '')) && 'The header takes no line breaks, emojis or marks such as *, _, ~ and `.');
}

export function missingExample(format: string): string {
  return `Meta wants an example ${format.toLowerCase()} for the header. Upload one.`;
}

/** @param part "body" or "card.<n>.body" */
export function bodyProblems(part: string, body: string, max: number, draft: TemplateDraft, refuse: Refuse): void {
  refuse(part, !body.trim() && 'Write the body.');
  textProblems(part, body, max, draft, refuse);
  const count = variablesIn(body).length;
  if (count === 0) return;
  refuse(part, (/^\s*\{\{/.test(body) || /\}\}\s*$/.test(body)) && 'A variable may not be at the start or the end of the body. Put words around it.');
  refuse(part, /\}\}\s*\{\{/.test(body) && 'Two variables may not stand side by side. Put words between them.');
  const words = body.replace(/\{\{[^{}]*\}\}/g, ' ').split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  refuse(part, words < count * 2 && `There are ${count} variables among ${words} words. Meta refuses texts that hold next to nothing but variables: write more words.`);
}

/** Length, form of the variables, and an example for each. */
function textProblems(part: string, text: string, max: number, { parameterFormat, examples }: TemplateDraft, refuse: Refuse): void {
  refuse(part, lengthProblem(part === 'header' ? 'header' : 'body', text, max));
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
