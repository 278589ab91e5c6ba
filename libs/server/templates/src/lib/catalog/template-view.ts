import type { TemplateButtonView, TemplateSlot, TemplateSummary } from '@mailtrixy/shared/dto';
import { notSendable } from '../components/not-sendable';
import { parseTemplate, type ParsedButton, type ParsedCard, type ParsedTemplate } from '../components/parsed-template';
import { slotsOf, type PlacedSlot } from '../components/slots';
import { isNamed } from '../components/variables';
import type { SlotDefault, StoredTemplate } from './stored-template';

/** What depends on who asks and on what was sent. */
export interface TemplateUsage {
  favourite: boolean;
  usedAt: Date | null;
  used30d: number;
}

const HEADER_FORMATS = ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'PRODUCT'] as const;
const QUALITIES = ['GREEN', 'YELLOW', 'RED', 'UNKNOWN'] as const;

export function templateView(template: StoredTemplate, { favourite, usedAt, used30d }: TemplateUsage): TemplateSummary {
  const parsed = parseTemplate(template.components);
  return {
    id: template.id,
    wabaId: template.wabaId,
    name: template.name,
    language: template.language,
    category: template.category,
    status: template.status,
    quality: QUALITIES.find((quality) => quality === template.quality) ?? 'UNKNOWN',
    parameterFormat: namedOf(parsed) ? 'NAMED' : 'POSITIONAL',
    body: parsed.body?.text ?? '',
    headerFormat: HEADER_FORMATS.find((format) => format === parsed.header?.format) ?? null,
    headerText: parsed.header?.text || null,
    footer: parsed.footer,
    buttons: parsed.buttons.map(buttonView),
    cards: parsed.cards.map((card) => ({ headerFormat: card.header?.format ?? null, body: card.body?.text ?? null, buttons: card.buttons.map(buttonView) })),
    offer: parsed.offer && { text: parsed.offer.text, expires: parsed.offer.hasExpiration },
    slots: slotsWithDefaults(parsed, template.defaults).map(publicSlot),
    notSendable: notSendable(parsed, { status: template.status, deleted: template.deletedAt !== null }),
    rejectedReason: template.rejectedReason,
    recommendation: template.recommendation,
    favourite,
    usedAt: usedAt?.toISOString() ?? null,
    used30d,
    updatedAt: template.updatedAt.toISOString(),
    deletedAt: template.deletedAt?.toISOString() ?? null,
  };
}

export function slotsWithDefaults(parsed: ParsedTemplate, defaults: Readonly<Record<string, SlotDefault>>): PlacedSlot[] {
  return slotsOf(parsed).map((slot) => {
    const own = Object.hasOwn(defaults, slot.key) ? defaults[slot.key] : null;
    return own ? { ...slot, defaultField: own.field, defaultText: own.text } : slot;
  });
}

/** By the variables themselves: a listing may leave the format out. */
export function namedOf(parsed: ParsedTemplate): boolean {
  const texts = ({ header, body }: ParsedCard) => [header?.format === 'TEXT' ? header.text : '', body?.text ?? ''];
  return isNamed([parsed, ...parsed.cards].flatMap(texts));
}

function buttonView({ type, text, url, phone }: ParsedButton): TemplateButtonView {
  return { type, text, url, phone };
}

function publicSlot({ card: _card, variable: _variable, button: _button, ...slot }: PlacedSlot): TemplateSlot {
  return slot;
}
