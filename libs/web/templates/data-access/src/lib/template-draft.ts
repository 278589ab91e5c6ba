import type { TemplateCategory } from '@mailtrixy/shared/dto';

export type DraftButtonType = 'QUICK_REPLY' | 'URL' | 'PHONE_NUMBER' | 'COPY_CODE' | 'FLOW' | 'CATALOG' | 'MPM' | 'VOICE_CALL' | 'REQUEST_CONTACT_INFO';
export interface DraftButton {
  type: DraftButtonType;
  text: string;
  /** Address, number, code, or the flow's id. */
  value: string;
  /** Of an address with a variable. */
  example: string;
  /** What Meta lists of it besides; it goes back as it came. */
  rest: Readonly<Record<string, unknown>>;
}

export type DraftHeaderFormat = 'NONE' | 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'LOCATION';
/** What a template shows besides its own words. */
export type DraftExtra = 'NONE' | 'OFFER' | 'CAROUSEL';
export type DraftCodeKind = 'COPY_CODE' | 'ONE_TAP' | 'ZERO_TAP';

/** The Android app that takes a login code. */
export interface DraftApp {
  packageName: string;
  signatureHash: string;
}

/** Header kind, words or none, and the kinds of buttons are the same in all cards of a template. */
export interface DraftCard {
  headerHandle: string;
  body: string;
  buttons: readonly DraftButton[];
}

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
  extra: DraftExtra;
  offerText: string;
  offerExpires: boolean;
  cardHeader: 'IMAGE' | 'VIDEO';
  /** Whether the cards have words. */
  cardWords: boolean;
  cards: readonly DraftCard[];
  /** By "header.<variable>", "body.<variable>" and "card.<n>.body.<variable>". */
  examples: Readonly<Partial<Record<string, string>>>;
  /** Login codes: Meta writes the words. */
  securityNote: boolean;
  codeMinutes: string;
  codeButton: string;
  codeKind: DraftCodeKind;
  codeApps: readonly DraftApp[];
  zeroTapTerms: boolean;
  /** What Meta lists of the button besides; it goes back as it came. */
  codeRest: Readonly<Record<string, unknown>>;
}

export const EMPTY_DRAFT: TemplateDraft = {
  name: '', language: 'en', category: 'UTILITY', parameterFormat: 'POSITIONAL', headerFormat: 'NONE', headerText: '', headerHandle: '', body: '', footer: '', buttons: [],
  extra: 'NONE', offerText: '', offerExpires: true, cardHeader: 'IMAGE', cardWords: true, cards: [], examples: {},
  securityNote: true, codeMinutes: '10', codeButton: 'Copy code', codeKind: 'COPY_CODE', codeApps: [], zeroTapTerms: false, codeRest: {},
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

/** Those that stand in the template as it is: a draft remembers cards also while it has none. */
export function cardsOf({ extra, cards, category }: TemplateDraft): readonly DraftCard[] {
  return extra === 'CAROUSEL' && category !== 'AUTHENTICATION' ? cards : [];
}
