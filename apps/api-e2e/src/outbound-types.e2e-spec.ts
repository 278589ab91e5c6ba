import { randomUUID } from 'node:crypto';
import type { ChannelDetail, ConversationPage, Message, MessageInfo, MessagePage, SendMessageRequest } from '@mailtrixy/shared/dto';
import { Stack, until, type Provisioned, type TestWorkspace } from '@mailtrixy/e2e/stack';

const card = { name: 'Support Desk', phones: [{ phone: '+15550104477', type: 'WORK', waId: null }], emails: [], organisation: null, addresses: [], urls: [], birthday: null };
const TYPES: [string, Partial<SendMessageRequest>, Record<string, unknown>][] = [
  ['text with a preview', { type: 'text', body: 'Your parcel: https://example.org/t/5521' }, { body: 'Your parcel: https://example.org/t/5521', preview_url: true }],
  ['location', { type: 'location', location: { latitude: 52.370216, longitude: 4.895168, name: 'Warehouse 12' } }, { latitude: '52.370216', longitude: '4.895168', name: 'Warehouse 12' }],
  ['buttons', { type: 'interactive', body: 'Close?', interactive: { type: 'button', header: { type: 'text', text: 'Order' }, footer: 'MailTrixy', buttons: [{ id: 'y', title: 'Yes' }, { id: 'n', title: 'No' }] } }, { type: 'button', body: { text: 'Close?' } }],
  ['list', { type: 'interactive', body: 'Whom?', interactive: { type: 'list', button: 'Choose', sections: [{ title: 'A', rows: [{ id: '1', title: 'Billing' }] }] } }, { type: 'list' }],
  ['link', { type: 'interactive', body: 'Track', interactive: { type: 'cta_url', displayText: 'Open', url: 'https://example.org' } }, { type: 'cta_url' }],
  ['request for the location', { type: 'interactive', body: 'Where?', interactive: { type: 'location_request' } }, { type: 'location_request_message' }],
  ['request for the phone number', { type: 'interactive', body: 'Your number?', interactive: { type: 'contact_request' } }, { type: 'request_contact_info' }],
];

/** What people send beside text, over HTTP to the customer's phone. Files: media.e2e-spec; templates: templates.e2e-spec. */
describe('outbound types', () => {
  let stack: Stack;
  let workspace: TestWorkspace;
  let channel: ChannelDetail;
  let number: Provisioned;
  let conversationId: string;
  let question: string;

  const thread = async () => (await workspace.owner.get<MessagePage>(`/conversations/${conversationId}/messages`)).items;
  const ask = (request: Partial<SendMessageRequest>) => ({ clientId: randomUUID(), kind: 'reply', body: '', ...request });
  const send = (request: Partial<SendMessageRequest>) => workspace.owner.post<Message>(`/conversations/${conversationId}/messages`, ask(request));
  const delivered = (id: string) => until('delivered', async () => (await thread()).find((message) => message.id === id && message.deliveryStatus === 'delivered'));
  const accepted = async () => (await stack.simulator.ledger({ kind: 'accept', phoneNumberId: number.phoneNumberId })).at(-1);

  beforeAll(async () => {
    stack = await Stack.start();
    workspace = await stack.workspace();
    ({ channel, number } = await stack.channel(workspace.owner));
    [question] = await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Hello?');
    conversationId = (await until('the conversation', async () => (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items[0])).id;
  });
  afterAll(() => stack?.stop());

  it.each(TYPES)("%s reaches the phone as Meta's own form", async (_name, request, content) => {
    const [first] = await thread();
    const { id } = await send({ ...request, replyToMessageId: first.id });
    const message = await delivered(id);
    expect(message).toMatchObject({ display: 'bubble', quoted: { id: first.id } });
    expect(await accepted()).toMatchObject({ contextId: question, content });
  });

  it("contact cards reach the phone as Meta's own form", async () => {
    const { id } = await send({ type: 'contacts', contacts: [card] });
    expect(await delivered(id)).toMatchObject({ type: 'contacts', content: { kind: 'contacts', cards: [card] } });
    expect(JSON.stringify((await accepted())?.['content'])).toContain('"formatted_name":"Support Desk"');
  });

  it('says what WhatsApp would refuse, field by field, and stores nothing', async () => {
    const before = (await thread()).length;
    const refused = await workspace.owner.problem('POST', `/conversations/${conversationId}/messages`, ask({ type: 'interactive', body: 'x', interactive: { type: 'button', buttons: [{ id: 'a', title: 'Much too long a title' }, { id: 'a', title: 'B' }] } }));
    expect(refused).toMatchObject({ status: 422, code: 'INBOX_CONTENT_INVALID' });
    expect(refused.errors?.map(({ field }) => field)).toEqual(['interactive.buttons.0.title', 'interactive.buttons.1.id']);
    for (const interactive of [null, [], { type: 'nothing' }, { type: 'list', sections: [null] }]) {
      const problem = await workspace.owner.problem('POST', `/conversations/${conversationId}/messages`, ask({ type: 'interactive', body: 'x', interactive: interactive as never }));
      expect([400, 422]).toContain(problem.status);
    }
    expect(await thread()).toHaveLength(before);
  });

  it('a reaction stands on its message and on the phone, can be replaced and taken back', async () => {
    const [first] = await thread();
    const react = (emoji: string | null) => workspace.owner.put<Message>(`/messages/${first.id}/reaction`, { emoji });
    const shown = (emoji: string | null) => until(`the reaction ${emoji}`, async () => { const message = (await thread()).find(({ id }) => id === first.id); return emoji === null ? message?.reactions.length === 0 && message : message?.reactions.some((one) => one.by === 'us' && one.emoji === emoji && one.state === 'done') && message; });
    const before = (await thread()).length;
    expect((await react('👍')).reactions).toMatchObject([{ by: 'us', emoji: '👍', state: 'sending' }]);
    await shown('👍');
    expect(await accepted()).toMatchObject({ type: 'reaction', content: { message_id: question, emoji: '👍' } });
    await react('❤️');
    await shown('❤️');
    await react(null);
    await shown(null);
    await until('the phone to know', async () => (await stack.simulator.ledger({ kind: 'accept', phoneNumberId: number.phoneNumberId })).filter(({ type }) => type === 'reaction').length === 3);
    expect(await thread()).toHaveLength(before);
    expect(await workspace.owner.problem('PUT', `/messages/${first.id}/reaction`, { emoji: 'ok' })).toMatchObject({ status: 422, code: 'INBOX_CONTENT_INVALID', errors: [{ field: 'emoji' }] });
  });

  it('tells the customer that somebody types, once in 20 s, where the channel wants it', async () => {
    const signals = async () => (await stack.simulator.ledger({ kind: 'mark_read', phoneNumberId: number.phoneNumberId })).filter(({ typing }) => typing);
    const type = () => workspace.owner.post(`/conversations/${conversationId}/typing`);
    await type();
    expect(await signals()).toEqual([]);
    const { version } = await workspace.owner.get<ChannelDetail>(`/channels/${channel.id}`);
    await workspace.owner.patch(`/channels/${channel.id}`, { version, settings: { ...channel.settings, typingSignal: true } });
    // Another process may know the old setting for a second.
    await until('the signal', async () => { await type(); return (await signals()).length === 1; });
    await type();
    expect(await signals()).toHaveLength(1);
  });

  it('tells in Info how Meta counts a message', async () => {
    const { id } = await send({ type: 'text', body: 'counted' });
    await delivered(id);
    const { attempts } = await until('the price', async () => { const info = await workspace.owner.get<MessageInfo>(`/messages/${id}`); return info.attempts[0]?.pricing && info; });
    expect(attempts[0]).toMatchObject({ pricing: { category: expect.any(String), type: expect.any(String) }, notes: [] });
  });
});
