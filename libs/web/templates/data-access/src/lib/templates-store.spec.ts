import { TestBed } from '@angular/core/testing';
import type { RealtimeFrame, TemplateList, TemplateSync } from '@mailtrixy/shared/dto';
import { ChannelFrames } from '@mailtrixy/web/channels/data-access';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { TemplatesApi } from './templates-api';
import { TemplatesStore } from './templates-store';
import { template } from './testing/template-fixture';

const SYNC: TemplateSync = { channelId: 'c1', wabaId: 'w1', state: 'done', finishedAt: '2026-11-22T10:00:00.000Z', seen: 0, total: 1, changed: 0, tookMs: 90, problem: null };
const listOf = (sync: Partial<TemplateSync> = {}, items = [template()]): TemplateList => ({ items, sync: { ...SYNC, ...sync }, attributes: [] });
const frame = (channelId: string): RealtimeFrame => ({ seq: '1', topic: 'template.updated', templates: { channelId } });

describe('TemplatesStore', () => {
  const api = { list: jest.fn(), sync: jest.fn(), update: jest.fn() };
  let store: TemplatesStore;
  const shown = () => store.list('c1').value();

  beforeEach(async () => {
    jest.useFakeTimers();
    for (const method of Object.values(api)) method.mockReset();
    api.list.mockResolvedValue(listOf());
    TestBed.configureTestingModule({ providers: [{ provide: TemplatesApi, useValue: api }] });
    store = TestBed.inject(TemplatesStore);
    await store.load('c1');
  });
  afterEach(() => jest.useRealTimers());

  it('reads the list again when a frame tells of a change, once for a burst, and only of channels on show', async () => {
    api.list.mockResolvedValue(listOf({}, [template({ status: 'PAUSED' })]));
    for (const channelId of ['c1', 'c1', 'c2']) TestBed.inject(ChannelFrames).take(frame(channelId));
    await jest.advanceTimersByTimeAsync(1000);
    expect(api.list.mock.calls).toEqual([['c1'], ['c1']]);
    expect(shown()?.items[0].status).toBe('PAUSED');
  });

  it('keeps the old list when it cannot be read', async () => {
    api.list.mockRejectedValue(new ApiProblem({ status: 503, title: 'Away' }));
    await store.load('c1');
    expect(shown()?.items).toHaveLength(1);
    expect(store.list('c1').problem()?.status).toBe(503);
  });

  it('shows a sync at once and asks until it ends, without a socket', async () => {
    api.list.mockResolvedValue(listOf({ state: 'running', seen: 100 }));
    await store.sync('c1');
    expect(shown()?.sync.state).toBe('running');
    await jest.advanceTimersByTimeAsync(500);
    expect(shown()?.sync.seen).toBe(100);
    api.list.mockResolvedValue(listOf({ state: 'failed', problem: 'Meta did not answer.' }));
    await jest.advanceTimersByTimeAsync(2500);
    expect(shown()?.sync).toMatchObject({ state: 'failed', problem: 'Meta did not answer.' });
    expect(shown()?.items).toHaveLength(1);
    const calls = api.list.mock.calls.length;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(api.list.mock.calls.length).toBe(calls);
  });

  it('takes a favourite back that the server refused', async () => {
    api.update.mockRejectedValue(new ApiProblem({ status: 500 }));
    const done = store.favourite('c1', template(), true);
    expect(shown()?.items[0].favourite).toBe(true);
    await expect(done).rejects.toThrow();
    expect(shown()?.items[0].favourite).toBe(false);
  });
});
