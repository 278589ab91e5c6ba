import { TestBed } from '@angular/core/testing';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { SendQueue } from './send-queue';
import { Thread } from './thread';
import { ThreadStore } from './thread-store';
import { aDetail, aMessage } from './testing/inbox-fixtures';
import { inboxHarness, settle } from './testing/inbox-harness';

const page = (items: ReturnType<typeof aMessage>[], hasOlder = false, hasNewer = false) => ({ items, hasOlder, hasNewer, syncCursor: '1' });
const seqs = (thread: Thread) => thread.messages().map((message) => message.seq);

describe('Thread', () => {
  it('keeps messages in the order of seq whatever the order of frames', () => {
    const thread = new Thread('c1');
    thread.fill(page([aMessage(1)]));
    thread.merge([aMessage(3), aMessage(2)]);
    expect(seqs(thread)).toEqual([1, 2, 3]);
  });

  it('never goes back: a status that comes late changes nothing', () => {
    const thread = new Thread('c1');
    thread.fill(page([aMessage(1, { version: 1, deliveryStatus: 'queued' })]));
    thread.merge([aMessage(1, { version: 4, deliveryStatus: 'delivered', openedAt: '2026-11-22T10:02:00Z' })]);
    thread.merge([aMessage(1, { version: 3, deliveryStatus: 'sent' })]);
    expect(thread.messages()[0]).toMatchObject({ deliveryStatus: 'delivered', openedAt: '2026-11-22T10:02:00Z' });
  });

  it('keeps frames that come before the first page', () => {
    const thread = new Thread('c1');
    thread.merge([aMessage(3), aMessage(2, { version: 5, body: 'edited since' })]);
    thread.fill(page([aMessage(1), aMessage(2)]));
    expect(thread.messages().map((message) => message.body)).toEqual(['Message 1', 'edited since', 'Message 3']);
  });

  it('opens no holes: new messages wait while the middle of the history is shown', () => {
    const thread = new Thread('c1');
    thread.fill(page([aMessage(10), aMessage(11)], true, true));
    thread.merge([aMessage(50), aMessage(2), aMessage(11, { version: 2, body: 'changed' })]);
    expect(seqs(thread)).toEqual([10, 11]);
    expect(thread.messages()[1].body).toBe('changed');
    thread.append(page([aMessage(12)], false, false));
    thread.merge([aMessage(13)]);
    expect(seqs(thread)).toEqual([10, 11, 12, 13]);
  });
});

describe('ThreadStore', () => {
  let api: ReturnType<typeof inboxHarness>['api'];
  let store: ThreadStore;

  beforeEach(() => {
    jest.useFakeTimers();
    ({ api } = inboxHarness());
    store = TestBed.inject(ThreadStore);
    api.conversation.mockImplementation(async (id: string) => aDetail({ id, unreadCount: 2, firstUnreadSeq: 39 }));
    api.messages.mockImplementation(async (_id: string, range: { before?: number; around?: number }) => {
      if (range.before) return page([aMessage(range.before - 2), aMessage(range.before - 1)], false, true);
      if (range.around) return page([aMessage(range.around - 1), aMessage(range.around), aMessage(range.around + 1)], true, true);
      return page([aMessage(39), aMessage(40)], true);
    });
  });
  afterEach(() => jest.useRealTimers());

  it('loads, pages older, and fixes the unread divider', async () => {
    const thread = store.open('c1');
    await settle();
    expect(thread.state()).toBe('ready');
    expect(thread.unread()).toEqual({ fromSeq: 39, count: 2 });
    await store.older(thread);
    expect(seqs(thread)).toEqual([37, 38, 39, 40]);
    expect(thread.hasOlder()).toBe(false);
    store.apply([aMessage(41)]);
    expect(thread.unread()).toEqual({ fromSeq: 39, count: 2 });
  });

  it('loads around a message that is not in memory', async () => {
    const thread = store.open('c1');
    await settle();
    expect(await store.reveal(thread, 'm7', 7)).toBe('m7');
    expect(seqs(thread)).toEqual([6, 7, 8]);
    expect(thread.hasNewer()).toBe(true);
  });

  it('keeps twenty threads and answers them from memory', async () => {
    const first = store.open('c0');
    await settle();
    for (let index = 1; index < 20; index++) store.open(`c${index}`);
    expect(store.open('c0')).toBe(first);
    store.open('c20');
    store.open('c21');
    expect(store.open('c0')).toBe(first);
    const calls = api.messages.mock.calls.length;
    store.open('c1');
    expect(api.messages.mock.calls.length).toBe(calls + 1);
  });

  it('says gone for a conversation out of reach', async () => {
    api.conversation.mockRejectedValue(new ApiProblem({ status: 404, code: 'NOT_FOUND', title: 'Not found' }));
    const thread = store.open('nope');
    await settle();
    expect(thread.state()).toBe('gone');
  });
});

describe('SendQueue', () => {
  let api: ReturnType<typeof inboxHarness>['api'];
  let queue: SendQueue;
  let store: ThreadStore;
  const send = (clientId: string, body = clientId) => queue.add({ clientId, conversationId: 'c1', kind: 'reply', body, quoted: null });
  const offline = () => new ApiProblem({ status: 0, code: 'NETWORK_UNREACHABLE', title: 'away' });

  beforeEach(async () => {
    jest.useFakeTimers();
    ({ api } = inboxHarness());
    store = TestBed.inject(ThreadStore);
    queue = TestBed.inject(SendQueue);
    api.conversation.mockResolvedValue(aDetail());
    api.messages.mockResolvedValue(page([aMessage(1)]));
    store.open('c1');
    await settle();
  });
  afterEach(() => jest.useRealTimers());

  it('is there at once and gives way to the server’s message', async () => {
    let answer: (message: unknown) => void = () => undefined;
    api.send.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    send('k1');
    expect(queue.entries().map((entry) => entry.state)).toEqual(['sending']);
    answer(aMessage(2, { clientId: 'k1', direction: 'out' }));
    await settle();
    expect(queue.entries()).toEqual([]);
    expect(store.open('c1').messages().map((message) => message.clientId)).toEqual([null, 'k1']);
  });

  it('is reconciled by a frame that overtakes the answer', async () => {
    send('k1');
    store.apply([aMessage(2, { clientId: 'k1', direction: 'out' })]);
    expect(queue.entries()).toEqual([]);
  });

  it('waits offline and goes once, in order, with the same clientIds', async () => {
    api.send.mockRejectedValue(offline());
    send('k1');
    send('k2');
    await settle();
    expect(queue.waiting()).toBe(1);
    expect(api.send).toHaveBeenCalledTimes(1);
    let seq = 1;
    api.send.mockImplementation(async (_id: string, request: { clientId: string }) => aMessage(++seq, { clientId: request.clientId, direction: 'out' }));
    queue.resume();
    queue.resume();
    await settle();
    expect(api.send.mock.calls.slice(1).map(([, request]) => request.clientId)).toEqual(['k1', 'k2']);
    expect(queue.entries()).toEqual([]);
    await settle(60_000);
    expect(api.send).toHaveBeenCalledTimes(3);
  });

  it('does not send again what a sync showed to have arrived', async () => {
    api.send.mockRejectedValue(offline());
    send('k1');
    await settle();
    store.apply([aMessage(2, { clientId: 'k1', direction: 'out' })]);
    queue.resume();
    await settle(60_000);
    expect(api.send).toHaveBeenCalledTimes(1);
  });

  it('survives a reload of the page', async () => {
    api.send.mockRejectedValue(offline());
    send('k1', 'words');
    await settle();
    const kept = localStorage.getItem('mx-send:me:k1');
    expect(JSON.parse(kept ?? '{}')).toMatchObject({ clientId: 'k1', body: 'words' });
    queue.settle(['k1']);
    expect(localStorage.getItem('mx-send:me:k1')).toBeNull();
    localStorage.setItem('mx-send:me:k1', kept ?? '');
    api.send.mockResolvedValue(aMessage(2, { clientId: 'k1' }));
    queue.restore();
    await settle();
    expect(api.send.mock.calls.at(-1)?.[1]).toMatchObject({ clientId: 'k1', body: 'words' });
    expect(queue.entries()).toEqual([]);
  });

  it('keeps a refused one with its reason, lets the next go, and gives the text back', async () => {
    api.send.mockRejectedValueOnce(new ApiProblem({ status: 422, code: 'INBOX_REPLY_WINDOW_CLOSED', title: 'Closed', detail: 'The window closed.' }));
    api.send.mockResolvedValueOnce(aMessage(2, { clientId: 'k2' }));
    send('k1', 'too late');
    send('k2');
    await settle();
    expect(queue.entries()).toMatchObject([{ clientId: 'k1', state: 'refused', words: 'The window closed.' }]);
    expect(queue.discard('k1')?.body).toBe('too late');
    expect(queue.entries()).toEqual([]);
  });
});
