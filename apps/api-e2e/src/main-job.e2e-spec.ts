import { randomUUID } from 'node:crypto';
import type { ConversationPage, ConversationRow, Message, MessagePage } from '@mailtrixy/shared/dto';
import { Stack, until, type TestWorkspace } from '@mailtrixy/e2e/stack';

/** The main job, over HTTP: a customer writes, the answer goes out, the ticks turn blue. */
describe('the main job', () => {
  let stack: Stack;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    stack = await Stack.start();
  });
  beforeEach(async () => {
    workspace = await stack.workspace();
  });
  afterAll(() => stack?.stop());

  const conversations = async () => (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items;
  const thread = async (id: string) => (await workspace.owner.get<MessagePage>(`/conversations/${id}/messages`)).items;
  const firstConversation = () => until('the conversation', async () => (await conversations())[0]);
  const reply = (conversation: ConversationRow, body: string, clientId: string = randomUUID()) => workspace.owner.post<Message>(`/conversations/${conversation.id}/messages`, { clientId, kind: 'reply', type: 'text', body });

  it('brings a text in, sends the answer, and shows sent, delivered and read', async () => {
    const { number } = await stack.channel(workspace.owner);
    const [maya] = number.customers;
    await stack.simulator.write(maya.id, number.phoneNumberId, 'Hallo, ist meine Bestellung schon unterwegs? 📦');

    const conversation = await firstConversation();
    expect(conversation).toMatchObject({ contactName: 'Maya Chen', unreadCount: 1, status: 'open', preview: { text: 'Hallo, ist meine Bestellung schon unterwegs? 📦', direction: 'in' } });

    const sent = await reply(conversation, 'Ja! Sie kommt *morgen*.');
    expect(sent).toMatchObject({ direction: 'out', deliveryStatus: 'queued', body: 'Ja! Sie kommt *morgen*.' });
    await until('delivered', async () => (await thread(conversation.id)).find(({ id, deliveryStatus }) => id === sent.id && deliveryStatus === 'delivered'));
    await stack.simulator.call('POST', `/customers/${maya.id}/read`, { phoneNumberId: number.phoneNumberId });
    const read = await until('read', async () => (await thread(conversation.id)).find(({ id, openedAt }) => id === sent.id && openedAt));

    // SEED: the status stays delivered, opened_at is the truth for read receipts.
    expect(read.deliveryStatus).toBe('delivered');
    expect(read.sentAt).not.toBeNull();
    expect(read.deliveredAt).not.toBeNull();
    const chat = await stack.simulator.chat(maya.id, number.phoneNumberId);
    expect(chat.filter(({ from }) => from === 'business').map(({ text }) => text)).toEqual(['Ja! Sie kommt *morgen*.']);
  });

  it('sends once for a repeated clientId, and refuses the id with another body', async () => {
    const { number } = await stack.channel(workspace.owner);
    await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Hi');
    const conversation = await firstConversation();
    const clientId = randomUUID();
    const [first, second] = await Promise.all([reply(conversation, 'once', clientId), reply(conversation, 'once', clientId)]);
    expect(second.id).toBe(first.id);
    const problem = await workspace.owner.problem('POST', `/conversations/${conversation.id}/messages`, { clientId, kind: 'reply', type: 'text', body: 'twice' });
    expect(problem).toMatchObject({ status: 409, code: 'CLIENT_ID_REUSED' });
    await until('accepted', async () => (await thread(conversation.id)).find(({ id, sentAt }) => id === first.id && sentAt));
    await stack.simulator.quiet();
    expect(await stack.simulator.ledger({ kind: 'accept', phoneNumberId: number.phoneNumberId })).toHaveLength(1);
  });

  it('holds the channel on 190, goes on receiving, and sends what waited after a new token', async () => {
    const { channel, number } = await stack.channel(workspace.owner);
    const [maya] = number.customers;
    await stack.simulator.write(maya.id, number.phoneNumberId, 'Are you there?');
    const conversation = await firstConversation();
    await stack.simulator.call('PATCH', `/tokens/${encodeURIComponent(number.accessToken)}`, { invalidSubcode: 463 });
    const waiting = await reply(conversation, 'Yes.');
    await until('the hold', async () => (await workspace.owner.get<{ sendHold: { reason: string } | null }>(`/channels/${channel.id}`)).sendHold?.reason === 'token_invalid');

    await stack.simulator.write(maya.id, number.phoneNumberId, 'Hello?');
    await until('the second message', async () => (await thread(conversation.id)).some(({ body }) => body === 'Hello?'));
    expect((await thread(conversation.id)).find(({ id }) => id === waiting.id)).toMatchObject({ deliveryStatus: 'queued', deliveryError: null });

    const { accessToken } = await stack.simulator.call<{ accessToken: string }>('POST', '/tokens', { appId: number.appId });
    await workspace.owner.put(`/channels/${channel.id}/secrets/access_token`, { value: accessToken });
    await until('what waited to go out', async () => (await thread(conversation.id)).find(({ id, deliveryStatus }) => id === waiting.id && deliveryStatus === 'delivered'));
  });

  it("shows the new attempt's sent after failed and Retry", async () => {
    const { number } = await stack.channel(workspace.owner);
    const [maya] = number.customers;
    await stack.simulator.write(maya.id, number.phoneNumberId, 'Hi');
    const conversation = await firstConversation();
    await stack.simulator.call('POST', '/chaos/next', { count: 1, phoneNumberId: number.phoneNumberId, send: { mode: 'error', code: 131026 } });
    const message = await reply(conversation, 'try me');
    const failed = await until('failed', async () => (await thread(conversation.id)).find(({ id, deliveryStatus }) => id === message.id && deliveryStatus === 'failed'));
    expect(failed.deliveryError).toMatchObject({ code: 131026 });
    const clientId = randomUUID();
    await Promise.all([workspace.owner.post(`/messages/${message.id}/retry`, { clientId }), workspace.owner.post(`/messages/${message.id}/retry`, { clientId })]);
    const again = await until('delivered', async () => (await thread(conversation.id)).find(({ id, deliveryStatus }) => id === message.id && deliveryStatus === 'delivered'));
    expect(again).toMatchObject({ deliveryError: null, failedAt: null });
    await stack.simulator.quiet();
    expect(await stack.simulator.ledger({ kind: 'accept', phoneNumberId: number.phoneNumberId })).toHaveLength(1);
  });

  it('never repeats an ambiguous send by itself, and a status resolves it', async () => {
    const { number } = await stack.channel(workspace.owner);
    const [maya] = number.customers;
    await stack.simulator.write(maya.id, number.phoneNumberId, 'Hi');
    const conversation = await firstConversation();
    await stack.simulator.call('PUT', `/numbers/${number.phoneNumberId}/status-plan`, { sentAfterMs: 1500, deliveredAfterMs: 1800 });
    await stack.simulator.call('POST', '/chaos/next', { count: 1, phoneNumberId: number.phoneNumberId, send: { mode: 'accept-then-500' } });
    const message = await reply(conversation, 'maybe');
    await until('unconfirmed', async () => (await thread(conversation.id)).find(({ id, deliveryStatus }) => id === message.id && deliveryStatus === 'unconfirmed'));
    await until('resolved by its status', async () => (await thread(conversation.id)).find(({ id, deliveryStatus }) => id === message.id && deliveryStatus === 'delivered'));
    expect(await stack.simulator.ledger({ kind: 'accept', phoneNumberId: number.phoneNumberId })).toHaveLength(1);
  });

  it('refuses free text when the window is closed', async () => {
    const { number } = await stack.channel(workspace.owner);
    await stack.simulator.write(number.customers[0].id, number.phoneNumberId, { text: 'long ago', timestampOffset: -25 * 3600 });
    const conversation = await firstConversation();
    expect(Date.parse(String(conversation.windowExpiresAt))).toBeLessThan(Date.now());
    const problem = await workspace.owner.problem('POST', `/conversations/${conversation.id}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body: 'too late' });
    expect(problem).toMatchObject({ status: 422, code: 'INBOX_REPLY_WINDOW_CLOSED' });
  });

  it('tells WhatsApp that a message was read, and explains it when that fails', async () => {
    const { number } = await stack.channel(workspace.owner);
    const [maya] = number.customers;
    const [wamid] = await stack.simulator.write(maya.id, number.phoneNumberId, 'read me');
    const conversation = await firstConversation();
    await workspace.owner.post(`/conversations/${conversation.id}/read`, { upToSeq: 1 });
    await until('the receipt at Meta', async () => (await stack.simulator.ledger({ kind: 'mark_read', wamid })).length === 1);
    expect(await firstConversation()).toMatchObject({ unreadCount: 0 });

    await stack.simulator.call('PATCH', `/tokens/${encodeURIComponent(number.accessToken)}`, { wabaIds: [] });
    await stack.simulator.write(maya.id, number.phoneNumberId, 'read me too');
    await until('the second message', async () => (await firstConversation()).unreadCount === 1);
    await workspace.owner.post(`/conversations/${conversation.id}/read`, { upToSeq: 2 });
    const words = await until('the explanation', async () => (await workspace.owner.get<{ readReceiptProblem: string | null }>(`/conversations/${conversation.id}`)).readReceiptProblem);
    expect(words).toMatch(/Access Token/);
  });
});
