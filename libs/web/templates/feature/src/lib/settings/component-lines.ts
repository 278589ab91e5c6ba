import type { TemplateSummary } from '@mailtrixy/shared/dto';

const BUTTON_WORDS: Readonly<Record<string, string>> = { QUICK_REPLY: 'quick reply', URL: 'link', PHONE_NUMBER: 'call', COPY_CODE: 'copy code', OTP: 'copy code', FLOW: 'form', CATALOG: 'catalogue', MPM: 'product list', SPM: 'product', VOICE_CALL: 'WhatsApp call', REQUEST_CONTACT_INFO: 'ask for the number' };

/** The parts of a template in words. */
export function componentLines({ headerFormat, headerText, body, footer, buttons, cards, offer, slots }: TemplateSummary): { part: string; words: string }[] {
  const lines: { part: string; words: string }[] = [];
  if (headerFormat === 'TEXT') lines.push({ part: 'Header', words: `Text, ${[...(headerText ?? '')].length} of 60 characters` });
  else if (headerFormat) lines.push({ part: 'Header', words: headerFormat.charAt(0) + headerFormat.slice(1).toLowerCase() });
  if (offer) lines.push({ part: 'Offer', words: `${offer.text}${offer.expires ? ', with its end' : ''}` });
  const variables = slots.filter(({ key }) => key.startsWith('body.')).length;
  lines.push({ part: 'Body', words: `${[...body].length} of ${offer ? 600 : 1024} characters, ${variables === 0 ? 'no variables' : variables === 1 ? '1 variable' : `${variables} variables`}` });
  if (footer) lines.push({ part: 'Footer', words: footer });
  if (buttons.length) lines.push({ part: 'Buttons', words: buttons.map(({ type, text, url }) => `${BUTTON_WORDS[type] ?? type.toLowerCase()} “${text}”${url ? ` to ${url}` : ''}`).join(', ') });
  if (cards.length) lines.push({ part: 'Cards', words: `${cards.length}` });
  return lines;
}
