import { signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { SimulatorStore } from '@mailtrixy/web/simulator/data-access';
import { SimulatorControls } from './simulator-controls';

describe('SimulatorControls', () => {
  const customer = signal<Record<string, unknown>>({ id: 'c1', name: 'Maya Chen', phone: '447700900123', online: true, readReceipts: true, blocksUs: false, hidesPhone: false, stoppedMarketing: true });
  const armed = signal<{ mode: string; code?: number } | null>(null);
  const store = {
    customer, armed, chat: signal({ messages: [{ wamid: 'w9', from: 'business' }], windowExpiresAt: null }), clockOffsetMs: signal(0), plan: signal({ sentAfterMs: 20, deliveredAfterMs: 60, readAfterMs: null }),
    chaos: signal({ signature: 'ok', duplicate: 1, reorderWindow: 0, delayMs: 0 }), fileFault: signal('ok'), errorCodes: signal([{ code: 131056, title: 'Pair rate limit hit' }]),
    fields: signal([{ name: 'phone_quality', field: 'phone_number_quality_update' }]),
    send: jest.fn(), act: jest.fn(), arm: jest.fn(), setFileFault: jest.fn(), sendField: jest.fn(), setPhone: jest.fn(), storm: jest.fn(), readNow: jest.fn(), advance: jest.fn(), closeWindow: jest.fn(), setChaos: jest.fn(), setPlan: jest.fn(),
  };
  let fixture: ComponentFixture<SimulatorControls>;
  const at = (id: string): HTMLElement => (fixture.nativeElement as HTMLElement).querySelector<HTMLElement>(`[data-testid="${id}"]`) as HTMLElement;
  const choose = async (id: string, value: string): Promise<void> => {
    const select = (at(id).matches('select') ? at(id) : at(id).querySelector('select')) as HTMLSelectElement;
    const option = [...select.options].find((each) => each.textContent?.includes(value)) as HTMLOptionElement;
    select.value = option.value;
    select.dispatchEvent(new Event('change'));
    await fixture.whenStable();
  };

  beforeEach(async () => {
    jest.clearAllMocks();
    TestBed.configureTestingModule({ imports: [SimulatorControls], providers: [{ provide: SimulatorStore, useValue: store }] });
    fixture = TestBed.createComponent(SimulatorControls);
    await fixture.whenStable();
  });

  it('sends samples and a reaction to the last message of the business', () => {
    at('sim-send-sticker').click();
    expect(store.send).toHaveBeenCalledWith({ type: 'sticker' });
    at('sim-send-reaction').click();
    expect(store.act).toHaveBeenCalledWith('react', { wamid: 'w9', emoji: '👍' });
  });

  it('breaks files, and sends what Meta says of other fields', async () => {
    await choose('sim-files', '404 at the address');
    expect(store.setFileFault).toHaveBeenCalledWith('404');
    expect((at('sim-field-send') as HTMLButtonElement).disabled).toBe(true);
    await choose('sim-field', 'phone quality (phone_number_quality_update)');
    at('sim-field-send').click();
    expect(store.sendField).toHaveBeenCalledWith('phone_quality');
  });

  it('arms any code of Meta, at once or later', async () => {
    Element.prototype.scrollIntoView ??= () => undefined;
    document.body.append(fixture.nativeElement as HTMLElement);
    const box = at('sim-next-code').querySelector('input') as HTMLInputElement;
    box.focus();
    box.value = 'failed status';
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await fixture.whenStable();
    for (const key of ['ArrowDown', 'Enter']) {
      box.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      await fixture.whenStable();
    }
    expect(store.arm).toHaveBeenLastCalledWith({ mode: 'failed', code: 131056 });
  });

  it('says that a customer wants no marketing, and lets him hide his number', () => {
    expect(at('sim-no-marketing').textContent).toContain('No marketing');
    const toggle = at('sim-hides-phone').matches('input, button') ? at('sim-hides-phone') : (at('sim-hides-phone').querySelector('input, button') as HTMLElement);
    toggle.click();
    expect(store.setPhone).toHaveBeenCalledWith({ hidesPhone: true });
  });
});
