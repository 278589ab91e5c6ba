import type { TemplateCategory, TemplateDetail } from '@mailtrixy/shared/dto';
import { EMPTY_DRAFT, variablesIn, type DraftApp, type DraftButton, type DraftButtonType, type DraftCard, type DraftCodeKind, type TemplateDraft } from './template-draft';

type Wire = Record<string, unknown>;

const PARTS = new Set(['HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'LIMITED_TIME_OFFER', 'CAROUSEL']);
const CARD_PARTS = new Set(['HEADER', 'BODY', 'BUTTONS']);
const CODE_MEMBERS = ['type', 'text', 'url', 'example', 'otp_type', 'supported_apps', 'zero_tap_terms_accepted'];
/** The member that the form calls the button's value. */
const VALUES: Readonly<Record<DraftButtonType, string | null>> = { QUICK_REPLY: null, URL: 'url', PHONE_NUMBER: 'phone_number', COPY_CODE: 'example', FLOW: 'flow_id', CATALOG: null, MPM: null, VOICE_CALL: null, REQUEST_CONTACT_INFO: null };

/** A synced template as a draft; null when it has parts that this form cannot hold and would lose. */
export function draftOf(detail: TemplateDetail): TemplateDraft | null {
  const components = wires(detail.components);
  if (components.some((component) => !PARTS.has(upper(component['type'])))) return null;
  const part = (type: string) => partOf(components, type);
  const { name, language, parameterFormat, footer, headerFormat, headerText, body } = detail;
  const base: TemplateDraft = { ...EMPTY_DRAFT, name, language, category: detail.category as TemplateCategory, parameterFormat };
  if (base.category === 'AUTHENTICATION') return codeDraft(base, part('BUTTONS'), part('FOOTER'), part('BODY'));
  const buttons = buttonsIn(part('BUTTONS'));
  const offer = part('LIMITED_TIME_OFFER');
  const carousel = part('CAROUSEL');
  const cards = carousel && cardsIn(carousel);
  if (headerFormat === 'PRODUCT' || !buttons || cards === null || (offer && carousel)) return null;
  const { text: offerText, has_expiration: expires } = wire(offer?.['limited_time_offer']);
  return {
    ...base,
    headerFormat: headerFormat ?? 'NONE',
    headerText: headerText ?? '',
    headerHandle: handleIn(part('HEADER')),
    body,
    footer: footer ?? '',
    buttons,
    ...(offer ? { extra: 'OFFER' as const, offerText: text(offerText), offerExpires: expires === true } : {}),
    ...(cards ? { extra: 'CAROUSEL' as const, ...cards } : {}),
    examples: examplesOf(detail),
  };
}

function codeDraft(base: TemplateDraft, buttons: Wire | undefined, footer: Wire | undefined, body: Wire | undefined): TemplateDraft | null {
  const [button, ...more] = wires(buttons?.['buttons']);
  if (!button || more.length) return null;
  const address = addressOf(button);
  const kind = upper(button['otp_type'] ?? address.get('otp_type') ?? 'COPY_CODE');
  if (!['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'].includes(kind)) return null;
  const minutes = footer?.['code_expiration_minutes'];
  return {
    ...base,
    securityNote: body?.['add_security_recommendation'] === true,
    codeMinutes: typeof minutes === 'number' ? String(minutes) : '',
    codeButton: text(button['text']) || 'Copy code',
    codeKind: kind as DraftCodeKind,
    codeApps: appsOf(button, address),
    // nobody could have made one without them
    zeroTapTerms: kind === 'ZERO_TAP',
    codeRest: { ...(address.has('cta_display_name') ? { autofill_text: address.get('cta_display_name') } : {}), ...without(button, CODE_MEMBERS) },
  };
}

/** Meta lists a code button as the address that it becomes; kind and app stand in there. */
function addressOf(button: Wire): URLSearchParams {
  return new URLSearchParams(text(button['url']).split('?')[1] ?? '');
}

function appsOf(button: Wire, address: URLSearchParams): DraftApp[] {
  const listed = wires(button['supported_apps']).map((app) => ({ packageName: text(app['package_name']), signatureHash: text(app['signature_hash']) }));
  const [packageName, signatureHash] = [address.get('package_name'), address.get('signature_hash')];
  return listed.length || !packageName || !signatureHash ? listed : [{ packageName, signatureHash }];
}

/** All cards have the parts of the first; null for cards that the form does not know. */
function cardsIn(carousel: Wire): Pick<TemplateDraft, 'cardHeader' | 'cardWords' | 'cards'> | null {
  const cards = wires(carousel['cards']).map((card) => wires(card['components']));
  const [first] = cards;
  const header = first && upper(partOf(first, 'HEADER')?.['format']);
  if (!first || (header !== 'IMAGE' && header !== 'VIDEO') || cards.some((card) => card.some(({ type }) => !CARD_PARTS.has(upper(type))))) return null;
  const drafts: DraftCard[] = [];
  for (const card of cards) {
    const buttons = buttonsIn(partOf(card, 'BUTTONS'));
    if (!buttons) return null;
    drafts.push({ headerHandle: handleIn(partOf(card, 'HEADER')), body: text(partOf(card, 'BODY')?.['text']), buttons });
  }
  return { cardHeader: header, cardWords: partOf(first, 'BODY') !== undefined, cards: drafts };
}

function buttonsIn(component: Wire | undefined): DraftButton[] | null {
  const buttons = wires(component?.['buttons']).map(readButton);
  return buttons.every((button) => button !== null) ? buttons : null;
}

function readButton(button: Wire): DraftButton | null {
  const type = upper(button['type']) as DraftButtonType;
  if (!(type in VALUES)) return null;
  const known = VALUES[type];
  const given = button['example'];
  const example = text(Array.isArray(given) ? given[0] : given);
  const rest = without(button, ['type', 'text', 'example', ...(known ? [known] : [])]);
  if (type === 'COPY_CODE') return { type, text: '', value: example, example: '', rest };
  const value = known ? button[known] : '';
  return { type, text: type === 'REQUEST_CONTACT_INFO' ? '' : text(button['text']), value: typeof value === 'number' ? String(value) : text(value), example: type === 'URL' ? example : '', rest };
}

function examplesOf({ slots, headerText }: TemplateDetail): TemplateDraft['examples'] {
  return Object.fromEntries(slots.flatMap(({ key, place, sample }) => (sample !== null && (place === 'body' || place === 'header_text') ? [[key === 'header' ? `header.${variablesIn(headerText ?? '')[0]}` : key, sample]] : [])));
}

function handleIn(header: Wire | undefined): string {
  const handles = wire(header?.['example'])['header_handle'];
  return text(Array.isArray(handles) ? handles[0] : handles);
}

function partOf(components: readonly Wire[], type: string): Wire | undefined {
  return components.find((component) => upper(component['type']) === type);
}

function without(value: Wire, members: readonly string[]): Wire {
  return Object.fromEntries(Object.entries(value).filter(([member]) => !members.includes(member)));
}

function wires(value: unknown): Wire[] {
  return Array.isArray(value) ? value.filter((one): one is Wire => typeof one === 'object' && one !== null) : [];
}

function wire(value: unknown): Wire {
  return wires([value])[0] ?? {};
}

function upper(value: unknown): string {
  return text(value).toUpperCase();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
