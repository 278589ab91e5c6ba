import { lengthOf, type Refuse } from './draft-problems';
import { variablesIn, type DraftButton } from './template-draft';

const LIMITS = { text: 25, url: 2000, code: 20 } as const;
const AT_MOST: Readonly<Record<DraftButton['type'], { most: number; words: string }>> = {
  QUICK_REPLY: { most: 10, words: 'quick replies' },
  URL: { most: 2, words: 'links' },
  PHONE_NUMBER: { most: 1, words: 'phone numbers' },
  COPY_CODE: { most: 1, words: 'codes to copy' },
  FLOW: { most: 1, words: 'forms' },
  CATALOG: { most: 1, words: 'catalogues' },
  MPM: { most: 1, words: 'product lists' },
  VOICE_CALL: { most: 1, words: 'calls' },
  REQUEST_CONTACT_INFO: { most: 1, words: 'requests for the number' },
};

/** Whether WhatsApp writes what the button says. */
export function hasFixedWords({ type }: Pick<DraftButton, 'type'>): boolean {
  return type === 'COPY_CODE' || type === 'REQUEST_CONTACT_INFO';
}

/** Buttons of a template or of a card. `part` leads to one of them ("button", "card.0.button"), `whole` to all. */
export function buttonProblems(buttons: readonly DraftButton[], { part, whole, most }: { part: string; whole: string; most: number }, refuse: Refuse): void {
  refuse(whole, buttons.length > most && `There are ${buttons.length} buttons; ${most} are allowed.`);
  for (const [type, { most: ofKind, words }] of Object.entries(AT_MOST)) {
    const count = buttons.filter((button) => button.type === type).length;
    refuse(whole, count > ofKind && `There are ${count} ${words}; ${ofKind} ${ofKind === 1 ? 'is' : 'are'} allowed.`);
  }
  const turns = buttons.filter(({ type }, index) => index > 0 && (type === 'QUICK_REPLY') !== (buttons[index - 1].type === 'QUICK_REPLY')).length;
  refuse(whole, turns > 1 && 'Put the quick replies together: all before or all after the other buttons.');
  const labels = buttons.map(({ text }) => text.trim().toLowerCase()).filter(Boolean);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  refuse(whole, twice !== undefined && `Two buttons say “${twice}”.`);
  buttons.forEach((button, index) => oneButton(button, `${part}.${index}`, refuse));
}

function oneButton(button: DraftButton, at: string, refuse: Refuse): void {
  const { type, text, value, example } = button;
  if (!hasFixedWords(button)) {
    refuse(`${at}.text`, !text.trim() && 'Write what the button says.');
    refuse(`${at}.text`, lengthOf(text.trim()) > LIMITS.text && `The button has ${lengthOf(text.trim())} characters; ${LIMITS.text} are allowed.`);
    refuse(`${at}.text`, /\{\{|[\n\r]/.test(text) && 'A button takes no variables and no line breaks.');
  }
  if (type === 'URL') urlProblems(value, example, at, refuse);
  if (type === 'PHONE_NUMBER') refuse(`${at}.value`, !(/^\+?\d[\d\s()-]{4,}$/.test(value) && value.length <= 20) && 'Write the number with its country, e.g. +15550104477.');
  if (type === 'COPY_CODE') {
    refuse(`${at}.value`, !value.trim() && 'Meta wants an example of the code.');
    refuse(`${at}.value`, lengthOf(value) > LIMITS.code && `The code has ${lengthOf(value)} characters; ${LIMITS.code} are allowed.`);
  }
  if (type === 'FLOW') {
    const named = ['flow_name', 'flow_json'].some((member) => button.rest[member]);
    refuse(`${at}.value`, !named && !value.trim() && 'Choose the flow that this button opens.');
    refuse(`${at}.value`, value.trim() !== '' && !/^\d+$/.test(value.trim()) && 'A flow’s id has digits only.');
  }
}

function urlProblems(value: string, example: string, at: string, refuse: Refuse): void {
  const variables = variablesIn(value);
  refuse(`${at}.value`, !/^https?:\/\/[^\s/]+/i.test(value) && 'Write a whole address, e.g. https://example.org/orders.');
  refuse(`${at}.value`, lengthOf(value) > LIMITS.url && `The address has more than ${LIMITS.url} characters.`);
  refuse(`${at}.value`, /^https?:\/\/(wa\.me|([\w-]+\.)?whatsapp\.com)(\/|$)/i.test(value) && 'Meta refuses links into WhatsApp itself.');
  refuse(`${at}.value`, variables.length > 0 && (variables.length > 1 || !/\{\{[^{}]+\}\}$/.test(value) || /^https?:\/\/[^/]*\{\{/i.test(value)) && 'An address takes one variable, at its end: https://example.org/{{1}}.');
  refuse(`${at}.example`, variables.length > 0 && !example.trim() && 'Meta wants an example of the whole address.');
}
