import { TestBed } from '@angular/core/testing';
import type { ChannelDetail } from '@mailtrixy/shared/dto';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { ChannelStore } from './channel-store';
import { ChannelsApi } from './channels-api';

const channel = (version: number, last4: string): ChannelDetail =>
  ({ id: 'c1', version, name: 'WhatsApp EU', secrets: [{ id: 's1', name: 'access_token', state: 'active', last4, setBy: 'Ana', setAt: '2026-11-12T10:00:00.000Z', lastUsedAt: null }], checks: [] }) as unknown as ChannelDetail;

describe('ChannelStore', () => {
  const api = { get: jest.fn(), update: jest.fn(), replaceSecret: jest.fn() };
  let store: ChannelStore;

  beforeEach(async () => {
    for (const method of Object.values(api)) method.mockReset();
    TestBed.configureTestingModule({ providers: [ChannelStore, { provide: ChannelsApi, useValue: api }] });
    store = TestBed.inject(ChannelStore);
    api.get.mockResolvedValue(channel(3, 'a91f'));
    await store.open('c1');
  });

  it('keeps the old secret when the test of the new one fails', async () => {
    api.replaceSecret.mockRejectedValue(new ApiProblem({ status: 422, code: 'CHANNEL_TEST_FAILED', title: 'The token can’t send for this number', detail: '(200)' }));
    const outcome = await store.replaceSecret('access_token', { value: 'EAA…', test: true });
    expect(outcome).toEqual({ ok: false, problem: expect.objectContaining({ code: 'CHANNEL_TEST_FAILED' }) });
    expect(store.accessToken()?.last4).toBe('a91f');
  });

  it('shows the new last four when it was stored', async () => {
    api.replaceSecret.mockResolvedValue(channel(4, '7tQq'));
    expect(await store.replaceSecret('access_token', { value: 'EAA…', test: true })).toEqual({ ok: true });
    expect(store.accessToken()?.last4).toBe('7tQq');
  });

  it('sends the version it holds, and after a conflict the one that won', async () => {
    api.update.mockRejectedValueOnce(new ApiProblem({ status: 409, code: 'VERSION_CONFLICT' })).mockResolvedValue(channel(9, 'a91f'));
    api.get.mockResolvedValue(channel(8, 'a91f'));
    expect(await store.save({ name: 'Mine' })).toEqual(expect.objectContaining({ ok: false, conflict: true }));
    await store.save({ name: 'Mine' });
    expect(api.update.mock.calls.map(([, body]: [string, { version: number }]) => body.version)).toEqual([3, 8]);
  });
});
