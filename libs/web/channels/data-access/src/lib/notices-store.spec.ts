import { TestBed } from '@angular/core/testing';
import type { ChannelNotice } from '@mailtrixy/shared/dto';
import { ChannelsApi } from './channels-api';
import { NoticesStore } from './notices-store';

const notice = (id: string, part: Partial<ChannelNotice> = {}): ChannelNotice => ({ id, channelId: 'c1', field: 'phone_number_quality_update', event: null, severity: 'warn', words: 'w', fix: null, raw: {}, at: '2026-11-22T09:00:00Z', dismissedAt: null, ...part });

describe('NoticesStore', () => {
  const api = { notices: jest.fn(), dismissNotice: jest.fn() };
  let store: NoticesStore;
  beforeEach(async () => {
    for (const method of Object.values(api)) method.mockReset();
    TestBed.configureTestingModule({ providers: [NoticesStore, { provide: ChannelsApi, useValue: api }] });
    store = TestBed.inject(NoticesStore);
    api.notices.mockResolvedValue({ items: [notice('a'), notice('b', { severity: 'info' }), notice('c', { dismissedAt: '2026-11-22T09:00:00Z' })], nextCursor: 'older' });
    await store.load('c1');
  });

  it('holds up only open warnings, and lets go of one that was dismissed', async () => {
    expect(store.open().map(({ id }) => id)).toEqual(['a']);
    api.dismissNotice.mockResolvedValue(notice('a', { dismissedAt: '2026-11-22T10:00:00Z' }));
    await store.dismiss('a');
    expect(store.open()).toEqual([]);
    expect(store.notices()).toHaveLength(3);
  });

  it('keeps a notice that could not be dismissed', async () => {
    api.dismissNotice.mockRejectedValue(new Error('no'));
    await expect(store.dismiss('a')).rejects.toThrow('no');
    expect(store.open().map(({ id }) => id)).toEqual(['a']);
    expect(store.busy().size).toBe(0);
  });

  it('adds older ones once', async () => {
    api.notices.mockResolvedValue({ items: [notice('c'), notice('d')], nextCursor: null });
    await store.more();
    expect(api.notices).toHaveBeenLastCalledWith('c1', 'older');
    expect(store.notices()?.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    expect(store.hasMore()).toBe(false);
  });
});
