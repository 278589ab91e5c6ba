// Labels, canned replies, business hours and rules of the demo workspace. The rules answer outside hours or are switched
// off, so that a visitor who writes from the simulator sees drafts of people and of the AI first.
import { randomUUID } from 'node:crypto';

const LABELS = [
  { name: 'Refund', colour: 'red', description: 'Money back, wholly or in part', words: /parcel|discount/i },
  { name: 'Invoice', colour: 'blue', description: 'Questions about bills', words: /invoice|rechnung/i },
  { name: 'Praise', colour: 'green', description: 'For the Monday round', words: /wonderful/i },
];
const CANNED = [
  { name: 'Ask for the postcode', shortcut: 'postcode', body: 'Thanks, {{contact.first_name}}. May I have your postcode, so that I can look your order up?', scope: 'all' },
  { name: 'Delivery times', shortcut: 'delivery', body: 'Hello {{contact.first_name}}, lamps leave our workshop within two working days, tables within ten. – {{agent.name}}', scope: 'all' },
];
const CONDITIONS = { match: 'exact', words: [], wholeWord: false, mediaKinds: [], channelIds: [], firstMessage: false, during: 'always', languages: [], labelIds: [], notWhileAnswered: true };
const LIMITS = { coolDownMinutes: 60, oncePerConversation: false, stop: false };
const SHOP = [{ from: '09:00', to: '18:00' }];

/** @param owner session of the owner; @param rows name → conversation; @param stories with the customers' words */
export async function seedRules(owner, rows, stories) {
  const hours = await owner('GET', '/workspace/hours');
  await owner('PUT', '/workspace/hours', { version: hours.version, enabled: true, week: { mon: SHOP, tue: SHOP, wed: SHOP, thu: SHOP, fri: SHOP, sat: [{ from: '10:00', to: '14:00' }], sun: [] }, holidays: [] });
  const labels = new Map();
  for (const { words, ...label } of LABELS) {
    const { id } = await owner('POST', '/labels', { clientId: randomUUID(), ...label });
    labels.set(label.name, id);
    for (const { customer, messages } of stories) if (words.test(messages[0].text)) await owner('POST', `/conversations/${rows.get(customer.name).id}/labels`, { add: [id], remove: [] });
  }
  for (const reply of CANNED) await owner('POST', '/canned-replies', { clientId: randomUUID(), ...reply });
  for (const rule of rulesOf(labels)) await owner('POST', '/auto-replies', { clientId: randomUUID(), ...rule });
}

function rulesOf(labels) {
  return [
    { name: 'Outside hours', enabled: true, conditions: { ...CONDITIONS, match: 'any', during: 'outside_hours' }, actions: [{ do: 'reply_text', text: 'Thanks for writing to Lamp & Oak. We are back at nine on the next working day and will answer you then.' }], limits: { ...LIMITS, coolDownMinutes: 720 } },
    { name: 'Opening hours', enabled: false, conditions: { ...CONDITIONS, words: ['hours', 'opening hours', 'öffnungszeiten'] }, actions: [{ do: 'reply_text', text: 'We are open Monday to Friday from 9 to 18, Saturday from 10 to 14.' }], limits: { ...LIMITS, stop: true } },
    { name: 'Invoices get a label', enabled: false, conditions: { ...CONDITIONS, match: 'contains', words: ['invoice', 'rechnung', 'factura'] }, actions: [{ do: 'add_label', labelId: labels.get('Invoice') }], limits: { ...LIMITS, coolDownMinutes: 0 } },
  ];
}
