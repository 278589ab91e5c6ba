import { TestBed } from '@angular/core/testing';
import { ApiProblem, Connection, LiveFrames } from '@mailtrixy/web/shared/util';
import { ConversationsStore } from './conversations-store';
import { InboxLive } from './inbox-live';
import { ThreadStore } from './thread-store';
import { aDetail, aFrame, aMessage, aRow } from './testing/inbox-fixtures';
import { inboxHarness, settle, type FakeSocket } from './testing/inbox-harness';

const FILTER = { view: 'all', channelId: null, unread: false } as const;
const FRAME_MS = 150;
const sync = (change: object) => ({ cursor: '9', more: false, conversations: [], messages: [], channels: [], gone: [], ...change });

describe('InboxLive', () => {
  let api: ReturnType<typeof inboxHarness>['api'];
  let socket: FakeSocket;
  let live: InboxLive;
  let store: ConversationsStore;
  let threads: ThreadStore;

  beforeEach(async () => {
    jest.useFakeTimers();
    ({ api, socket } = inboxHarness());
    live = TestBed.inject(InboxLive);
    store = TestBed.inject(ConversationsStore);
    threads = TestBed.inject(ThreadStore);
    api.channels.mockResolvedValue([]);
    api.conversations.mockResolvedValue({ items: [aRow({ id: 'c1', version: 2 })], nextCursor: null, syncCursor: '5' });
    api.conversation.mockImplementation(async (id: string) => aDetail({ id, version: 2 }));
    api.messages.mockResolvedValue({ items: [aMessage(1)], hasOlder: false, hasNewer: false, syncCursor: '5' });
    live.start();
    await settle();
  });
  afterEach(() => jest.useRealTimers());

  async function ready(): Promise<void> {
    socket.fire('connect');
    await live.show(FILTER);
    await settle(FRAME_MS);
  }

  it('keeps frames back until the page is there, then applies the newer ones', async () => {
    let answer: (page: unknown) => void = () => undefined;
    api.conversations.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    socket.fire('connect');
    const shown = live.show(FILTER);
    socket.fire('frame', aFrame(6, { topic: 'conversation.updated', conversation: aRow({ id: 'c1', version: 3, contactName: 'From frame' }) }));
    await settle(FRAME_MS);
    expect(store.row('c1')).toBeUndefined();
    answer({ items: [aRow({ id: 'c1', version: 2 })], nextCursor: null, syncCursor: '5' });
    await shown;
    await settle(FRAME_MS);
    expect(store.row('c1')?.().contactName).toBe('From frame');
    expect(api.sync).not.toHaveBeenCalled();
  });

  it('tells pages beside the list to read anew when the connection is back, not when it is there for the first time', async () => {
    const read = jest.fn();
    TestBed.runInInjectionContext(() => TestBed.inject(LiveFrames).on('rules.updated', () => undefined, read));
    await ready();
    expect(read).not.toHaveBeenCalled();
    socket.fire('disconnect');
    socket.fire('connect');
    await settle(FRAME_MS);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('keeps no frames until a list is asked for, yet the counts follow', async () => {
    socket.fire('connect');
    socket.fire('frame', aFrame(3, { topic: 'conversation.updated', conversation: aRow({ id: 'c1', version: 9 }) }));
    await settle(FRAME_MS);
    expect(api.counts).toHaveBeenCalledTimes(1);
    await live.show(FILTER);
    await settle(FRAME_MS);
    expect(store.row('c1')?.().version).toBe(2);
    socket.fire('frame', aFrame(10, { topic: 'conversation.updated', conversation: aRow({ id: 'c1', version: 10 }) }));
    await settle(FRAME_MS);
    expect(store.row('c1')?.().version).toBe(10);
    expect(api.sync).not.toHaveBeenCalled();
  });

  it('reads the gap when the socket came up only after the page was asked for', async () => {
    api.sync.mockResolvedValue(sync({ conversations: [aRow({ id: 'c2', version: 1 })] }));
    const shown = live.show(FILTER);
    socket.fire('connect');
    await shown;
    await settle(FRAME_MS);
    expect(api.sync).toHaveBeenCalledWith('5');
    expect(store.row('c2')).toBeDefined();
  });

  it('after a reconnect syncs from the last frame until there is no more', async () => {
    await ready();
    threads.open('c1');
    await settle();
    socket.fire('frame', aFrame(8, { topic: 'message.received', message: aMessage(2), conversation: aRow({ id: 'c1', version: 3 }) }));
    await settle(FRAME_MS);
    socket.fire('disconnect');
    api.sync.mockResolvedValueOnce(sync({ cursor: '20', more: true, messages: [aMessage(4), aMessage(3)] }));
    api.sync.mockResolvedValueOnce(sync({ cursor: '30', messages: [aMessage(5)], gone: ['c9'] }));
    socket.fire('connect');
    socket.fire('frame', aFrame(31, { topic: 'message.received', message: aMessage(6) }));
    await settle(FRAME_MS);
    expect(api.sync.mock.calls).toEqual([['8'], ['20']]);
    expect(threads.open('c1').messages().map((message) => message.seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('takes a message out of the open thread that turned out to be another one, live and after a gap', async () => {
    await ready();
    threads.open('c1');
    await settle();
    const seqs = () => threads.open('c1').messages().map((message) => message.seq);
    const [echo, missed] = [aMessage(2), aMessage(4)];
    socket.fire('frame', aFrame(8, { topic: 'message.created', message: echo }));
    socket.fire('frame', aFrame(9, { topic: 'message.created', message: missed }));
    await settle(FRAME_MS);
    expect(seqs()).toEqual([1, 2, 4]);
    socket.fire('frame', aFrame(10, { topic: 'message.updated', gone: [echo.id], conversation: aRow({ id: 'c1', version: 3 }) }));
    await settle(FRAME_MS);
    expect(seqs()).toEqual([1, 4]);
    socket.fire('disconnect');
    api.sync.mockResolvedValueOnce(sync({ cursor: '20', gone: [missed.id] }));
    socket.fire('connect');
    await settle(FRAME_MS);
    expect(seqs()).toEqual([1]);
    expect(threads.open('c1').state()).toBe('ready');
  });

  it('compares cursors as numbers of any length', async () => {
    await ready();
    socket.fire('frame', aFrame(10, { topic: 'conversation.updated', conversation: aRow({ id: 'c1', version: 4 }) }));
    socket.fire('frame', aFrame(9, { topic: 'conversation.updated', conversation: aRow({ id: 'c1', version: 3 }) }));
    await settle(FRAME_MS);
    socket.fire('disconnect');
    api.sync.mockResolvedValue(sync({ cursor: '10' }));
    socket.fire('connect');
    await settle(FRAME_MS);
    expect(api.sync).toHaveBeenCalledWith('10');
    expect(store.row('c1')?.().version).toBe(4);
  });

  it('reloads lists and the open thread when the gap is too old', async () => {
    await ready();
    live.viewing('c1', false);
    threads.open('c1');
    await settle();
    socket.fire('disconnect');
    api.sync.mockRejectedValueOnce(new ApiProblem({ status: 410, code: 'SYNC_CURSOR_TOO_OLD', title: 'Too old' }));
    api.conversations.mockResolvedValue({ items: [aRow({ id: 'c7', version: 1 })], nextCursor: null, syncCursor: '900' });
    api.messages.mockResolvedValue({ items: [aMessage(70)], hasOlder: true, hasNewer: false, syncCursor: '900' });
    socket.fire('connect');
    await settle(FRAME_MS);
    expect(store.ids()).toEqual(['c7']);
    expect(threads.open('c1').messages().map((message) => message.seq)).toEqual([70]);
    socket.fire('disconnect');
    api.sync.mockResolvedValue(sync({ cursor: '900' }));
    socket.fire('connect');
    await settle(FRAME_MS);
    expect(api.sync).toHaveBeenLastCalledWith('900');
  });

  it('tries the gap again when it cannot be read, and holds frames meanwhile', async () => {
    await ready();
    socket.fire('disconnect');
    api.sync.mockRejectedValueOnce(new ApiProblem({ status: 503, code: 'DATABASE_UNAVAILABLE', title: 'Away' }));
    api.sync.mockResolvedValueOnce(sync({ conversations: [aRow({ id: 'c2' })] }));
    socket.fire('connect');
    socket.fire('frame', aFrame(40, { topic: 'conversation.updated', conversation: aRow({ id: 'c3' }) }));
    await settle(FRAME_MS);
    expect(store.row('c3')).toBeUndefined();
    await settle(2500);
    expect(store.row('c2')).toBeDefined();
    expect(store.row('c3')).toBeDefined();
  });

  it('ignores topics it does not know', async () => {
    await ready();
    socket.fire('frame', { seq: '50', topic: 'ai.draft', draft: { id: 'x' } });
    await settle(FRAME_MS);
    expect(store.ids()).toEqual(['c1']);
  });

  it('tells listeners of new inbound messages once, and joins frames of one burst', async () => {
    await ready();
    const heard: number[] = [];
    live.onArrival((messages) => heard.push(messages.length));
    for (let seq = 60; seq < 70; seq++) socket.fire('frame', aFrame(seq, { topic: 'message.received', message: aMessage(seq) }));
    await settle(FRAME_MS);
    expect(heard).toEqual([10]);
  });

  it('tells the band how the line is', async () => {
    const connection = TestBed.inject(Connection);
    expect(connection.socket()).toBe('connecting');
    await ready();
    expect(connection.socket()).toBe('open');
    socket.fire('disconnect');
    expect(connection.socket()).toBe('lost');
  });

  it('says again what is viewed after a reconnect', async () => {
    await ready();
    live.viewing('c1', true);
    api.sync.mockResolvedValue(sync({}));
    socket.fire('disconnect');
    socket.fire('connect');
    expect(socket.emitted).toEqual([
      ['viewing', { conversationId: 'c1', replying: true }],
      ['viewing', { conversationId: 'c1', replying: true }],
    ]);
  });
});
