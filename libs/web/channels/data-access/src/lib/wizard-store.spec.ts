import { TestBed } from '@angular/core/testing';
import type { ChannelDetail, ConnectionTest } from '@mailtrixy/shared/dto';
import { ChannelsApi } from './channels-api';
import { LogsApi } from './logs-api';
import { WizardStore } from './wizard-store';

const passed = { ok: true, wabaId: '118820459917344', checks: [] } as unknown as ConnectionTest;
const made = { id: 'c1', status: 'setup', webhookVerifiedAt: null, checks: [], secrets: [] } as unknown as ChannelDetail;

describe('WizardStore', () => {
  const api = { get: jest.fn(), create: jest.fn(), testValues: jest.fn(), act: jest.fn(), subscribe: jest.fn(), syncTemplates: jest.fn(), templates: jest.fn() };
  let store: WizardStore;
  const fill = (): void => {
    store.set('phoneNumberId', '204817736540958');
    store.set('accessToken', 'EAAGm0PX4ZCpsBA0000000000');
    store.set('appSecret', '0123456789abcdef0123456789abcdef');
  };

  beforeEach(async () => {
    for (const method of Object.values(api)) method.mockReset();
    sessionStorage.clear();
    TestBed.configureTestingModule({ providers: [WizardStore, { provide: ChannelsApi, useValue: api }, { provide: LogsApi, useValue: {} }] });
    store = TestBed.inject(WizardStore);
    await store.start(null);
    store.go(2);
  });

  it('names the missing fields and shows an error only after the field was left', () => {
    expect(store.todo()).toBe('3 fields left: Phone Number ID, Access Token, App Secret');
    expect(store.shownVerdict('appSecret').error).toBeNull();
    store.touch('appSecret');
    expect(store.shownVerdict('appSecret').error).toContain('App Secret');
  });

  it('warns about an odd App Secret but does not block', () => {
    fill();
    store.set('appSecret', 'EAAnot-a-secret');
    expect(store.verdicts().appSecret.warning).toContain('Access Token');
    expect(store.todo()).toBeNull();
  });

  it('does not save when the test fails', async () => {
    fill();
    api.testValues.mockResolvedValue({ ...passed, ok: false });
    expect(await store.testAndSave()).toBe(false);
    expect(api.create).not.toHaveBeenCalled();
    expect(store.step()).toBe(2);
  });

  it('saves with the account id read from the token, forgets the secrets and goes to the webhook', async () => {
    fill();
    api.testValues.mockResolvedValue(passed);
    api.create.mockResolvedValue(made);
    expect(await store.testAndSave()).toBe(true);
    expect(api.create).toHaveBeenCalledWith(expect.objectContaining({ wabaId: '118820459917344', appSecret: '0123456789abcdef0123456789abcdef', verifyToken: undefined }));
    expect(store.values().accessToken).toBe('');
    expect(store.step()).toBe(3);
  });

  it('makes a new client id for every changed body', async () => {
    fill();
    api.create.mockRejectedValue(new Error('offline'));
    await store.save();
    await store.save();
    store.set('name', 'WhatsApp EU');
    await store.save();
    const [first, second, third] = api.create.mock.calls.map(([body]: [{ clientId: string }]) => body.clientId);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('keeps ids but never secrets in this tab', () => {
    fill();
    const stored = Object.values({ ...sessionStorage }).join();
    expect(stored).toContain('204817736540958');
    expect(stored).not.toContain('EAAGm0PX4');
    expect(stored).not.toContain('0123456789abcdef');
  });

  it('resumes where the channel is', async () => {
    api.get.mockResolvedValue({ ...made, status: 'active', webhookVerifiedAt: '2026-11-22T09:00:00.000Z' });
    await store.start('c1');
    expect(store.step()).toBe(4);
  });

  it('begins with a number that deliveries already come for, and with nothing else from the address', async () => {
    await store.start(null, '999000111220958');
    expect(store.values().phoneNumberId).toBe('999000111220958');
    await store.start(null, 'javascript:1');
    expect(store.values().phoneNumberId).toBe('');
  });

  it('starts the first template sync when an active channel comes to the last step', async () => {
    api.get.mockResolvedValue({ ...made, status: 'active', webhookVerifiedAt: '2026-11-22T10:00:00Z' });
    api.syncTemplates.mockResolvedValue({});
    api.templates.mockResolvedValue({ sync: { state: 'running', seen: 3 } });
    await store.start('c1');
    store.go(5);
    await new Promise((resolve) => setTimeout(resolve));
    expect(api.syncTemplates).toHaveBeenCalledWith('c1');
    expect(store.templates()).toMatchObject({ state: 'running', seen: 3 });
    api.templates.mockResolvedValue({ sync: { state: 'done', total: 41 } });
    await store.refresh();
    expect(store.templates()).toMatchObject({ state: 'done', total: 41 });
  });

  it('subscribes with one click and shows what Meta says then', async () => {
    api.get.mockResolvedValue(made);
    await store.start('c1');
    api.subscribe.mockResolvedValue(passed);
    api.get.mockResolvedValue({ ...made, checks: [{ check: 'subscription', state: 'ok', words: 'Subscribed' }] });
    expect(await store.subscribe()).toBe(true);
    expect(store.subscription()?.words).toBe('Subscribed');
  });
});
