import type { ShownButton, TemplateButtonView, TemplateContent, TemplateSummary } from '@mailtrixy/shared/dto';

const ICONS: Readonly<Record<string, ShownButton['icon']>> = { QUICK_REPLY: 'reply', URL: 'link', PHONE_NUMBER: 'phone', VOICE_CALL: 'phone', COPY_CODE: 'copy', OTP: 'copy', FLOW: 'flow', CATALOG: 'catalog', SPM: 'catalog', REQUEST_CONTACT_INFO: 'contact' };

/** Fills the variables of one part; `prefix` is "body" or "card.0.body". */
export function filledText(text: string, prefix: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (_hole, name: string) => values[`${prefix}.${name}`] ?? '');
}

export function filledHeader({ headerFormat, headerText }: TemplateSummary, values: Readonly<Record<string, string>>): string | null {
  return headerFormat === 'TEXT' ? (headerText ?? '').replace(/\{\{[^{}]*\}\}/g, () => values['header'] ?? '') : null;
}

/** What a bubble shows of a filled template until the server tells its own. */
export function shownTemplate(template: TemplateSummary, values: Readonly<Record<string, string>>): TemplateContent {
  const { name, language, category, footer, buttons, cards } = template;
  return {
    kind: 'template',
    name,
    language,
    category,
    header: filledHeader(template, values),
    footer,
    buttons: buttons.map(shownButton),
    cards: cards.map((card, index) => ({ body: card.body === null ? null : filledText(card.body, `card.${index}.body`, values), buttons: card.buttons.map(shownButton) })),
  };
}

function shownButton({ type, text }: TemplateButtonView): ShownButton {
  return { icon: ICONS[type] ?? 'reply', text: text || (type === 'COPY_CODE' || type === 'OTP' ? 'Copy code' : type.toLowerCase().replaceAll('_', ' ')) };
}
