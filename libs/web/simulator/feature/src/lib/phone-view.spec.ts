import type { SimMessage } from '@mailtrixy/web/simulator/data-access';
import { feedRows, shortWords } from './phone-feed';
import { phoneView } from './phone-view';

const message = (type: string, content: unknown, more: Partial<SimMessage> = {}): SimMessage => ({
  wamid: 'w1', from: 'business', at: '2026-11-22T12:00:00Z', type, text: null, content, shown: null, contextId: null, ticks: 'delivered', errorCode: null, sentAt: null, deliveredAt: null, readAt: null, failedAt: null, ...more,
});
const interactive = (content: unknown): SimMessage => message('interactive', content);

describe('what the phone shows of a message', () => {
  it.each(['image', 'video', 'audio', 'document', 'sticker'])('%s by id, and by a link that nobody fetched', (type) => {
    expect(phoneView(message(type, { id: '7', caption: 'look', voice: true, filename: 'a.pdf' }))).toMatchObject({ media: { kind: type, id: '7', link: null, name: 'a.pdf', voice: true }, words: 'look' });
    expect(phoneView(message(type, { link: 'https://example.org/a' })).media).toMatchObject({ id: null, link: 'https://example.org/a' });
    expect(phoneView(message(type, null))).toMatchObject({ media: null, note: 'A file that could not be sent' });
  });

  it('a place and people', () => {
    expect(phoneView(message('location', { latitude: '52.370216', longitude: 4.895168, name: 'Warehouse' })).place).toEqual({ name: 'Warehouse', address: '', at: '52.3702, 4.8952' });
    expect(phoneView(message('contacts', [{ name: { formatted_name: 'Ilse' }, phones: [{ phone: '+49 30' }] }, { emails: [{ email: 'a@example.org' }] }])).people).toEqual([{ name: 'Ilse', detail: '+49 30' }, { name: 'a@example.org', detail: 'a@example.org' }]);
  });

  it('reply buttons answer, with their index', () => {
    const view = phoneView(interactive({ type: 'button', header: { type: 'text', text: 'Order' }, body: { text: 'Close it?' }, footer: { text: 'Acme' }, action: { buttons: [{ reply: { id: 'a', title: 'Yes' } }, { reply: { id: 'b', title: 'No' } }] } }));
    expect(view).toMatchObject({ header: 'Order', words: 'Close it?', footer: 'Acme' });
    expect(view.buttons.map(({ label, kind, index }) => [label, kind, index])).toEqual([['Yes', 'answer', 0], ['No', 'answer', 1]]);
  });

  it('a list opens its rows, a form its questions, a link its page', () => {
    const list = phoneView(interactive({ type: 'list', body: { text: 'Whom?' }, action: { button: 'Choose', sections: [{ title: 'All', rows: [{ id: 'r', title: 'Billing', description: 'Money' }] }] } }));
    expect([list.buttons[0].kind, list.rows]).toEqual(['list', [{ id: 'r', title: 'Billing', description: 'Money', section: 'All' }]]);
    expect(phoneView(interactive({ type: 'flow', action: { parameters: { flow_cta: 'Book' } } })).buttons).toEqual([expect.objectContaining({ label: 'Book', kind: 'form' })]);
    expect(phoneView(interactive({ type: 'cta_url', action: { parameters: { display_text: 'Open', url: 'https://example.org' } } })).buttons[0]).toMatchObject({ kind: 'page', url: 'https://example.org' });
    expect(phoneView(interactive({ type: 'cta_url', action: { parameters: { display_text: 'Open', url: 'javascript:alert(1)' } } })).buttons[0].url).toBeNull();
  });

  it.each(['location_request_message', 'request_contact_info', 'call_permission_request', 'product', 'product_list', 'catalog_message'])('%s can be answered', (type) => {
    expect(phoneView(interactive({ type, action: {} })).buttons).toEqual([expect.objectContaining({ kind: 'answer', index: 0 })]);
  });

  it('a template with everything', () => {
    const view = phoneView(message('template', {}, {
      shown: {
        header: { format: 'IMAGE', media: { id: '7' } }, body: 'Hi Nadia', footer: 'Acme', offer: { text: 'Ends soon', expiresAt: 1 },
        buttons: [{ type: 'QUICK_REPLY', text: 'Yes' }, { type: 'URL', text: 'Track', url: 'https://example.org/1' }, { type: 'PHONE_NUMBER', text: 'Call', phone: '+1' }, { type: 'COPY_CODE', text: 'Copy', code: 'W20' }, { type: 'FLOW', text: 'Book' }],
        cards: [{ header: { format: 'IMAGE', media: { id: '8' } }, body: 'Red', buttons: [{ type: 'QUICK_REPLY', text: 'More' }] }],
      },
    }));
    expect(view).toMatchObject({ media: { id: '7' }, words: 'Hi Nadia', footer: 'Acme', offer: 'Ends soon', cards: [{ media: { id: '8' }, body: 'Red', buttons: [{ card: 0, index: 0, kind: 'answer' }] }] });
    expect(view.buttons.map(({ kind, hint }) => [kind, hint])).toEqual([['answer', null], ['page', null], ['plain', '+1'], ['plain', 'W20'], ['form', null]]);
  });

  it.each<[string, unknown, string]>([
    ['system', { body: 'Number changed' }, 'Number changed'], ['request_welcome', null, 'Opened the chat'], ['unsupported', {}, 'A message of a kind that businesses cannot see'], ['order', { product_items: [{}, {}] }, 'Order of 2 products'],
    ['hologram', {}, 'Message of type hologram'],
  ])('%s says what it is', (type, content, words) => expect(shortWords(message(type, content, { from: 'customer' }))).toBe(words));

  it('answers of the customer show what was chosen', () => {
    expect(phoneView(message('button', { payload: 'p', text: 'Confirm' }, { from: 'customer' })).words).toBe('Confirm');
    expect(phoneView(message('interactive', { type: 'list_reply', list_reply: { id: 'r', title: 'Billing' } }, { from: 'customer' })).words).toBe('Billing');
    expect(phoneView(message('interactive', { type: 'call_permission_reply', call_permission_reply: { response: 'reject' } }, { from: 'customer' })).words).toBe('Please do not call me');
  });
});

describe('the chat on the phone', () => {
  it('folds reactions, edits and deletions into the messages they are about', () => {
    const text = message('text', { body: 'a' }, { wamid: 'a', text: 'a', from: 'customer' });
    const other = message('text', { body: 'b' }, { wamid: 'b', text: 'b', contextId: 'a' });
    const rows = feedRows([
      text, other,
      message('reaction', { message_id: 'b', emoji: '👍' }, { wamid: 'r1', from: 'customer' }),
      message('reaction', { message_id: 'b', emoji: '❤️' }, { wamid: 'r2', from: 'customer' }),
      message('reaction', { message_id: 'a', emoji: '🙏' }, { wamid: 'r3' }),
      message('reaction', { message_id: 'a', emoji: '' }, { wamid: 'r4' }),
      message('edit', { original_message_id: 'a', message: { text: { body: 'better' } } }, { wamid: 'e', from: 'customer' }),
      message('revoke', { original_message_id: 'a' }, { wamid: 'd', from: 'customer' }),
    ]);
    expect(rows.map(({ message: { wamid }, reactions, edited, revoked, quoted }) => [wamid, reactions, edited, revoked, quoted?.wamid])).toEqual([['a', '', 'better', true, undefined], ['b', '❤️', null, false, 'a']]);
  });
});
