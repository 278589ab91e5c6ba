import type { FilledButton, FilledTemplate } from '../sending/template-filling';
import type { ChatMessage } from './chats';
import type { Customer } from './customers';
import { sampleCatalog, sampleContents } from './sample-contents';

type Members = Record<string, unknown>;

/** What the customer chose: a button or row by index, id or title; the card of a carousel; the answers of a form. */
export interface Choice {
  button: number | string;
  card: number | null;
  answer: Members | null;
  /** Refuses the call permission that was asked for. */
  refuse: boolean;
}

export interface Answered {
  type: string;
  content: unknown;
}

/** What a phone sends when something is pressed on a message of the business; a text says why nothing is sent (META §4.6, §4.7). */
export function pressed(message: ChatMessage, customer: Customer, choice: Choice, now: number): Answered | string {
  if (message.type === 'template' && message.shown) return pressedTemplate(message.shown, customer, choice);
  if (message.type !== 'interactive') return 'This message has nothing to press.';
  const interactive = message.content as { type: string; action: Members };
  const action = interactive.action;
  switch (interactive.type) {
    case 'button': {
      const replies = (action['buttons'] as { reply: Members }[]).map(({ reply }) => reply);
      const reply = chosen(replies, choice.button);
      return reply ? interactiveReply('button_reply', { id: reply['id'], title: reply['title'] }) : noSuch(choice);
    }
    case 'list': {
      const row = chosen((action['sections'] as { rows: Members[] }[]).flatMap(({ rows }) => rows), choice.button);
      return row ? interactiveReply('list_reply', { id: row['id'], title: row['title'], ...(row['description'] ? { description: row['description'] } : {}) }) : noSuch(choice);
    }
    case 'flow':
      return flowAnswer(parametersOf(action)['flow_token'], choice.answer);
    case 'address_message':
      return interactiveReply('nfm_reply', { name: 'address_message', body: 'Address saved', response_json: JSON.stringify({ values: choice.answer ?? { city: 'Singapore' } }) });
    case 'location_request_message':
      return { type: 'location', content: choice.answer ?? sampleContents['location'] };
    case 'request_contact_info':
      return sharedPhone(customer);
    case 'call_permission_request':
      return interactiveReply('call_permission_reply', {
        response: choice.refuse ? 'reject' : 'accept', is_permanent: false, response_source: 'user_action',
        ...(choice.refuse ? {} : { expiration_timestamp: String(Math.floor(now / 1000) + 7 * 86_400) }),
      });
    case 'product':
    case 'product_list':
    case 'catalog_message':
      return { type: 'order', content: ordered(action) };
    default:
      return 'Pressing this only opens a page; nothing is sent.';
  }
}

function pressedTemplate(shown: FilledTemplate, customer: Customer, choice: Choice): Answered | string {
  const otp = choice.button === 'DID_NOT_REQUEST_CODE';
  if (otp) return { type: 'button', content: { payload: 'DID_NOT_REQUEST_CODE', text: "I didn't request a code" } };
  const all = choice.card === null ? shown.buttons : (shown.cards?.[choice.card]?.buttons ?? []);
  const button: FilledButton | undefined = typeof choice.button === 'number' ? all[choice.button] : all.find(({ text, payload }) => [text, payload].includes(choice.button as string));
  if (!button) return noSuch(choice);
  if (button.type === 'QUICK_REPLY') return { type: 'button', content: { payload: button.payload ?? button.text, text: button.text } };
  if (button.type === 'FLOW') return flowAnswer(button.flow?.['flow_token'], choice.answer);
  if (button.type === 'REQUEST_CONTACT_INFO') return sharedPhone(customer);
  if (['CATALOG', 'MPM', 'SPM'].includes(button.type)) return { type: 'order', content: sampleContents['order'] };
  return 'Pressing this button opens a page, a call or the clipboard; nothing is sent.';
}

/** Answer of "share your phone number"; origin tells that it was asked for (in_contacts_phone_share). */
export function sharedPhone(customer: Customer): Answered | string {
  if (!customer.phone) return `${customer.name} has no phone number.`;
  return { type: 'contacts', content: [{ origin: 'contact_request', phones: [{ phone: `+${customer.phone}`, wa_id: customer.waId ?? customer.phone, type: 'CELL' }] }] };
}

function flowAnswer(token: unknown, answer: Members | null): Answered {
  const given = answer ?? { date: '2026-12-03', slot: '10:30' };
  return interactiveReply('nfm_reply', { name: 'flow', body: 'Sent', response_json: JSON.stringify({ flow_token: token ?? 'unused', ...given }) });
}

function interactiveReply(type: string, content: Members): Answered {
  return { type: 'interactive', content: { type, [type]: content } };
}

function ordered(action: Members): Members {
  const single = action['product_retailer_id'];
  const items = typeof single === 'string' ? [{ product_retailer_id: single }] : ((action['sections'] as { product_items: Members[] }[] | undefined)?.[0].product_items ?? [{ product_retailer_id: 'MUG-RED' }]);
  return { catalog_id: action['catalog_id'] ?? sampleCatalog, product_items: items.slice(0, 1).map((item) => ({ ...item, quantity: 1, item_price: 11.5, currency: 'EUR' })) };
}

function chosen(all: Members[], wanted: number | string): Members | undefined {
  return typeof wanted === 'number' ? all[wanted] : all.find((each) => each['id'] === wanted || each['title'] === wanted);
}

function parametersOf(action: Members): Members {
  return (action['parameters'] ?? {}) as Members;
}

function noSuch(choice: Choice): string {
  return `There is no button "${choice.button}" on this message.`;
}
