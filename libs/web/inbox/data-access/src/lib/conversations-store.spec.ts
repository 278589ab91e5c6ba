import { TestBed } from '@angular/core/testing';
import { ConversationsStore } from './conversations-store';
import { aRow } from './testing/inbox-fixtures';
import { inboxHarness } from './testing/inbox-harness';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 10, minute)).toISOString();
const ALL = { view: 'all', channelId: null, unread: false } as const;

describe('ConversationsStore', () => {
  let api: ReturnType<typeof inboxHarness>['api'];
  let store: ConversationsStore;

  beforeEach(async () => {
    jest.useFakeTimers();
    ({ api } = inboxHarness());
    store = TestBed.inject(ConversationsStore);
    api.conversations.mockResolvedValue({
      items: [aRow({ id: 'a', lastMessageAt: at(30) }), aRow({ id: 'b', lastMessageAt: at(20) }), aRow({ id: 'c', lastMessageAt: at(10) })],
      nextCursor: null,
      syncCursor: '5',
    });
    await store.show(ALL).loaded;
  });
  afterEach(() => jest.useRealTimers());

  it('applies only higher versions, in whatever order frames come', () => {
    store.apply([aRow({ id: 'b', version: 3, contactName: 'Newest', lastMessageAt: at(40) })]);
    store.apply([aRow({ id: 'b', version: 2, contactName: 'Late frame', lastMessageAt: at(35) })]);
    expect(store.row('b')?.().contactName).toBe('Newest');
    expect(store.ids()).toEqual(['b', 'a', 'c']);
  });

  it('lets a row change without touching its neighbours', () => {
    const ids = store.ids();
    store.apply([aRow({ id: 'a', version: 2, lastMessageAt: at(30), unreadCount: 4 })]);
    expect(store.ids()).toBe(ids);
    expect(store.row('a')?.().unreadCount).toBe(4);
  });

  it('holds moves while hovered, counts them, and shows them when asked', () => {
    store.hold('hover', true);
    store.apply([aRow({ id: 'c', version: 2, lastMessageAt: at(50), preview: { ...aRow().preview, text: 'New words' } }), aRow({ id: 'd', lastMessageAt: at(51) })]);
    expect(store.ids()).toEqual(['a', 'b', 'c']);
    expect(store.row('c')?.().preview.text).toBe('New words');
    expect(store.view()?.held()).toBe(2);
    store.showHeld();
    expect(store.ids()).toEqual(['d', 'c', 'a', 'b']);
    expect(store.view()?.held()).toBe(0);
  });

  it('shows held moves by itself when the last reason to hold ends', () => {
    store.hold('hover', true);
    store.hold('scroll', true);
    store.apply([aRow({ id: 'c', version: 2, lastMessageAt: at(50) })]);
    store.hold('hover', false);
    expect(store.ids()[0]).toBe('a');
    store.hold('scroll', false);
    expect(store.ids()[0]).toBe('c');
  });

  it('does not hold what this person did', () => {
    store.hold('hover', true);
    store.apply([aRow({ id: 'a', version: 2, lastMessageAt: at(30), status: 'resolved' })], true);
    expect(store.ids()).toEqual(['b', 'c']);
  });

  it('moves rows between views as they change', async () => {
    api.conversations.mockResolvedValue({ items: [], nextCursor: null, syncCursor: '6' });
    await store.show({ ...ALL, view: 'mine' }).loaded;
    store.apply([aRow({ id: 'b', version: 2, assigneeId: 'me', lastMessageAt: at(20) })]);
    expect(store.ids()).toEqual(['b']);
    store.apply([aRow({ id: 'b', version: 3, assigneeId: 'tom', lastMessageAt: at(20) })]);
    expect(store.ids()).toEqual([]);
    await store.show(ALL).loaded;
    expect(store.ids()).toEqual(['a', 'b', 'c']);
  });

  it('takes a row in and out of a list of one AI state as the AI and people act, the open one too', async () => {
    api.conversations.mockResolvedValue({ items: [], nextCursor: null, syncCursor: '6' });
    await store.show({ ...ALL, ai: 'draft' }).loaded;
    expect(api.conversations).toHaveBeenLastCalledWith({ ...ALL, ai: 'draft' }, null, 50);
    store.apply([aRow({ id: 'b', version: 2, aiState: 'draft', lastMessageAt: at(20) }), aRow({ id: 'a', version: 2, aiState: 'sent', lastMessageAt: at(30) })]);
    expect(store.ids()).toEqual(['b']);
    store.pin('b');
    store.apply([aRow({ id: 'b', version: 3, aiState: null, lastMessageAt: at(20) })]);
    expect(store.ids()).toEqual([]);
    await store.show(ALL).loaded;
    expect(store.ids()).toEqual(['a', 'b', 'c']);
  });

  it('keeps the open conversation in an unread list after it was read, until it is left', async () => {
    api.conversations.mockResolvedValue({ items: [aRow({ id: 'u', unreadCount: 2 })], nextCursor: null, syncCursor: '6' });
    await store.show({ ...ALL, unread: true }).loaded;
    store.pin('u');
    store.apply([aRow({ id: 'u', version: 2, unreadCount: 0 })]);
    expect(store.ids()).toEqual(['u']);
    store.pin(null);
    expect(store.ids()).toEqual([]);
  });

  it('leaves a row below the loaded pages to its own page', async () => {
    api.conversations.mockResolvedValue({ items: [aRow({ id: 'x', lastMessageAt: at(30), channelId: 'ch2' })], nextCursor: 'more', syncCursor: '6' });
    await store.show({ ...ALL, channelId: 'ch2' }).loaded;
    store.apply([aRow({ id: 'old', channelId: 'ch2', lastMessageAt: at(1) })]);
    expect(store.ids()).toEqual(['x']);
    api.conversations.mockResolvedValue({ items: [aRow({ id: 'x', channelId: 'ch2', lastMessageAt: at(30) }), aRow({ id: 'old', channelId: 'ch2', lastMessageAt: at(1) })], nextCursor: null, syncCursor: '7' });
    const view = store.view();
    if (view) await store.loadMore(view);
    expect(store.ids()).toEqual(['x', 'old']);
  });

  it('takes away what is no longer visible', () => {
    store.remove(['b']);
    expect(store.ids()).toEqual(['a', 'c']);
    expect(store.row('b')).toBeUndefined();
  });

  it('asks for counts once however many frames come', async () => {
    api.counts.mockResolvedValue({ mine: 0, unassigned: 3, all: 3, failed: 0, snoozed: 0, unread: 1 });
    for (let version = 2; version < 50; version++) store.apply([aRow({ id: 'a', version })]);
    await jest.advanceTimersByTimeAsync(1900);
    expect(api.counts).toHaveBeenCalledTimes(1);
    expect(store.counts()?.unassigned).toBe(3);
  });
});
