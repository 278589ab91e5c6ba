import { DomainError } from '@mailtrixy/server/platform/errors';
import type { ShownButton, TemplateContent, TemplateValues } from '@mailtrixy/shared/dto';
import { notSendable } from '../components/not-sendable';
import { parseTemplate, type ParsedCard } from '../components/parsed-template';
import { isOtpButton, type PlacedSlot } from '../components/slots';
import { fillVariables } from '../components/variables';
import type { StoredTemplate } from '../catalog/stored-template';
import { namedOf, slotsWithDefaults } from '../catalog/template-view';
import type { FillContext, FilledTemplate } from './filled-template';
import { isPlace, placeOf } from './header-location';
import { mediaSlotsOf, metaComponents } from './meta-components';
import { bodyProblem, invalidValues, slotValues } from './slot-values';

const ICONS: Readonly<Record<string, ShownButton['icon']>> = { QUICK_REPLY: 'reply', URL: 'link', PHONE_NUMBER: 'phone', VOICE_CALL: 'phone', COPY_CODE: 'copy', OTP: 'copy', FLOW: 'flow', CATALOG: 'catalog', SPM: 'catalog', REQUEST_CONTACT_INFO: 'contact' };

/**
 * Puts values into a template.
 * @throws DomainError TEMPLATE_NOT_SENDABLE, TEMPLATE_VALUES_INVALID
 */
export function fillTemplate(template: StoredTemplate, given: TemplateValues, context: FillContext, now: number): FilledTemplate {
  const parsed = parseTemplate(template.components);
  const reason = notSendable(parsed, { status: template.status, deleted: template.deletedAt !== null });
  if (reason) throw new DomainError('TEMPLATE_NOT_SENDABLE', reason);
  if (context.addressKind === 'bsuid' && template.category === 'AUTHENTICATION') throw new DomainError('TEMPLATE_NOT_SENDABLE', 'This person hides the phone number. WhatsApp delivers login codes to phone numbers only.');
  const slots = slotsWithDefaults(parsed, template.defaults);
  const values = slotValues(slots, given, context, now);
  const body = filledBody(parsed, slots, values, null) ?? '';
  const problem = bodyProblem(body);
  const header = filledHeader(parsed, slots, values);
  if (problem) throw invalidValues([problem]);
  if (parsed.header?.format === 'TEXT' && [...(header ?? '')].length > 60) throw invalidValues([{ field: 'header', message: `With its value the header has ${[...(header ?? '')].length} characters; WhatsApp takes 60.` }]);
  const content: TemplateContent = {
    kind: 'template',
    name: template.name,
    language: template.language,
    category: template.category,
    header,
    footer: parsed.footer,
    buttons: shownButtons(parsed),
    cards: parsed.cards.map((card, index) => ({ body: filledBody(card, slots, values, index), buttons: shownButtons(card) })),
  };
  return {
    templateId: template.id,
    contentHash: template.contentHash,
    name: template.name,
    language: template.language,
    category: template.category,
    components: metaComponents(parsed, slots, values, namedOf(parsed)),
    mediaSlots: mediaSlotsOf(slots, values),
    body,
    content,
    values: Object.fromEntries(values),
  };
}

function filledBody({ body }: ParsedCard, slots: readonly PlacedSlot[], values: ReadonlyMap<string, string>, card: number | null): string | null {
  return body && fillVariables(body.text, (variable) => values.get(slots.find((slot) => slot.card === card && slot.variable === variable && slot.place !== 'header_text')?.key ?? '') ?? '');
}

function filledHeader({ header }: ParsedCard, slots: readonly PlacedSlot[], values: ReadonlyMap<string, string>): string | null {
  if (header?.format === 'TEXT') return fillVariables(header.text, (variable) => values.get(slots.find((slot) => slot.place === 'header_text' && slot.variable === variable)?.key ?? '') ?? '');
  const place = header?.format === 'LOCATION' ? placeOf(values.get('header') ?? '') : null;
  return isPlace(place) ? place.name : null;
}

function shownButtons({ buttons }: ParsedCard): ShownButton[] {
  return buttons.map((button) => ({ icon: isOtpButton(button) ? 'copy' : (ICONS[button.type] ?? 'reply'), text: button.text || (button.type === 'COPY_CODE' || isOtpButton(button) ? 'Copy code' : button.type.toLowerCase().replaceAll('_', ' ')) }));
}
