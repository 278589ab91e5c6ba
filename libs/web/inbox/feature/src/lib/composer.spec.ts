import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { WHATSAPP_TEXT_MAX, type Message } from '@mailtrixy/shared/dto';
import { ConversationAiApi, DraftStore, InboxApi, InboxLive, InboxViewer, OutgoingFiles, SendQueue, type OutgoingFile } from '@mailtrixy/web/inbox/data-access';
import { replyWindow } from '@mailtrixy/web/inbox/ui';
import { Composer } from './composer';
import { InboxClock } from './inbox-clock';
import { OpenConversation } from './open-conversation';

const NOW = Date.now();

function setUp() {
  const bodies = { reply: signal(''), note: signal('') };
  const queue = { add: jest.fn() };
  const messages = signal<Partial<Message>[]>([{ seq: 1, direction: 'in' }]);
  const windowClosed = signal(false);
  const canWrite = signal(true);
  const tray = signal<readonly Partial<OutgoingFile>[]>([]);
  const files = { of: () => tray, take: jest.fn((): readonly Partial<OutgoingFile>[] => tray()), add: jest.fn(() => 0) };
  const api = { typing: jest.fn(async () => undefined) };
  const detail = signal<object>({ contactName: 'Maya', windowExpiresAt: null, address: '447700900123', addressKind: 'wa_id' });
  const typingSignal = signal(false);
  const ai = { show: jest.fn(async () => ({ conversationId: 'c1', mode: 'off', answering: false, paused: null, draft: null, last: null, handOff: null })), ask: jest.fn(async () => ({ id: 'd', conversationId: 'c1', state: 'waiting' })), copilot: jest.fn() };
  TestBed.configureTestingModule({
    providers: [
      { provide: DraftStore, useValue: { body: (_id: string, kind: 'reply' | 'note') => bodies[kind], set: (_id: string, kind: 'reply' | 'note', body: string) => bodies[kind].set(body), clear: (_id: string, kind: 'reply' | 'note') => bodies[kind].set('') } },
      { provide: SendQueue, useValue: queue },
      { provide: OutgoingFiles, useValue: files },
      { provide: InboxApi, useValue: api },
      { provide: ConversationAiApi, useValue: ai },
      { provide: InboxLive, useValue: { viewing: jest.fn() } },
      { provide: InboxViewer, useValue: { userId: signal('me'), canWrite, preferences: signal({ sendKey: 'enter' }) } },
      { provide: InboxClock, useValue: { now: signal(NOW) } },
      {
        provide: OpenConversation,
        useValue: {
          detail,
          channel: () => ({ settings: { typingSignal: typingSignal() } }),
          window: signal(replyWindow(new Date(NOW + 3_600_000).toISOString(), NOW)),
          windowClosed,
          others: signal([]),
          thread: signal({ messages, lastSeq: () => messages().at(-1)?.seq ?? 0 }),
          authorOf: () => 'Tom',
        },
      },
    ],
  });
  const fixture = TestBed.createComponent(Composer);
  fixture.componentRef.setInput('conversationId', 'c1');
  const element: HTMLElement = fixture.nativeElement;
  return { fixture, element, bodies, queue, messages, windowClosed, canWrite, tray, files, api, ai, detail, typingSignal, send: () => element.querySelector<HTMLButtonElement>('[data-testid="send"]') };
}

describe('Composer', () => {
  it('sends what was written, empties itself, and sends nothing empty', async () => {
    const { fixture, bodies, queue, send } = setUp();
    await fixture.whenStable();
    expect(send()?.disabled).toBe(true);
    bodies.reply.set('  Hello  ');
    await fixture.whenStable();
    send()?.click();
    expect(queue.add).toHaveBeenCalledWith(expect.objectContaining({ conversationId: 'c1', kind: 'reply', body: 'Hello', quoted: null }));
    expect(queue.add.mock.calls[0][0].clientId).toMatch(/^[0-9a-f-]{36}$/);
    expect(bodies.reply()).toBe('');
  });

  it('counts characters as WhatsApp does, from 3,800 on, and stops above the limit', async () => {
    const { fixture, element, bodies, send } = setUp();
    bodies.reply.set('🙂'.repeat(3799));
    await fixture.whenStable();
    expect(element.querySelector('.count')).toBeNull();
    bodies.reply.set('🙂'.repeat(WHATSAPP_TEXT_MAX));
    await fixture.whenStable();
    expect(element.querySelector('.count')?.textContent).toBe('4096 / 4096');
    expect(send()?.disabled).toBe(false);
    bodies.reply.set('🙂'.repeat(WHATSAPP_TEXT_MAX + 1));
    await fixture.whenStable();
    expect(send()?.disabled).toBe(true);
  });

  it('asks once when a colleague replied meanwhile', async () => {
    const { fixture, element, bodies, messages, queue, send } = setUp();
    await fixture.whenStable();
    bodies.reply.set('My answer');
    await fixture.whenStable();
    messages.update((known) => [...known, { seq: 2, direction: 'out', authorId: 'tom', at: new Date().toISOString() }]);
    await fixture.whenStable();
    expect(element.querySelector('[data-testid="conflict"]')?.textContent).toMatch(/Tom replied \d+ s ago/);
    send()?.click();
    await fixture.whenStable();
    expect(queue.add).not.toHaveBeenCalled();
    expect(send()?.textContent).toContain('Send anyway?');
    send()?.click();
    expect(queue.add).toHaveBeenCalledTimes(1);
  });

  it('is not answered by the second press of the double click that raised the question', async () => {
    const { fixture, bodies, messages, queue, send } = setUp();
    await fixture.whenStable();
    bodies.reply.set('My answer');
    await fixture.whenStable();
    messages.update((known) => [...known, { seq: 2, direction: 'out', authorId: 'tom', at: new Date().toISOString() }]);
    await fixture.whenStable();
    const press = async (detail: number) => {
      send()?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail }));
      await fixture.whenStable();
    };
    await press(1);
    await press(2);
    await press(3);
    expect(queue.add).not.toHaveBeenCalled();
    // the colleague's message gets its ticks: the question stands
    messages.update(([first, reply]) => [first, { ...reply, deliveryStatus: 'delivered' }]);
    await fixture.whenStable();
    expect(send()?.textContent).toContain('Send anyway?');
    await press(1);
    expect(queue.add).toHaveBeenCalledTimes(1);
  });

  it('is not in conflict with its own messages, and not without words', async () => {
    const { fixture, element, bodies, messages } = setUp();
    await fixture.whenStable();
    messages.update((known) => [...known, { seq: 2, direction: 'out', authorId: 'tom', at: new Date().toISOString() }]);
    await fixture.whenStable();
    bodies.reply.set('Later');
    await fixture.whenStable();
    expect(element.querySelector('[data-testid="conflict"]')).toBeNull();
    messages.update((known) => [...known, { seq: 3, direction: 'out', authorId: 'me', at: new Date().toISOString() }]);
    await fixture.whenStable();
    expect(element.querySelector('[data-testid="conflict"]')).toBeNull();
  });

  it('keeps the draft when the window closes, and the note goes on', async () => {
    const { fixture, element, bodies, windowClosed, tray } = setUp();
    bodies.reply.set('Half written');
    windowClosed.set(true);
    await fixture.whenStable();
    expect(element.querySelector('[data-testid="window-closed"]')?.textContent).toContain('Half written');
    expect(element.querySelector('[data-testid="kept-files"]')).toBeNull();
    const named = (name: string) => ({ file: new File(['x'], name) });
    tray.set([named('parcel.jpg')]);
    await fixture.whenStable();
    expect(element.querySelector('[data-testid="kept-files"]')?.textContent?.trim()).toBe('Your file is kept: parcel.jpg');
    tray.set([named('parcel.jpg'), named('invoice.pdf')]);
    await fixture.whenStable();
    expect(element.querySelector('[data-testid="kept-files"]')?.textContent?.trim()).toBe('Your 2 files are kept: parcel.jpg, invoice.pdf');
    expect(element.querySelector('textarea')).toBeNull();
    element.querySelector<HTMLElement>('[data-testid="tab-note"]')?.click();
    await fixture.whenStable();
    expect(element.querySelector('[data-testid="composer-note"] textarea')).not.toBeNull();
  });

  it('asks for one draft however often one goes to the note and back', async () => {
    const { fixture, element, ai } = setUp();
    await fixture.whenStable();
    const press = async (testId: string) => {
      element.querySelector<HTMLElement>(`[data-testid="${testId}"]`)?.click();
      await fixture.whenStable();
    };
    await press('draft-button');
    expect(ai.ask).toHaveBeenCalledTimes(1);
    await press('tab-note');
    await press('tab-reply');
    expect(ai.ask).toHaveBeenCalledTimes(1);
    expect(ai.show).toHaveBeenCalledTimes(1);
  });

  it('writes what the AI made of a reply into no note', async () => {
    const { fixture, element, ai, bodies } = setUp();
    let answer: (result: object) => void = () => undefined;
    ai.copilot.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    bodies.reply.set('Helo');
    await fixture.whenStable();
    element.querySelector<HTMLElement>('[data-testid="ai-tools"]')?.click();
    await fixture.whenStable();
    [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')].find(({ textContent }) => textContent?.includes('Correct my text'))?.click();
    await fixture.whenStable();
    element.querySelector<HTMLElement>('[data-testid="tab-note"]')?.click();
    await fixture.whenStable();
    answer({ text: 'Hello', labelIds: [] });
    await new Promise((resolve) => setTimeout(resolve));
    await fixture.whenStable();
    expect(ai.copilot).toHaveBeenCalledTimes(1);
    expect([bodies.reply(), bodies.note()]).toEqual(['Helo', '']);
  });

  it('is read-only for viewers', async () => {
    const { fixture, element, canWrite } = setUp();
    canWrite.set(false);
    await fixture.whenStable();
    expect(element.textContent).toContain('Read-only access');
    expect(element.querySelector('textarea')).toBeNull();
  });

  it('waits for the files, says for what, and sends them without any text', async () => {
    const { fixture, element, tray, queue, send } = setUp();
    const file = (change: Partial<OutgoingFile>) => ({ file: new File(['x'], 'a.jpg'), kind: 'image' as const, caption: '', percent: 0, sendAs: [], thumb: null, words: null, uploaded: null, ...change });
    tray.set([file({ key: '1', state: 'uploading' }), file({ key: '2', state: 'ready' })]);
    await fixture.whenStable();
    expect(element.querySelector('.count')?.textContent).toBe('Uploading 2 of 2…');
    expect(send()?.disabled).toBe(true);
    tray.set([file({ key: '1', state: 'refused' })]);
    await fixture.whenStable();
    expect(element.querySelector('.count')?.textContent).toBe('One file needs a decision');
    tray.set([file({ key: '1', state: 'ready', uploaded: { id: 'up' } as OutgoingFile['uploaded'] })]);
    await fixture.whenStable();
    send()?.click();
    expect(queue.add).toHaveBeenCalledWith(expect.objectContaining({ body: '', content: { type: 'media', attachment: { id: 'up' } } }));
  });

  it('takes pasted files, and none while the window is closed', async () => {
    const { fixture, element, files, windowClosed } = setUp();
    await fixture.whenStable();
    const picture = new File(['x'], 'a.png', { type: 'image/png' });
    const paste = Object.assign(new Event('paste', { cancelable: true }), { clipboardData: { files: [picture], types: ['Files'] } });
    element.querySelector('textarea')?.dispatchEvent(paste);
    expect(files.add).toHaveBeenCalledWith('c1', [picture], undefined);
    expect(paste.defaultPrevented).toBe(true);
    windowClosed.set(true);
    await fixture.whenStable();
    fixture.componentInstance.attach([picture]);
    expect(files.add).toHaveBeenCalledTimes(1);
  });

  it('says to which address it goes, who else answers, and what the customer has stopped', async () => {
    const { fixture, element, detail } = setUp();
    await fixture.whenStable();
    expect(element.querySelector('[data-testid="send-to"]')?.textContent).toContain('to +44 7700 900123');
    expect(element.querySelector('[data-testid="meta-agent"], [data-testid="opted-out"]')).toBeNull();
    detail.set({ contactName: 'Maya', windowExpiresAt: null, address: '55119', addressKind: 'phone', heldByMetaAgent: true, contact: { optedOutAt: '2026-11-03T10:00:00Z' } });
    await fixture.whenStable();
    expect(element.querySelector('[data-testid="meta-agent"]')?.textContent).toContain("Meta's agent is answering here");
    expect(element.querySelector('[data-testid="opted-out"]')?.textContent).toContain('Maya stopped marketing messages on 3 Nov');
  });

  it('tells the customer about writing only where the channel wants it', async () => {
    const { fixture, element, api, typingSignal } = setUp();
    await fixture.whenStable();
    const type = (text: string) => {
      const field = element.querySelector('textarea') as HTMLTextAreaElement;
      field.value = text;
      field.dispatchEvent(new Event('input'));
    };
    type('H');
    expect(api.typing).not.toHaveBeenCalled();
    typingSignal.set(true);
    type('He');
    type('Hel');
    expect(api.typing.mock.calls).toEqual([['c1']]);
  });
});
