import { signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { Dialogs } from '@mailtrixy/web/shared/ui';
import { type SimMessage, SimulatorStore } from '@mailtrixy/web/simulator/data-access';
import { ATTACHMENTS } from './attachments';
import { Phone } from './phone';

const base: SimMessage = { wamid: 'w1', from: 'business', at: new Date().toISOString(), type: 'text', text: 'Hi', content: { body: 'Hi' }, shown: null, contextId: null, ticks: 'read', errorCode: null, sentAt: null, deliveredAt: null, readAt: null, failedAt: null };

describe('Phone', () => {
  const chat = signal<{ messages: SimMessage[]; typingUntil: null } | null>(null);
  const customer = signal<Record<string, unknown> | null>({ id: 'c1', name: 'Maya Chen', blocksUs: false });
  const store = {
    chat, customer, channel: signal({ name: 'Acme Support' }), chatError: signal(null), clockOffsetMs: signal(0), choose: jest.fn(),
    send: jest.fn(() => Promise.resolve(true)), act: jest.fn(() => Promise.resolve(true)), file: jest.fn(() => Promise.resolve({ url: 'blob:x', mimeType: 'image/png', filename: null, size: 3 })),
  };
  const dialogs = { open: jest.fn() };
  let fixture: ComponentFixture<Phone>;
  const page = (): HTMLElement => fixture.nativeElement as HTMLElement;
  const all = (id: string): HTMLElement[] => [...page().querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];

  const show = async (...messages: Partial<SimMessage>[]): Promise<void> => {
    chat.set({ messages: messages.map((each, i) => ({ ...base, wamid: `w${i + 1}`, ...each })), typingUntil: null });
    await fixture.whenStable();
  };
  const pick = async (trigger: HTMLElement, label: string): Promise<void> => {
    trigger.click();
    await fixture.whenStable();
    const entry = [...document.querySelectorAll<HTMLElement>('.mx-menu__item')].find((each) => each.textContent?.includes(label));
    if (!entry) throw new Error(`no entry ${label}`);
    entry.click();
    await fixture.whenStable();
  };

  beforeEach(async () => {
    for (const each of [store.send, store.act, dialogs.open]) each.mockClear();
    TestBed.configureTestingModule({ imports: [Phone], providers: [{ provide: SimulatorStore, useValue: store }, { provide: Dialogs, useValue: dialogs }] });
    fixture = TestBed.createComponent(Phone);
    await show(base);
  });

  it('presses a reply button', async () => {
    await show({ type: 'interactive', content: { type: 'button', body: { text: 'Close?' }, action: { buttons: [{ reply: { id: 'a', title: 'Yes' } }, { reply: { id: 'b', title: 'No' } }] } } });
    all('sim-button')[1].click();
    expect(store.act).toHaveBeenCalledWith('press', { wamid: 'w1', button: 1 });
  });

  it('opens the rows of a list and sends the chosen one', async () => {
    dialogs.open.mockResolvedValue('r2');
    await show({ type: 'interactive', content: { type: 'list', body: { text: 'Whom?' }, action: { button: 'Choose', sections: [{ rows: [{ id: 'r2', title: 'Billing' }] }] } } });
    expect(all('sim-button')[0].getAttribute('aria-haspopup')).toBe('dialog');
    all('sim-button')[0].click();
    await fixture.whenStable();
    expect(store.act).toHaveBeenCalledWith('press', { wamid: 'w1', button: 'r2' });
  });

  it('answers a form of a template card', async () => {
    dialogs.open.mockResolvedValue({ slot: '9' });
    await show({ type: 'template', shown: { body: 'x', buttons: [], cards: [{ body: 'a', buttons: [] }, { body: 'b', buttons: [{ type: 'FLOW', text: 'Book' }] }] } });
    all('sim-button')[0].click();
    await fixture.whenStable();
    expect(store.act).toHaveBeenCalledWith('press', { wamid: 'w1', button: 0, card: 1, answer: { slot: '9' } });
  });

  it('shows a picture by its file, and a link that was not fetched', async () => {
    await show({ type: 'image', content: { id: '7', caption: 'look' } }, { type: 'document', content: { link: 'https://example.org/a.pdf', filename: 'a.pdf' } });
    await fixture.whenStable();
    expect(store.file).toHaveBeenCalledWith('7');
    expect(all('sim-media')[0].querySelector('img')?.src).toBe('blob:x');
    expect(all('sim-media')[1].textContent).toContain('https://example.org/a.pdf');
  });

  it('reacts, replies, edits, forwards and deletes from the menu of a bubble', async () => {
    await show({}, { from: 'customer', text: 'Where is 1182?' });
    const [theirs, own] = all('sim-bubble-menu');
    await pick(theirs, 'React ❤️');
    expect(store.act).toHaveBeenLastCalledWith('react', { wamid: 'w1', emoji: '❤️' });
    await pick(theirs, 'Forward');
    expect(store.send).toHaveBeenLastCalledWith({ text: 'Hi', forwarded: true });
    await pick(own, 'Delete for everyone');
    expect(store.act).toHaveBeenLastCalledWith('revoke', { wamid: 'w2' });
    await pick(own, 'Edit');
    const field = page().querySelector<HTMLInputElement>('[data-testid="sim-input"]') as HTMLInputElement;
    expect(field.value).toBe('Where is 1182?');
    field.value = 'Where is 1183?';
    field.dispatchEvent(new Event('input'));
    all('sim-send')[0].click();
    await fixture.whenStable();
    expect(store.act).toHaveBeenLastCalledWith('edit', { wamid: 'w2', text: 'Where is 1183?' });
  });

  it('keeps an open menu in place while messages arrive, and scrolls when it closes', async () => {
    const feed = page().querySelector<HTMLElement>('[data-testid="sim-chat"]') as HTMLElement;
    let height = 100;
    const scrolled: number[] = [];
    Object.defineProperty(feed, 'scrollHeight', { get: () => height });
    Object.defineProperty(feed, 'scrollTop', { set: (value: number) => scrolled.push(value), get: () => 0 });
    all('sim-attach')[0].click();
    height = 200;
    await show({}, { text: 'More' });
    expect(scrolled).toEqual([]);
    all('sim-attach')[0].click();
    await fixture.whenStable();
    expect(scrolled).toEqual([200]);
  });

  it('attaches everything that a customer can send', async () => {
    await pick(all('sim-attach')[0], 'Animated sticker');
    expect(store.send).toHaveBeenLastCalledWith({ type: 'sticker', sticker: { sample: 'animated-sticker' } });
    await pick(all('sim-attach')[0], 'Stop marketing');
    expect(store.act).toHaveBeenLastCalledWith('stop-marketing', undefined);
    dialogs.open.mockResolvedValue({ type: 'hologram', hologram: {} });
    await pick(all('sim-attach')[0], 'JSON of your own');
    expect(store.send).toHaveBeenLastCalledWith({ type: 'hologram', message: { type: 'hologram', hologram: {} } });
    expect(ATTACHMENTS.filter(({ value, message, action }) => value !== 'json' && !message === !action)).toEqual([]);
  });

  it('tells when a voice message of the business is played', async () => {
    await show({ type: 'audio', content: { id: '9', voice: true } });
    await fixture.whenStable();
    all('sim-media')[0].querySelector('audio')?.dispatchEvent(new Event('play'));
    expect(store.act).toHaveBeenCalledWith('play', { wamid: 'w1' });
  });
});
