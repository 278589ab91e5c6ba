import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { ConversationPage, ConversationRow, Message, MessagePage, PresenceFrame, RealtimeFrame, SessionInfo, SyncResponse } from '@mailtrixy/shared/dto';
import { Stack, until, type ApiClient, type Provisioned, type TestWorkspace } from '@mailtrixy/e2e/stack';

/** A browser's socket: keeps what it was sent. */
class Ear {
  readonly frames: RealtimeFrame[] = [];
  readonly presence: PresenceFrame[] = [];
  /** When it was told that its session is over, and when the connection ended. */
  signedOutAt: number | null = null;
  endedAt: number | null = null;

  private constructor(readonly socket: Socket) {
    socket.on('frame', (frame: RealtimeFrame) => this.frames.push(frame));
    socket.on('presence', (frame: PresenceFrame) => this.presence.push(frame));
    socket.on('signed-out', () => (this.signedOutAt = performance.now()));
    socket.on('disconnect', () => (this.endedAt = performance.now()));
  }

  static async open(url: string, client: ApiClient, headers: Record<string, string>): Promise<Ear> {
    const socket = io(url, { path: '/api/socket', transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders: { cookie: client.cookie, origin: url, ...headers } });
    const ear = new Ear(socket);
    await new Promise<void>((resolve, reject) => void socket.on('connect', resolve).on('connect_error', reject));
    return ear;
  }

  /** What it heard of one message, in order. */
  heard(messageId: string): Message[] {
    return this.frames.flatMap(({ message }) => (message?.id === messageId ? [message] : []));
  }
}

const rising = (numbers: number[]) => [...numbers].sort((a, b) => a - b);

/** Sockets and GET /sync: order, versions, gaps, presence, who hears what, and sessions that end. */
describe('realtime', () => {
  let stack: Stack;
  let workspace: TestWorkspace;
  let number: Provisioned;
  let conversation: ConversationRow;
  const ears: Ear[] = [];

  const listen = async (client: ApiClient, headers: Record<string, string> = {}): Promise<Ear> => {
    const ear = await Ear.open(stack.url, client, headers);
    ears.push(ear);
    return ear;
  };
  const page = () => workspace.owner.get<ConversationPage>('/conversations?view=all');
  const reply = (body: string) => workspace.owner.post<Message>(`/conversations/${conversation.id}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body });
  const thread = async () => (await workspace.owner.get<MessagePage>(`/conversations/${conversation.id}/messages?limit=100`)).items;
  const customer = () => number.customers[0].id;
  const write = (text: string) => stack.simulator.write(customer(), number.phoneNumberId, text);
  /** The page's cursor once the conversation has come to rest. */
  const cursorAtRest = async () => {
    await stack.simulator.quiet();
    return (await page()).syncCursor;
  };
  const sync = async (after: string) => {
    const pages: SyncResponse[] = [];
    let cursor = after;
    do {
      const next = await workspace.owner.get<SyncResponse>(`/sync?after=${cursor}`);
      cursor = next.cursor;
      pages.push(next);
    } while (pages[pages.length - 1].more);
    return { messages: pages.flatMap(({ messages }) => messages), conversations: pages.flatMap(({ conversations }) => conversations), cursor };
  };

  beforeAll(async () => {
    stack = await Stack.start();
  });
  beforeEach(async () => {
    workspace = await stack.workspace();
    ({ number } = await stack.channel(workspace.owner));
    await write('Hi');
    conversation = await until('the conversation', async () => (await page()).items[0]);
  });
  afterEach(() => ears.splice(0).forEach(({ socket }) => socket.disconnect()));
  afterAll(() => stack?.stop());

  it('brings arrivals and every later state in rising order, with versions that never go back', async () => {
    const ear = await listen(workspace.owner);
    await write('And again');
    const arrival = await until('the arrival', () => ear.frames.find(({ topic, message }) => topic === 'message.received' && message?.body === 'And again'));
    expect(arrival.conversation).toMatchObject({ id: conversation.id, unreadCount: 2, preview: { text: 'And again' } });
    const { id } = await reply('Hello Maya');
    await until('delivered', () => ear.heard(id).some(({ deliveryStatus }) => deliveryStatus === 'delivered'));
    await stack.simulator.call('POST', `/customers/${customer()}/read`, { phoneNumberId: number.phoneNumberId });
    await until('opened', () => ear.frames.some(({ message, conversation: row }) => message?.id === id && message.openedAt !== null && row?.preview.opened === true));
    const seqs = ear.frames.map(({ seq }) => Number(seq));
    // Neighbours of one transaction share a number.
    expect(seqs).toEqual(rising(seqs));
    const versions = ear.heard(id).map(({ version }) => version);
    expect(versions).toEqual(rising(versions));
  });

  it('versions of a message never go backwards under reordered, doubled statuses, and all end as delivered and opened', async () => {
    const ear = await listen(workspace.owner);
    await stack.simulator.call('PUT', `/numbers/${number.phoneNumberId}/status-plan`, { sentAfterMs: 5, deliveredAfterMs: 10, readAfterMs: 15, duplicates: 2 });
    await stack.simulator.call('PUT', `/numbers/${number.phoneNumberId}/chaos`, { seed: 7, webhook: { duplicate: 3, reorderWindow: 8, reorderMaxWaitMs: 150 } });
    const ids = (await Promise.all(Array.from({ length: 8 }, (_, index) => reply(`chaos ${index}`)))).map(({ id }) => id);
    await until('every message delivered and opened, live', () => ids.every((id) => ear.heard(id).some(({ deliveryStatus, openedAt }) => deliveryStatus === 'delivered' && openedAt)), 30_000);
    await stack.simulator.call('PUT', `/numbers/${number.phoneNumberId}/chaos`, null);
    await stack.simulator.call('PUT', `/numbers/${number.phoneNumberId}/status-plan`, null);
    await stack.simulator.quiet();
    for (const id of ids) {
      const versions = ear.heard(id).map(({ version }) => version);
      expect(versions).toEqual(rising(versions));
      // Nothing takes a tick back: once delivered, always delivered.
      const states = ear.heard(id).map(({ deliveryStatus }) => deliveryStatus);
      expect(new Set(states.slice(states.indexOf('delivered')))).toEqual(new Set(['delivered']));
    }
    const rows = ear.frames.flatMap(({ conversation: row }) => (row?.id === conversation.id ? [row.version] : []));
    expect(rows).toEqual(rising(rows));
    const seqs = ear.frames.map(({ seq }) => Number(seq));
    // Neighbours of one transaction share a number.
    expect(seqs).toEqual(rising(seqs));
    expect((await thread()).filter(({ id }) => ids.includes(id)).every(({ deliveryStatus, sentAt, deliveredAt, openedAt }) => deliveryStatus === 'delivered' && sentAt && deliveredAt && openedAt)).toBe(true);
  });

  it('GET /sync returns exactly what a cut socket missed, also after the api was restarted', async () => {
    const after = await cursorAtRest();
    const ear = await listen(workspace.owner);
    await stack.api.kill();
    await until('the cut', () => ear.endedAt !== null);
    await stack.api.start();
    await write('during the gap');
    const { id } = await reply('answered in the gap');
    await until('both', async () => (await thread()).some((message) => message.body === 'during the gap') && (await thread()).some((message) => message.id === id && message.deliveryStatus === 'delivered'));
    const missed = await sync(after);
    expect(missed.messages.map(({ body }) => body)).toEqual(expect.arrayContaining(['during the gap', 'answered in the gap']));
    expect(missed.messages.find((message) => message.id === id)).toMatchObject({ deliveryStatus: 'delivered' });
    expect([...new Set(missed.conversations.map((row) => row.id))]).toEqual([conversation.id]);
    expect(Number(missed.cursor)).toBeGreaterThan(Number(after));
    const rest = await sync(await cursorAtRest());
    expect(rest.messages).toEqual([]);
    expect((await workspace.owner.problem('GET', '/sync?after=999999999')).code).toBe('SYNC_CURSOR_TOO_OLD');
    // A socket opened now goes on behind that cursor.
    const again = await listen(workspace.owner);
    await write('after the gap');
    const frame = await until('the frame', () => again.frames.find(({ message }) => message?.body === 'after the gap'));
    expect(Number(frame.seq)).toBeGreaterThan(Number(missed.cursor));
  });

  it('no frame of this workspace reaches another, and no Logs frame an agent', async () => {
    const other = await stack.workspace();
    const { syncCursor } = await other.owner.get<ConversationPage>('/conversations?view=all');
    const { client: agent } = await stack.member(workspace.owner, 'agent');
    const [stranger, mate, own] = [await listen(other.owner), await listen(agent), await listen(workspace.owner)];
    await write('private');
    await until('our own frames', () => own.frames.some(({ topic }) => topic === 'log.created') && own.frames.some(({ message }) => message?.body === 'private') && mate.frames.some(({ message }) => message?.body === 'private'));
    expect(await other.owner.get<SyncResponse>(`/sync?after=${syncCursor}`)).toMatchObject({ conversations: [], messages: [] });
    // Something of theirs that comes after it: had a frame of ours leaked, it would be before.
    await other.owner.post('/channels/sandbox');
    await until('a frame of their own', () => stranger.frames.some(({ conversation: row }) => row));
    expect(JSON.stringify(stranger.frames)).not.toContain('private');
    expect(stranger.frames.filter(({ conversation: row }) => row?.id === conversation.id)).toEqual([]);
    expect(mate.frames.filter(({ topic }) => topic === 'log.created')).toEqual([]);
  });

  it('a handshake from another site, without a session or by long polling is refused', async () => {
    const { owner } = workspace;
    const refused: [string, ApiClient, Record<string, string>][] = [
      ['a wrong Origin', owner, { origin: 'https://evil.example' }],
      ['the Origin "null"', owner, { origin: 'null' }],
      ['our name as a prefix', owner, { origin: `${stack.url}.evil.example` }],
      ['no cookie', stack.client(), {}],
      ['a made-up session', owner, { cookie: `${owner.cookie.split('=')[0]}=${'A'.repeat(43)}` }],
    ];
    for (const [what, client, headers] of refused) expect([what, await listen(client, headers).then(() => 'let in', () => 'refused')]).toEqual([what, 'refused']);
    const polling = await fetch(`${stack.url}/api/socket/?EIO=4&transport=polling`, { headers: { cookie: owner.cookie } });
    expect(polling.status).toBe(400);
  });

  it('a revoked session, a deactivated member and whoever signs out lose their sockets within two seconds, and are told', async () => {
    const { client, me } = await stack.member(workspace.owner, 'agent');
    const second = stack.client();
    await second.post('/session', { email: me.user.email, password: workspace.password });
    const [first, revoked] = [await listen(client), await listen(second)];
    const theirs = (await client.get<SessionInfo[]>('/me/sessions')).find(({ current }) => !current);
    const from = performance.now();
    await client.delete(`/me/sessions/${theirs?.id}`);
    await until('the revoked socket to end', () => revoked.endedAt !== null);
    expect(Number(revoked.endedAt) - from).toBeLessThan(2000);
    expect(revoked.signedOutAt).not.toBeNull();
    expect(first.endedAt).toBeNull();
    const at = performance.now();
    await workspace.owner.patch(`/members/${me.user.id}`, { active: false });
    await until("the member's socket to end", () => first.endedAt !== null);
    expect(Number(first.endedAt) - at).toBeLessThan(2000);
    expect(first.signedOutAt).not.toBeNull();
    await expect(listen(client)).rejects.toThrow();
    const own = await listen(workspace.owner);
    const left = performance.now();
    await workspace.owner.delete('/session');
    await until('the socket of who signed out to end', () => own.endedAt !== null);
    expect(Number(own.endedAt) - left).toBeLessThan(2000);
    expect(own.signedOutAt).not.toBeNull();
  });

  it('shows who is viewing and replying, and forgets them when they leave', async () => {
    const { client, me } = await stack.member(workspace.owner, 'agent', 'Tom');
    const [ana, tom] = [await listen(workspace.owner), await listen(client)];
    tom.socket.emit('viewing', { conversationId: conversation.id, replying: true });
    await until('Tom', () => ana.presence.some(({ conversationId, viewers }) => conversationId === conversation.id && viewers.some(({ userId, name, replying }) => userId === me.user.id && name === 'Tom' && replying)));
    tom.socket.disconnect();
    await until('nobody', () => ana.presence.at(-1)?.viewers.length === 0);
  });
});
