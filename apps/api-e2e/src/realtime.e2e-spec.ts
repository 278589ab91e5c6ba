import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { ConversationPage, ConversationRow, Message, MessagePage, RealtimeFrame, SessionInfo, SyncResponse } from '@mailtrixy/shared/dto';
import { Stack, until, type ApiClient, type Provisioned, type TestWorkspace } from '@mailtrixy/e2e/stack';

interface Ear {
  socket: Socket;
  frames: RealtimeFrame[];
  endedAt: () => number | null;
}

/** Sockets under a bad network: reordered and doubled statuses, gaps, sessions that end. live.e2e-spec.ts has the good days. */
describe('realtime', () => {
  let stack: Stack;
  let workspace: TestWorkspace;
  let number: Provisioned;
  let conversation: ConversationRow;
  const sockets: Socket[] = [];

  const listen = async (client: ApiClient, headers: Record<string, string> = {}): Promise<Ear> => {
    const frames: RealtimeFrame[] = [];
    let endedAt: number | null = null;
    const socket = io(stack.url, { path: '/api/socket', transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders: { cookie: client.cookie, origin: stack.url, ...headers } });
    sockets.push(socket);
    socket.on('frame', (frame: RealtimeFrame) => frames.push(frame));
    socket.on('disconnect', () => (endedAt = performance.now()));
    await new Promise<void>((resolve, reject) => void socket.on('connect', resolve).on('connect_error', reject));
    return { socket, frames, endedAt: () => endedAt };
  };
  const reply = (body: string) => workspace.owner.post<Message>(`/conversations/${conversation.id}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body });
  const thread = async () => (await workspace.owner.get<MessagePage>(`/conversations/${conversation.id}/messages?limit=100`)).items;
  const customer = () => number.customers[0].id;
  /** The page's cursor once the conversation has come to rest. */
  const cursorAtRest = async () => {
    await stack.simulator.quiet();
    return (await workspace.owner.get<ConversationPage>('/conversations?view=all')).syncCursor;
  };
  const sync = async (after: string) => {
    const pages: SyncResponse[] = [];
    let cursor = after;
    do {
      const page = await workspace.owner.get<SyncResponse>(`/sync?after=${cursor}`);
      cursor = page.cursor;
      pages.push(page);
    } while (pages[pages.length - 1].more);
    return { messages: pages.flatMap(({ messages }) => messages), cursor };
  };

  beforeAll(async () => {
    stack = await Stack.start();
    workspace = await stack.workspace();
    ({ number } = await stack.channel(workspace.owner));
    await stack.simulator.write(customer(), number.phoneNumberId, 'Hi');
    conversation = await until('the conversation', async () => (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items[0]);
  });
  afterEach(() => sockets.splice(0).forEach((socket) => socket.disconnect()));
  afterAll(() => stack?.stop());

  it('versions of a message never go backwards under reordered, doubled statuses, and all end as delivered and opened', async () => {
    const ear = await listen(workspace.owner);
    await stack.simulator.call('PUT', `/numbers/${number.phoneNumberId}/status-plan`, { sentAfterMs: 5, deliveredAfterMs: 10, readAfterMs: 15, duplicates: 2 });
    await stack.simulator.call('PUT', `/numbers/${number.phoneNumberId}/chaos`, { seed: 7, webhook: { duplicate: 3, reorderWindow: 8, reorderMaxWaitMs: 150 } });
    const ids = (await Promise.all(Array.from({ length: 8 }, (_, index) => reply(`chaos ${index}`)))).map(({ id }) => id);
    const heard = (id: string) => ear.frames.flatMap(({ message }) => (message?.id === id ? [message] : []));
    await until('every message delivered and opened, live', () => ids.every((id) => heard(id).some(({ deliveryStatus, openedAt }) => deliveryStatus === 'delivered' && openedAt)), 30_000);
    await stack.simulator.call('PUT', `/numbers/${number.phoneNumberId}/chaos`, null);
    await stack.simulator.call('PUT', `/numbers/${number.phoneNumberId}/status-plan`, null);
    await stack.simulator.quiet();
    for (const id of ids) {
      const versions = heard(id).map(({ version }) => version);
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
      // Nothing takes a tick back: once delivered, always delivered.
      const states = heard(id).map(({ deliveryStatus }) => deliveryStatus);
      expect(new Set(states.slice(states.indexOf('delivered')))).toEqual(new Set(['delivered']));
    }
    const rows = ear.frames.flatMap(({ conversation: row }) => (row?.id === conversation.id ? [row.version] : []));
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
    const seqs = ear.frames.map(({ seq }) => Number(seq));
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect((await thread()).filter(({ id }) => ids.includes(id)).every(({ deliveryStatus, sentAt, deliveredAt, openedAt }) => deliveryStatus === 'delivered' && sentAt && deliveredAt && openedAt)).toBe(true);
  });

  it('GET /sync returns exactly what a cut socket missed, also after the api was restarted', async () => {
    const after = await cursorAtRest();
    const ear = await listen(workspace.owner);
    await stack.api.kill();
    await until('the cut', () => ear.endedAt() !== null);
    await stack.api.start();
    await stack.simulator.write(customer(), number.phoneNumberId, 'during the gap');
    const { id } = await reply('answered in the gap');
    await until('both', async () => (await thread()).some((message) => message.body === 'during the gap') && (await thread()).some((message) => message.id === id && message.deliveryStatus === 'delivered'));
    const missed = await sync(after);
    expect(missed.messages.map(({ body }) => body)).toEqual(expect.arrayContaining(['during the gap', 'answered in the gap']));
    expect(missed.messages.find((message) => message.id === id)).toMatchObject({ deliveryStatus: 'delivered' });
    const rest = await sync(await cursorAtRest());
    expect(rest.messages).toEqual([]);
    // A socket opened now goes on behind that cursor.
    const again = await listen(workspace.owner);
    await stack.simulator.write(customer(), number.phoneNumberId, 'after the gap');
    const frame = await until('the frame', () => again.frames.find(({ message }) => message?.body === 'after the gap'));
    expect(Number(frame.seq)).toBeGreaterThan(Number(missed.cursor));
  });

  it('no frame of this workspace reaches another, and no Logs frame an agent', async () => {
    const other = await stack.workspace();
    const { client: agent } = await stack.member(workspace.owner, 'agent');
    const [stranger, mate, own] = [await listen(other.owner), await listen(agent), await listen(workspace.owner)];
    await stack.simulator.write(customer(), number.phoneNumberId, 'private');
    await until('our own frames', () => own.frames.some(({ topic }) => topic === 'log.created') && own.frames.some(({ message }) => message?.body === 'private') && mate.frames.some(({ message }) => message?.body === 'private'));
    // Something of theirs that comes after it: had a frame of ours leaked, it would be before.
    await other.owner.post('/channels/sandbox');
    await until('a frame of their own', () => stranger.frames.some(({ conversation: row }) => row));
    expect(JSON.stringify(stranger.frames)).not.toContain('private');
    expect(stranger.frames.filter(({ conversation: row }) => row?.id === conversation.id)).toEqual([]);
    expect(mate.frames.filter(({ topic }) => topic === 'log.created')).toEqual([]);
  });

  it.each<[string, () => [ApiClient, Record<string, string>]]>([
    ['a wrong Origin', () => [workspace.owner, { origin: 'https://evil.example' }]],
    ['the Origin "null"', () => [workspace.owner, { origin: 'null' }]],
    ['our name as a prefix', () => [workspace.owner, { origin: `${stack.url}.evil.example` }]],
    ['no cookie', () => [stack.client(), {}]],
    ['a made-up session', () => [workspace.owner, { cookie: `${workspace.owner.cookie.split('=')[0]}=${'A'.repeat(43)}` }]],
  ])('%s is refused', async (_name, how) => {
    const [client, headers] = how();
    await expect(listen(client, headers)).rejects.toThrow();
  });

  it('a revoked session and a deactivated member lose their sockets within two seconds', async () => {
    const { client, me } = await stack.member(workspace.owner, 'agent');
    const second = stack.client();
    await second.post('/session', { email: me.user.email, password: workspace.password });
    const [first, revoked] = [await listen(client), await listen(second)];
    const theirs = (await client.get<SessionInfo[]>('/me/sessions')).find(({ current }) => !current);
    const from = performance.now();
    await client.delete(`/me/sessions/${theirs?.id}`);
    await until('the revoked socket to end', () => revoked.endedAt() !== null);
    expect(Number(revoked.endedAt()) - from).toBeLessThan(2000);
    expect(first.endedAt()).toBeNull();
    const at = performance.now();
    await workspace.owner.patch(`/members/${me.user.id}`, { active: false });
    await until("the member's socket to end", () => first.endedAt() !== null);
    expect(Number(first.endedAt()) - at).toBeLessThan(2000);
    await expect(listen(client)).rejects.toThrow();
  });
});
