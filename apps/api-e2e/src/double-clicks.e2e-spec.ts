import { randomUUID } from 'node:crypto';
import type { ChannelDetail, ConversationPage, ConversationRow, Message, MessagePage } from '@mailtrixy/shared/dto';
import { Stack, until, type ApiClient, type Provisioned, type TestWorkspace } from '@mailtrixy/e2e/stack';

interface Line {
  workspace: TestWorkspace;
  channel: ChannelDetail;
  number: Provisioned;
  conversation: ConversationRow;
}

/** What people do at the same moment, twice, or at the wrong one. */
describe('double clicks and races', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await Stack.start({ env: { MAILTRIXY_RATE_LIMIT_FACTOR: '1000' } });
  });
  afterAll(() => stack?.stop());

  const connect = async (): Promise<Line> => {
    const workspace = await stack.workspace();
    const { channel, number } = await stack.channel(workspace.owner);
    await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Hi');
    return { workspace, channel, number, conversation: await until('the conversation', async () => (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items[0]) };
  };
  const reply = (client: ApiClient, id: string, body: string) => client.post<Message>(`/conversations/${id}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body });
  const thread = async ({ workspace, conversation }: Pick<Line, 'workspace' | 'conversation'>) => (await workspace.owner.get<MessagePage>(`/conversations/${conversation.id}/messages?limit=100`)).items;
  const becomes = (line: Pick<Line, 'workspace' | 'conversation'>, id: string, status: string) => until(status, async () => (await thread(line)).find((message) => message.id === id && message.deliveryStatus === status));
  const accepts = async ({ number }: Pick<Line, 'number'>) => (await stack.simulator.ledger({ kind: 'accept', phoneNumberId: number.phoneNumberId })).map(({ body }) => body);

  it('Retry pressed by two people at once is one new attempt', async () => {
    const line = await connect();
    const { client } = await stack.member(line.workspace.owner, 'agent');
    await stack.simulator.call('POST', '/chaos/next', { count: 1, phoneNumberId: line.number.phoneNumberId, send: { mode: 'error', code: 131026 } });
    const { id } = await reply(line.workspace.owner, line.conversation.id, 'try me');
    await becomes(line, id, 'failed');
    const answers = await Promise.all([line.workspace.owner, line.workspace.owner, client].map((who) => who.raw('POST', `/messages/${id}/retry`, { clientId: randomUUID() })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    await becomes(line, id, 'delivered');
    await stack.simulator.quiet();
    expect(await accepts(line)).toEqual(['try me']);
    expect((await line.workspace.owner.problem('POST', `/messages/${id}/retry`, { clientId: randomUUID() })).code).toBe('INBOX_NOT_RETRYABLE');
  });

  it('a dismissed message that arrived after all says so', async () => {
    const line = await connect();
    await stack.simulator.call('PUT', `/numbers/${line.number.phoneNumberId}/status-plan`, { sentAfterMs: null, deliveredAfterMs: null });
    await stack.simulator.call('POST', '/chaos/next', { count: 1, phoneNumberId: line.number.phoneNumberId, send: { mode: 'accept-then-500' } });
    const { id } = await reply(line.workspace.owner, line.conversation.id, 'maybe');
    await becomes(line, id, 'unconfirmed');
    const row = async () => (await line.workspace.owner.get<ConversationPage>('/conversations?view=all')).items[0];
    expect((await row()).failed).toBe(true);
    await Promise.all([1, 2].map(() => line.workspace.owner.post(`/messages/${id}/dismiss`)));
    expect((await row()).failed).toBe(false);
    const [{ wamid, token }] = await stack.simulator.ledger({ kind: 'accept', phoneNumberId: line.number.phoneNumberId });
    await stack.simulator.call('POST', '/statuses', { phoneNumberId: line.number.phoneNumberId, statuses: [{ id: wamid, status: 'delivered', timestamp: String(Math.floor(Date.now() / 1000)), biz_opaque_callback_data: token }] });
    await becomes(line, id, 'delivered');
    expect((await row()).failed).toBe(false);
    expect(await accepts(line)).toEqual(['maybe']);
  });

  it('thirty messages of two agents at once leave in the order of the thread', async () => {
    const line = await connect();
    const { client } = await stack.member(line.workspace.owner, 'agent');
    await Promise.all(Array.from({ length: 30 }, (_, index) => reply(index % 2 ? client : line.workspace.owner, line.conversation.id, `line ${index}`)));
    await until('all accepted', async () => (await accepts(line)).length === 30, 30_000);
    await stack.simulator.quiet();
    const messages = (await thread(line)).filter(({ direction }) => direction === 'out');
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => messages[0].seq + index));
    expect(await accepts(line)).toEqual(messages.map(({ body }) => body));
  });

  it('a customer who writes while agents resolve never makes a second open conversation, and is never lost', async () => {
    const line = await connect();
    const { id } = line.conversation;
    const writes = Array.from({ length: 8 }, (_, index) => stack.simulator.write(line.number.customers[0].id, line.number.phoneNumberId, `race ${index}`));
    const clicks = Array.from({ length: 8 }, (_, index) => line.workspace.owner.raw('POST', `/conversations/${id}/status`, { status: index % 2 ? 'open' : 'resolved' }));
    const answers = await Promise.all(clicks);
    await Promise.all(writes);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    await until('all of it', async () => (await thread(line)).filter(({ body }) => body?.startsWith('race')).length === 8);
    expect(await stack.sql('SELECT id FROM conversation WHERE channel_id = UNHEX(?)', [line.channel.id.replaceAll('-', '')])).toHaveLength(1);
    await line.workspace.owner.post(`/conversations/${id}/status`, { status: 'resolved' });
    await stack.simulator.write(line.number.customers[0].id, line.number.phoneNumberId, 'still there?');
    await until('open again', async () => (await line.workspace.owner.get<ConversationRow>(`/conversations/${id}`)).status === 'open');
  });

  it('a hold, and a channel switched off, keep the queue; it leaves in order afterwards', async () => {
    const line = await connect();
    const { owner } = line.workspace;
    const at = `/channels/${line.channel.id}`;
    await owner.post(`${at}/hold`);
    const ids: string[] = [];
    for (const body of ['one', 'two', 'three']) ids.push((await reply(owner, line.conversation.id, body)).id);
    expect((await owner.get<ChannelDetail>(at)).sendHold).toMatchObject({ reason: 'paused', waiting: 3 });
    await owner.post(`${at}/disable`);
    // The api keeps a channel's state for a second: until then a message is taken and waits with the others.
    await until('new messages to be refused', async () => {
      const answer = await owner.raw('POST', `/conversations/${line.conversation.id}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body: 'four' });
      return answer.status >= 400 && answer.body.includes('CHANNEL_NOT_ACTIVE');
    }, 5000, 500);
    expect((await owner.problem('DELETE', at)).code).toBe('CHANNEL_IN_USE');
    const waiting = (await thread(line)).filter(({ direction }) => direction === 'out');
    expect(new Set(waiting.map(({ deliveryStatus }) => deliveryStatus))).toEqual(new Set(['queued']));
    await owner.post(`${at}/activate`);
    await owner.post(`${at}/release`);
    await becomes(line, waiting[waiting.length - 1].id, 'delivered');
    expect(waiting.slice(0, 3).map(({ id }) => id)).toEqual(ids);
    expect(await accepts(line)).toEqual(waiting.map(({ body }) => body));
  });

  it('a channel nobody wrote to can be deleted; its secrets go with it', async () => {
    const { owner } = await stack.workspace();
    const { channel, number } = await stack.channel(owner);
    await owner.delete(`/channels/${channel.id}`);
    expect((await owner.raw('GET', `/channels/${channel.id}`)).status).toBe(404);
    expect((await owner.raw('GET', `/channels/${channel.id}/logs`)).status).toBe(404);
    expect(await stack.sql('SELECT id FROM channel_secret WHERE channel_id = UNHEX(?)', [channel.id.replaceAll('-', '')])).toEqual([]);
    const post = () => stack.simulator.call<{ status: number }>('POST', '/webhooks', { phoneNumberId: number.phoneNumberId, body: { object: 'whatsapp_business_account', entry: [] } });
    await until('its deliveries to be refused', async () => (await post()).status === 403, 15_000, 250);
  });

  it('another Phone Number ID must prove itself before anything is sent', async () => {
    const line = await connect();
    const { owner } = line.workspace;
    const at = `/channels/${line.channel.id}`;
    const other = await stack.simulator.provision({ appId: line.number.appId, callbackUrl: `${stack.url}/api/webhooks/whatsapp` });
    const { version } = await owner.get<ChannelDetail>(at);
    expect(await owner.patch<ChannelDetail>(at, { version, phoneNumberId: other.phoneNumberId, wabaId: other.wabaId })).toMatchObject({ status: 'setup', phoneNumberId: other.phoneNumberId });
    expect((await owner.problem('PATCH', at, { version, name: 'stale' })).code).toBe('VERSION_CONFLICT');
    expect((await owner.problem('POST', `${at}/activate`)).code).toBe('CHANNEL_TEST_FAILED');
    expect((await owner.problem('POST', `/conversations/${line.conversation.id}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body: 'x' })).code).toBe('CHANNEL_NOT_ACTIVE');
    await owner.put(`${at}/secrets/access_token`, { value: other.accessToken });
    expect(await owner.post<ChannelDetail>(`${at}/activate`)).toMatchObject({ status: 'active', phoneNumberId: other.phoneNumberId });
  });

  it('the sandbox asked for by three clicks at once is one channel', async () => {
    const { owner } = await stack.workspace();
    const results = await Promise.all([1, 2, 3].map(() => owner.post<{ channelId: string }>('/channels/sandbox')));
    expect(new Set(results.map(({ channelId }) => channelId)).size).toBe(1);
    expect(await owner.get('/channels')).toHaveLength(1);
    await until('six conversations', async () => (await owner.get<ConversationPage>('/conversations?view=all')).items.length === 6);
  });

  it('a message whose window closes while it waits fails in words and is not sent', async () => {
    const workspace = await stack.workspace();
    const { owner } = workspace;
    const { channelId } = await owner.post<{ channelId: string }>('/channels/sandbox');
    const { phoneNumberId } = await owner.get<ChannelDetail>(`/channels/${channelId}`);
    const conversation = await until('an open window', async () => (await owner.get<ConversationPage>('/conversations?view=all')).items.find(({ windowExpiresAt }) => windowExpiresAt && Date.parse(windowExpiresAt) > Date.now() + 600_000));
    await owner.post(`/channels/${channelId}/hold`);
    const { id } = await reply(owner, conversation.id, 'too slow');
    await owner.post('/simulator/advance', { seconds: 86_400 });
    await owner.post(`/channels/${channelId}/release`);
    const failed = await becomes({ workspace, conversation }, id, 'failed');
    expect(failed.deliveryError).toMatchObject({ code: 131047, words: expect.stringMatching(/24/), actions: expect.not.arrayContaining(['retry']) });
    expect(await stack.simulator.ledger({ kind: 'accept,rejected', phoneNumberId: String(phoneNumberId) })).toEqual([]);
    expect((await owner.problem('POST', `/messages/${id}/retry`, { clientId: randomUUID() })).code).toBe('INBOX_REPLY_WINDOW_CLOSED');
  });
});
