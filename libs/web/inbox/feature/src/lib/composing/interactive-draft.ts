import type { OutboundInteractive } from '@mailtrixy/shared/dto';

export const BUILDABLE = ['button', 'list', 'cta_url', 'location_request', 'contact_request'] as const;
export type Buildable = (typeof BUILDABLE)[number];

/** Meta's limits in characters (META-CLOUD-API §8.6). */
export const INTERACTIVE_LIMITS = { header: 60, footer: 60, button: 20, listButton: 20, section: 24, row: 24, description: 72, url: 2000 } as const;
export const MAX_BUTTONS = 3;
export const MAX_ROWS = 10;

export interface DraftRow {
  title: string;
  description: string;
}
export interface DraftSection {
  title: string;
  rows: readonly DraftRow[];
}

/** What the builder holds; parts that the chosen type does not have are kept for a change of mind. */
export interface InteractiveDraft {
  type: Buildable;
  body: string;
  header: string;
  footer: string;
  buttons: readonly string[];
  listButton: string;
  sections: readonly DraftSection[];
  linkText: string;
  url: string;
}

export const EMPTY_DRAFT: InteractiveDraft = { type: 'button', body: '', header: '', footer: '', buttons: [''], listButton: '', sections: [{ title: '', rows: [{ title: '', description: '' }] }], linkText: '', url: '' };

export function bodyMax(type: Buildable): number {
  return type === 'list' ? 4096 : 1024;
}

export function hasFrame(type: Buildable): boolean {
  return type === 'button' || type === 'list' || type === 'cta_url';
}

export function rowCount({ sections }: InteractiveDraft): number {
  return sections.reduce((sum, { rows }) => sum + rows.length, 0);
}

/** The first thing that keeps it from being sent, in words; null when WhatsApp would take it. */
export function draftProblem(draft: InteractiveDraft): string | null {
  const body = tooLong('The text', draft.body, bodyMax(draft.type)) ?? (draft.body.trim() ? null : 'Write the text.');
  if (body) return body;
  if (hasFrame(draft.type)) {
    const frame = tooLong('The header', draft.header, INTERACTIVE_LIMITS.header) ?? tooLong('The footer', draft.footer, INTERACTIVE_LIMITS.footer);
    if (frame) return frame;
  }
  switch (draft.type) {
    case 'button':
      return buttonsProblem(draft.buttons);
    case 'list':
      return listProblem(draft);
    case 'cta_url':
      return named('The button', draft.linkText, INTERACTIVE_LIMITS.button) ?? (isWebAddress(draft.url) ? tooLong('The link', draft.url, INTERACTIVE_LIMITS.url) : 'The link must begin with https:// or http://.');
    default:
      return null;
  }
}

/** @throws never for a draft without a problem; ids are counted, since the title says what was chosen */
export function interactiveOf(draft: InteractiveDraft): OutboundInteractive {
  const footer = draft.footer.trim() ? { footer: draft.footer.trim() } : {};
  const header = draft.header.trim() ? { header: { type: 'text' as const, text: draft.header.trim() } } : {};
  switch (draft.type) {
    case 'button':
      return { type: 'button', ...header, ...footer, buttons: draft.buttons.map((title, index) => ({ id: `button-${index + 1}`, title: title.trim() })) };
    case 'list': {
      let row = 0;
      return {
        type: 'list',
        ...header,
        ...footer,
        button: draft.listButton.trim(),
        sections: draft.sections.map(({ title, rows }) => ({
          ...(title.trim() ? { title: title.trim() } : {}),
          rows: rows.map((one) => ({ id: `row-${++row}`, title: one.title.trim(), ...(one.description.trim() ? { description: one.description.trim() } : {}) })),
        })),
      };
    }
    case 'cta_url':
      return { type: 'cta_url', ...header, ...footer, displayText: draft.linkText.trim(), url: draft.url.trim() };
    case 'location_request':
    case 'contact_request':
      return { type: draft.type };
  }
}

/** Characters as WhatsApp counts them: emoji are one. */
export function lengthOf(text: string): number {
  return [...text].length;
}

function buttonsProblem(buttons: readonly string[]): string | null {
  for (const [index, title] of buttons.entries()) {
    const problem = named(`Button ${index + 1}`, title, INTERACTIVE_LIMITS.button);
    if (problem) return problem;
  }
  return twice(buttons) ? 'Two buttons have the same words.' : null;
}

function listProblem({ listButton, sections }: InteractiveDraft): string | null {
  const problem = named('The list button', listButton, INTERACTIVE_LIMITS.listButton);
  if (problem) return problem;
  if (sections.length > 1 && sections.some(({ title }) => !title.trim())) return 'With more than one section each needs a title.';
  for (const { title, rows } of sections) {
    const long = tooLong('A section title', title, INTERACTIVE_LIMITS.section);
    if (long) return long;
    for (const row of rows) {
      const wrong = named('Each row', row.title, INTERACTIVE_LIMITS.row) ?? tooLong('A description', row.description, INTERACTIVE_LIMITS.description);
      if (wrong) return wrong;
    }
  }
  return twice(sections.flatMap(({ rows }) => rows.map(({ title }) => title))) ? 'Two rows have the same title.' : null;
}

function named(what: string, text: string, max: number): string | null {
  return text.trim() ? tooLong(what, text, max) : `${what} needs words.`;
}

function tooLong(what: string, text: string, max: number): string | null {
  return lengthOf(text) > max ? `${what} is too long: ${lengthOf(text)} of ${max} characters.` : null;
}

function twice(texts: readonly string[]): boolean {
  return new Set(texts.map((text) => text.trim())).size < texts.length;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]+\.[^\s]+$/i.test(text.trim());
}
