import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { NEVER, of } from 'rxjs';
import { SimulatorApi } from './simulator-api';
import { SimulatorStore } from './simulator-store';
import type { SimCustomer, SimEvent } from './simulator-types';

const customer = (id: string): SimCustomer => ({ id, name: id, phone: '447700900123', waId: null, userId: id, username: null, hidesPhone: false, online: true, readReceipts: true, blocksUs: false, statusPlan: null });
const sandbox = { id: 'c2', mode: 'sandbox', displayAddress: '+1 555 010 0001' };

describe('SimulatorStore', () => {
  const api = {
    health: jest.fn(), numbers: jest.fn(), customers: jest.fn(), chat: jest.fn(), statusPlan: jest.fn(), chaos: jest.fn(), events: jest.fn(),
    send: jest.fn(), act: jest.fn(), file: jest.fn(), errorCodes: jest.fn(), fields: jest.fn(), sendField: jest.fn(), patchCustomer: jest.fn(), setChaos: jest.fn(), disarm: jest.fn(), armNext: jest.fn(),
  };
  let store: SimulatorStore;
  let http: HttpTestingController;

  const start = async (refs: unknown[]): Promise<void> => {
    const started = store.start();
    http.expectOne('/api/channel-refs').flush(refs);
    await started;
  };

  beforeEach(() => {
    for (const method of Object.values(api)) method.mockReset();
    api.health.mockResolvedValue({ ok: true, now: new Date().toISOString(), seq: 5 });
    api.numbers.mockResolvedValue([{ phoneNumberId: 'n1', wabaId: 'w', displayPhoneNumber: '15550100001', node: {} }]);
    api.customers.mockResolvedValue([customer('maya'), customer('jo')]);
    api.chat.mockImplementation((id: string) => Promise.resolve({ customer: customer(id), phoneNumberId: 'n1', windowExpiresAt: null, typingUntil: null, messages: [] }));
    api.statusPlan.mockResolvedValue({});
    api.chaos.mockResolvedValue({ webhook: { signature: 'wrong' } });
    api.errorCodes.mockResolvedValue([{ code: 131047, title: 'Re-engagement message' }]);
    api.fields.mockResolvedValue([{ name: 'security', field: 'security' }]);
    api.setChaos.mockResolvedValue({});
    api.events.mockReturnValue(NEVER);
    TestBed.configureTestingModule({ providers: [SimulatorStore, provideHttpClient(), provideHttpClientTesting(), { provide: SimulatorApi, useValue: api }] });
    store = TestBed.inject(SimulatorStore);
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => store.stop());

  it('asks for a sandbox number when there is none', async () => {
    await start([{ id: 'c1', mode: 'live' }]);
    expect(store.state()).toBe('no-channel');
  });

  it('asks to set up again when the simulator has forgotten the number', async () => {
    api.numbers.mockResolvedValue([]);
    await start([sandbox]);
    expect(store.state()).toBe('no-channel');
  });

  it('says when the simulator is switched off', async () => {
    api.health.mockRejectedValue(new ApiProblem({ status: 404, code: 'SIMULATOR_OFF' }));
    await start([]);
    expect(store.state()).toBe('off');
  });

  it('opens the first customer and follows events from where the world was read', async () => {
    await start([sandbox]);
    expect(store.state()).toBe('ready');
    expect(store.customer()?.id).toBe('maya');
    expect(store.chaos().signature).toBe('wrong');
    expect(api.events).toHaveBeenCalledWith(5, 25_000);
  });

  it('counts what arrives on phones that are not open, and forgets it when they are opened', async () => {
    const events = [{ seq: 6, kind: 'accept', at: '', customer: 'jo' }, { seq: 7, kind: 'accept', at: '', customer: 'maya' }] as SimEvent[];
    api.events.mockReturnValueOnce(of({ events, next: 7 })).mockReturnValue(NEVER);
    await start([sandbox]);
    await Promise.resolve();
    await Promise.resolve();
    expect([...store.unread()]).toEqual([['jo', 1]]);
    expect(store.events().map((event) => event.seq)).toEqual([7, 6]);
    await store.choose('jo');
    expect(store.unread().size).toBe(0);
  });

  it('sends as the open customer to the open number, and says why it could not', async () => {
    await start([sandbox]);
    api.send.mockResolvedValue({ messages: [], deliveries: [] });
    expect(await store.send({ text: 'hi' })).toBe(true);
    expect(api.send).toHaveBeenCalledWith('maya', { text: 'hi', phoneNumberId: 'n1' });
    api.send.mockRejectedValue(new ApiProblem({ status: 409, code: 'UNKNOWN', detail: 'Something in between' }));
    expect(await store.send({ text: 'hi' })).toBe(false);
    expect(store.problem()).toContain('blocks you');
  });

  it('acts as the open customer, and says what a phone would not do', async () => {
    await start([sandbox]);
    api.act.mockResolvedValue({});
    expect(await store.act('press', { wamid: 'w1', button: 1 })).toBe(true);
    expect(api.act).toHaveBeenCalledWith('maya', 'press', { wamid: 'w1', button: 1, phoneNumberId: 'n1' });
    api.act.mockRejectedValue(new ApiProblem({ status: 409, code: 'UNKNOWN', detail: 'x' }));
    expect(await store.act('press', { wamid: 'w1' })).toBe(false);
    expect(store.problem()).toContain('would send nothing');
  });

  it('fetches a file once, and again after it failed', async () => {
    await start([sandbox]);
    const created = jest.fn(() => 'blob:1');
    Object.assign(URL, { createObjectURL: created, revokeObjectURL: jest.fn() });
    api.file.mockRejectedValueOnce(new Error('gone')).mockResolvedValue({ mimeType: 'image/png', filename: 'a.png', size: 3, base64: 'AAEC' });
    await expect(store.file('7')).rejects.toThrow('gone');
    expect(await store.file('7')).toEqual({ url: 'blob:1', mimeType: 'image/png', filename: 'a.png', size: 3 });
    await store.file('7');
    expect(api.file).toHaveBeenCalledTimes(2);
    expect(created).toHaveBeenCalledTimes(1);
  });

  it('keeps the fault of webhooks when that of files is changed', async () => {
    await start([sandbox]);
    await store.setFileFault('404');
    expect(api.setChaos).toHaveBeenCalledWith(expect.objectContaining({ signature: 'wrong' }), '404');
    expect(store.fileFault()).toBe('404');
    expect(store.errorCodes()).toHaveLength(1);
    await store.sendField('security');
    expect(api.sendField).toHaveBeenCalledWith('security', 'n1', 'maya');
  });

  it('arms one next send in place of the one before', async () => {
    await start([sandbox]);
    api.disarm.mockResolvedValue({});
    api.armNext.mockResolvedValue({ id: '1', remaining: 1 });
    await store.arm({ mode: 'failed', code: 131047 });
    expect(store.armed()).toEqual({ mode: 'failed', code: 131047 });
    await store.arm({ mode: 'ok' });
    expect(store.armed()).toBeNull();
    expect(api.disarm).toHaveBeenCalledTimes(2);
  });
});
