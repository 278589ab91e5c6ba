import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { ConversationPage, ConversationRow, Message, MessagePage, PresenceFrame, RealtimeFrame, SyncResponse } from '@mailtrixy/shared/dto';
import { Stack, until, type ApiClient, type TestWorkspace } from '@mailtrixy/e2e/stack';

/** A browser's socket: keeps what it was sent. */
class Ear {
  readonly frames: RealtimeFrame[] = [];
  readonly presence: PresenceFrame[] = [];
  signedOutAt: number | null = null;

  private constructor(readonly socket: Socket) {
    socket.on('frame', (frame: RealtimeFrame) => this.frames.push(frame));
    socket.on('presence', (frame: PresenceFrame) => this.presence.push(frame));
    socket.on('signed-out', () => (this.signedOutAt = performance.now()));
  }

  static async open(url: string, client: ApiClient, headers: Record<string, string> = {}): Promise<Ear> {
    const socket = io(url, { path: '/api/socket', transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders: { cookie: client.cookie, origin: url, ...headers } });
    const ear = new Ear(socket);
    await new Promise<void>((resolve, reject) => {
      socket.on('connect', resolve);
      socket.on('connect_error', reject);
    });
    return ear;
  }

  statusesOf(messageId: string): string[] {
    return this.frames.flatMap(({ message }) => (message?.id === messageId && message.deliveryStatus ? [message.deliveryStatus] : []));
  }
}

describe('live', () => {
  let stack: Stack;
  let workspace: TestWorkspace;
  const ears: Ear[] = [];
  const listen = async (client: ApiClient, headers?: Record<string, string>) => {
    const ear = await Ear.open(stack.url, client, headers);
    ears.push(ear);
    return ear;
  };
  const conversations = () => workspace.owner.get<ConversationPage>('/conversations?view=all');
  const reply = (conversation: ConversationRow, body: string) => workspace.owner.post<Message>(`/conversations/${conversation.id}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body });
  const started = async () => {
    const { number } = await stack.channel(workspace.owner);
    await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Hi');
    return { number, customer: number.customers[0], conversation: await until('the conversation', async () => (await conversations()).items[0]) };
  };

  beforeAll(async () => {
    stack = await Stack.start();
  });
  beforeEach(async () => {
    workspace = await stack.workspace();
  });
  afterEach(() => ears.splice(0).forEach(({ socket }) => socket.disconnect()));
  afterAll(() => stack?.stop());

  it('brings arrivals and every later state in rising order, with versions that never go back', async () => {
    const ear = await listen(workspace.owner);
    const { number, customer, conversation } = await started();
    const arrival = await until('the arrival', async () => ear.frames.find(({ topic, message }) => topic === 'message.received' && message?.body === 'Hi'));
    expect(arrival.conversation).toMatchObject({ id: conversation.id, unreadCount: 1, preview: { text: 'Hi' } });
    const { id } = await reply(conversation, 'Hello Maya');
    await until('delivered', async () => ear.statusesOf(id).includes('delivered'));
    await stack.simulator.call('POST', `/customers/${customer.id}/read`, { phoneNumberId: number.phoneNumberId });
    await until('opened', async () => ear.frames.some(({ message, conversation: row }) => message?.id === id && message.openedAt !== null && row?.preview.opened === true));
    const seqs = ear.frames.map(({ seq }) => Number(seq));
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    const versions = ear.frames.flatMap(({ message }) => (message?.id === id ? [message.version] : []));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });

  it('brings another workspace nothing', async () => {
    const other = await stack.workspace();
    const stranger = await listen(other.owner);
    const ear = await listen(workspace.owner);
    const { conversation } = await started();
    await reply(conversation, 'not for you');
    await until('the frames of our own', async () => ear.frames.some(({ message }) => message?.body === 'not for you'));
    expect(stranger.frames.filter(({ conversation: row, message }) => row || message)).toEqual([]);
    const { syncCursor } = await other.owner.get<ConversationPage>('/conversations?view=all');
    await reply(conversation, 'nor this');
    expect(await other.owner.get<SyncResponse>(`/sync?after=${syncCursor}`)).toMatchObject({ conversations: [], messages: [] });
  });

  it('fills the gap of a socket that was away', async () => {
    const { number, customer, conversation } = await started();
    const { syncCursor } = await conversations();
    const ear = await listen(workspace.owner);
    ear.socket.disconnect();
    await stack.simulator.write(customer.id, number.phoneNumberId, 'while you were away');
    await until('the message', async () => (await workspace.owner.get<MessagePage>(`/conversations/${conversation.id}/messages`)).items.some(({ body }) => body === 'while you were away'));
    const missed: SyncResponse = await workspace.owner.get(`/sync?after=${syncCursor}`);
    expect(missed.messages.map(({ body }) => body)).toContain('while you were away');
    expect(missed.conversations.map(({ id }) => id)).toEqual([conversation.id]);
    expect(Number(missed.cursor)).toBeGreaterThan(Number(syncCursor));
    expect((await workspace.owner.problem('GET', '/sync?after=999999999')).code).toBe('SYNC_CURSOR_TOO_OLD');
  });

  it('ends within two seconds when the session is revoked or the member deactivated', async () => {
    const { client, me } = await stack.member(workspace.owner, 'agent');
    const ear = await listen(client);
    const from = performance.now();
    await workspace.owner.patch(`/members/${me.user.id}`, { active: false });
    await until('signed out', async () => ear.signedOutAt !== null && !ear.socket.connected);
    expect((ear.signedOutAt as number) - from).toBeLessThan(2000);
    await expect(listen(client)).rejects.toThrow();

    const own = await listen(workspace.owner);
    const at = performance.now();
    await workspace.owner.delete('/session');
    await until('signed out', async () => own.signedOutAt !== null);
    expect((own.signedOutAt as number) - at).toBeLessThan(2000);
  });

  it('refuses a handshake from another site, without a session, and by polling', async () => {
    await expect(listen(workspace.owner, { origin: 'https://evil.example' })).rejects.toThrow();
    await expect(listen(stack.client())).rejects.toThrow();
    const polling = await fetch(`${stack.url}/api/socket/?EIO=4&transport=polling`, { headers: { cookie: workspace.owner.cookie } });
    expect(polling.status).toBe(400);
  });

  it('shows who is viewing and replying, and forgets them when they leave', async () => {
    const { conversation } = await started();
    const { client, me } = await stack.member(workspace.owner, 'agent', 'Tom');
    const [ana, tom] = [await listen(workspace.owner), await listen(client)];
    tom.socket.emit('viewing', { conversationId: conversation.id, replying: true });
    await until('Tom', async () => ana.presence.some(({ conversationId, viewers }) => conversationId === conversation.id && viewers.some(({ userId, name, replying }) => userId === me.user.id && name === 'Tom' && replying)));
    tom.socket.disconnect();
    await until('nobody', async () => ana.presence.at(-1)?.viewers.length === 0);
  });
});
