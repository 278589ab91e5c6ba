import { TestBed } from '@angular/core/testing';
import type { LogDetail, LogPage, LogRow } from '@mailtrixy/shared/dto';
import { LogsApi } from './logs-api';
import { WHOLE_LOG } from './log-view';
import { LogsStore } from './logs-store';

const row = (id: string, part: Partial<LogRow> = {}): LogRow => ({ id, kind: 'rejected', at: '2026-11-22T09:40:12.418Z', direction: 'in', subject: 'messages · text', httpStatus: 403, state: 'rejected', result: 'Signature mismatch', tookMs: 4, ...part });
const page = (ids: string[], nextCursor: string | null = null): LogPage => ({ items: ids.map((id) => row(id)), nextCursor, counts: { all: ids.length, processed: 0, rejected: ids.length, failed: 0, ignored: 0, dead: 0, unrouted: 0 }, any: true });
const detail = (id: string, canReplay: boolean): LogDetail => ({ ...row(id), why: { title: 't', body: 'b' }, hints: [], timeline: [], headers: {}, payload: null, payloadBytes: 0, payloadNote: null, masked: false, life: null, receivedSignature: null, tried: [], items: [], canRecheck: true, canReplay });

describe('LogsStore', () => {
  const api = { page: jest.fn(), get: jest.fn(), recheck: jest.fn(), replay: jest.fn(), replayDead: jest.fn(), replayMany: jest.fn(), histogram: jest.fn(), testDelivery: jest.fn() };
  let store: LogsStore;
  const ids = (): string[] => store.rows()?.map((one) => one.id) ?? [];

  beforeEach(async () => {
    for (const method of Object.values(api)) method.mockReset();
    TestBed.configureTestingModule({ providers: [LogsStore, { provide: LogsApi, useValue: api }] });
    store = TestBed.inject(LogsStore);
    api.page.mockResolvedValue(page(['b', 'a'], 'older'));
    api.histogram.mockResolvedValue({ from: '', to: '', bucketMs: 1, buckets: [], cut: false });
    await store.open('c1', WHOLE_LOG);
  });

  it('asks with filter and search, and again only when they change', async () => {
    expect(api.page).toHaveBeenCalledWith('c1', { filter: 'all', q: '', type: null, direction: null, from: expect.any(String), limit: 100 });
    await store.open('c1', WHOLE_LOG);
    expect(api.page).toHaveBeenCalledTimes(1);
    await store.open('c1', { ...WHOLE_LOG, filter: 'rejected', range: '30d', q: 'wamid.X' });
    expect(api.page).toHaveBeenLastCalledWith('c1', { filter: 'rejected', q: 'wamid.X', type: null, direction: null, limit: 100 });
  });

  it('draws the bars anew at once when something was rejected or failed, else now and then', async () => {
    const drawn = () => api.histogram.mock.calls.length;
    const first = drawn();
    await store.tail();
    expect(drawn()).toBe(first);
    api.page.mockResolvedValue(page(['c', 'b', 'a']));
    await store.tail();
    expect(drawn()).toBe(first + 1);
    await store.tail();
    expect(drawn()).toBe(first + 1);
  });

  it('puts new rows in while live at the top', async () => {
    api.page.mockResolvedValue(page(['c', 'b', 'a']));
    await store.tail();
    expect(ids()).toEqual(['c', 'b', 'a']);
    expect(store.newCount()).toBe(0);
  });

  it('holds new rows while scrolled, counts them, and shows them on demand', async () => {
    store.setScrolled(true);
    api.page.mockResolvedValue(page(['d', 'c', 'b', 'a']));
    await store.tail();
    expect(ids()).toEqual(['b', 'a']);
    expect(store.newCount()).toBe(2);
    store.showNew();
    expect(ids()).toEqual(['d', 'c', 'b', 'a']);
  });

  it('pauses while a row is open', async () => {
    api.get.mockResolvedValue(detail('a', false));
    await store.select('a');
    expect(store.paused()).toBe(true);
    api.page.mockResolvedValue(page(['c', 'b', 'a']));
    await store.tail();
    expect(ids()).toEqual(['b', 'a']);
    expect(store.newCount()).toBe(1);
  });

  it('keeps Replay shut until the signature matches', async () => {
    api.get.mockResolvedValueOnce(detail('a', false)).mockResolvedValue(detail('a', true));
    await store.select('a');
    expect(store.canReplay()).toBe(false);
    expect(store.replayLock()).toContain('signature matches');
    await store.replay();
    expect(api.replay).not.toHaveBeenCalled();

    api.recheck.mockResolvedValue({ matches: true, words: 'Matches App Secret ••••f3d8' });
    await store.recheck();
    expect(store.recheckResult()?.matches).toBe(true);
    expect(store.canReplay()).toBe(true);

    api.replay.mockResolvedValue({ replayed: 1, refused: 0 });
    await store.replay();
    expect(store.replayResult()).toEqual({ replayed: 1, refused: 0 });
  });

  it('replays what is held oldest first, several in a request, and counts what is still refused', async () => {
    const held = Array.from({ length: 45 }, (_, n) => `h${n}`);
    api.page.mockResolvedValue(page([...held].reverse()));
    api.replayMany.mockImplementation((_channel: string, ids: string[]) => Promise.resolve({ outcomes: ids.map((id) => ({ id, replayed: id === 'h3' ? 0 : 1, refusal: id === 'h3' ? 'Still different.' : null })) }));
    await store.replayHeld();
    expect(api.replayMany.mock.calls.map(([, ids]: [string, string[]]) => ids.length)).toEqual([20, 20, 5]);
    expect(api.replayMany.mock.calls.flatMap(([, ids]: [string, string[]]) => ids)).toEqual(held);
    expect(store.held()).toEqual({ total: 45, done: 45, stored: 44, refused: 1, running: false });
  });

  it('stops between two requests, and counts those of a request that failed as refused', async () => {
    api.page.mockResolvedValue(page(Array.from({ length: 45 }, (_, n) => `h${n}`)));
    api.replayMany.mockRejectedValueOnce(new Error('away')).mockImplementation((_channel: string, ids: string[]) => {
      store.stopHeld();
      return Promise.resolve({ outcomes: ids.map((id) => ({ id, replayed: 1, refusal: null })) });
    });
    await store.replayHeld();
    expect(store.held()).toEqual({ total: 45, done: 40, stored: 20, refused: 20, running: false });
  });

  it('follows the cursor and never shows a row twice', async () => {
    api.page.mockResolvedValue(page(['a', 'z']));
    await store.loadMore();
    expect(ids()).toEqual(['b', 'a', 'z']);
    expect(store.hasMore()).toBe(false);
  });

  it('keeps what the endpoint answered to a test delivery, and sends one at a time', async () => {
    let answer: (value: unknown) => void = () => undefined;
    api.testDelivery.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const sent = store.sendTest();
    expect(store.sendingTest()).toBe(true);
    expect(await store.sendTest()).toBeNull();
    answer({ ok: true, httpStatus: 200, tookMs: 3, words: 'Stored.' });
    await sent;
    expect(api.testDelivery).toHaveBeenCalledTimes(1);
    expect(store.testResult()).toMatchObject({ ok: true, httpStatus: 200 });
  });

  it('draws bars for the same filters, and not for every new row', async () => {
    await store.open('c1', { ...WHOLE_LOG, type: 'send' });
    expect(api.histogram).toHaveBeenLastCalledWith('c1', { type: 'send', direction: null, from: expect.any(String), to: expect.any(String) });
    const drawn = api.histogram.mock.calls.length;
    await store.tail();
    await store.tail();
    expect(api.histogram).toHaveBeenCalledTimes(drawn);
  });
});
