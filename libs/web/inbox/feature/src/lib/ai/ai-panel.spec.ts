import { signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { AiDraft, AiSource, ConversationAi } from '@mailtrixy/shared/dto';
import { ConversationAiApi } from '@mailtrixy/web/inbox/data-access';
import { Announcer, LiveFrames, Shortcuts } from '@mailtrixy/web/shared/util';
import { InboxClock } from '../inbox-clock';
import { AiPanel, type InsertedDraft } from './ai-panel';

const NOW = Date.UTC(2026, 10, 22, 12);
const SOURCE: AiSource = { n: 1, passageId: 'p', documentId: 'k', kind: 'article', title: 'Returns', headings: [], page: null, url: null, text: 'You may.', current: true };
const draft = (change: Partial<AiDraft> = {}): AiDraft => ({ id: 'd', conversationId: 'c', version: 4, state: 'ready', kind: 'generated', question: 'May I?', body: 'Yes, you may. [1]', language: 'en', sources: [SOURCE], passages: [], confidence: null, searched: { used: 1, of: 2 }, gates: [], whyNotSent: null, problem: null, sendAt: null, helpful: null, at: '', ...change });
const ai = (change: Partial<ConversationAi> = {}): ConversationAi => ({ conversationId: 'c', mode: 'draft', answering: false, paused: null, draft: draft(), last: null, handOff: null, ...change });

describe('AiPanel', () => {
  const api = { show: jest.fn(), act: jest.fn(), ask: jest.fn(), send: jest.fn(), takeOver: jest.fn() };
  const said = jest.fn();
  let fixture: ComponentFixture<AiPanel>;
  const find = (testId: string) => (fixture.nativeElement as HTMLElement).querySelector<HTMLElement>(`[data-testid="${testId}"]`);

  const press = (keys: KeyboardEventInit): void => void document.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...keys }));
  const told = async (shown: ConversationAi): Promise<void> => {
    api.show.mockResolvedValue(shown);
    TestBed.inject(LiveFrames).take({ seq: '1', topic: 'ai.updated', ai: { conversationId: 'c' } });
    await new Promise((resolve) => setTimeout(resolve));
    await fixture.whenStable();
  };

  const show = async (shown: ConversationAi, open = true): Promise<void> => {
    for (const method of [...Object.values(api), said]) method.mockReset();
    TestBed.resetTestingModule();
    localStorage.clear();
    api.show.mockResolvedValue(shown);
    TestBed.configureTestingModule({ providers: [provideRouter([]), { provide: InboxClock, useValue: { now: signal(NOW) } }, { provide: ConversationAiApi, useValue: api }, { provide: Announcer, useValue: { say: said } }] });
    fixture = TestBed.createComponent(AiPanel);
    fixture.componentRef.setInput('conversationId', 'c');
    fixture.componentRef.setInput('open', open);
    await fixture.whenStable();
  };

  it('inserts what the customer would get: without the marks', async () => {
    await show(ai());
    const inserted: InsertedDraft[] = [];
    fixture.componentInstance.inserted.subscribe((one) => inserted.push(one));
    api.act.mockResolvedValue(draft({ version: 5 }));
    find('ai-insert')?.click();
    await fixture.whenStable();
    expect(inserted).toEqual([{ draft: draft({ version: 5 }), text: 'Yes, you may.' }]);
  });

  it('is free for the next conversation while a call of the last one runs, and shows nothing of its failure', async () => {
    await show(ai());
    let refuse: (error: Error) => void = () => undefined;
    api.ask.mockReturnValueOnce(new Promise((_, reject) => (refuse = reject)));
    void fixture.componentInstance.ask();
    api.show.mockResolvedValue(ai({ conversationId: 'other', draft: null }));
    fixture.componentRef.setInput('conversationId', 'other');
    await fixture.whenStable();
    api.ask.mockReturnValue(new Promise(() => undefined));
    void fixture.componentInstance.ask();
    expect(api.ask).toHaveBeenLastCalledWith('other', {});
    refuse(new Error('the model is asleep'));
    await new Promise((resolve) => setTimeout(resolve));
    await fixture.whenStable();
    expect((fixture.nativeElement as HTMLElement).textContent).not.toContain('asleep');
    void fixture.componentInstance.ask();
    expect(api.ask).toHaveBeenCalledTimes(2);
  });

  it('sends the version that is on screen, once', async () => {
    await show(ai());
    api.send.mockResolvedValue({ draft: draft({ state: 'sent' }), message: {} });
    find('ai-send')?.click();
    find('ai-send')?.click();
    await fixture.whenStable();
    expect(api.send).toHaveBeenCalledTimes(1);
    expect(api.send).toHaveBeenCalledWith('d', expect.objectContaining({ version: 4 }));
    expect(find('ai-draft')).toBeNull();
  });

  it.each([
    ['quotes', draft({ kind: 'extractive', body: '' })],
    ['an outdated draft', draft({ state: 'outdated' })],
    ['no source', draft({ state: 'no_source', body: '' })],
    ['words that are still being written', draft({ state: 'streaming' })],
  ])('has no Send for %s', async (_, shown) => {
    await show(ai({ draft: shown }));
    expect(find('ai-draft')).not.toBeNull();
    expect(find('ai-send')).toBeNull();
  });

  it('does not send where only templates may be sent', async () => {
    await show(ai(), false);
    expect(find('ai-send')).toHaveProperty('disabled', true);
  });

  it('says why nothing was sent only where something might have been', async () => {
    const whyNotSent = { code: 'confidence', words: 'Not sure enough.' };
    await show(ai({ mode: 'auto', draft: draft({ whyNotSent }) }));
    expect(find('why-not-sent')?.textContent).toContain('Not sure enough.');
    await show(ai({ mode: 'draft', draft: draft({ whyNotSent }) }));
    expect(find('why-not-sent')).toBeNull();
  });

  it('has no Send without a source; Insert stays', async () => {
    await show(ai({ draft: draft({ body: 'Yes, you may.', sources: [] }) }));
    expect(find('ai-send')).toBeNull();
    expect(find('ai-insert')).not.toBeNull();
    press({ key: 'Enter', ctrlKey: true, altKey: true });
    expect(api.send).not.toHaveBeenCalled();
  });

  it('says in every mode what a person must look at first, and is not sure then', async () => {
    await show(ai({ draft: draft({ confidence: { level: 'high', value: 88 } as AiDraft['confidence'], warning: { code: 'figures', words: '“90 days” is not in the sources.' } }) }));
    expect(find('ai-warning')?.textContent).toContain('“90 days” is not in the sources.');
    expect(find('ai-draft')?.querySelector('header')?.textContent).toMatch(/Confidence\s*Low/);
    const why = { code: 'figures', words: '“90 days” is not in the sources.' };
    await show(ai({ mode: 'auto', draft: draft({ warning: why, whyNotSent: why }) }));
    expect(find('ai-warning')).not.toBeNull();
    expect(find('why-not-sent')).toBeNull();
  });

  it('hides the card alone on the Note tab: band, countdown and T stay', async () => {
    const sendAt = new Date(Date.now() + 8000).toISOString();
    await show(ai({ mode: 'auto', answering: true, draft: draft({ state: 'scheduled', sendAt }) }));
    fixture.componentRef.setInput('note', true);
    await fixture.whenStable();
    expect(find('ai-draft')).toBeNull();
    expect(find('ai-answering')?.textContent).toMatch(/Sending in \d+ s/);
    press({ key: 'Enter', ctrlKey: true, altKey: true });
    press({ key: '.', ctrlKey: true });
    press({ key: 'd' });
    expect(api.send.mock.calls.length + api.act.mock.calls.length + api.ask.mock.calls.length).toBe(0);
    api.act.mockResolvedValue(draft({ state: 'canceled' }));
    find('ai-cancel')?.click();
    await fixture.whenStable();
    expect(api.act).toHaveBeenCalledWith('d', 'cancel');
    expect(find('ai-countdown')).toBeNull();
    expect(TestBed.inject(Shortcuts).all().find(({ keys }) => keys === 'T')?.when?.()).toBe(true);
  });

  it('folds to one line that says how far it is, and never while a reply counts down', async () => {
    await show(ai({ draft: draft({ state: 'no_source', body: '', sources: [] }) }));
    find('ai-fold')?.click();
    await fixture.whenStable();
    expect(find('ai-state')?.textContent).toContain('Nothing found');
    expect(find('ai-draft')?.querySelector('footer')).toBeNull();
    await told(ai({ draft: draft({ state: 'streaming', body: '' }) }));
    expect(find('ai-state')?.textContent).toContain('Writing…');
    expect(find('ai-stop')).not.toBeNull();
    await told(ai({ mode: 'auto', answering: true, draft: draft({ state: 'scheduled', sendAt: new Date(Date.now() + 8000).toISOString() }) }));
    for (const part of ['ai-countdown', 'ai-edit', 'ai-cancel']) expect(find(part)).not.toBeNull();
    expect(find('ai-fold')).toBeNull();
  });

  it('says that it is being written to those who come in the middle', async () => {
    await show(ai({ draft: draft({ state: 'streaming', body: '', sources: [] }) }));
    expect(find('ai-draft')?.querySelector('.body')?.textContent).toContain('Writing…');
  });

  it('keeps a reply that was canceled: it can be inserted and sent', async () => {
    await show(ai({ mode: 'auto', draft: draft({ state: 'canceled', whyNotSent: { code: 'canceled', words: 'Ana canceled it.' } }) }));
    expect(find('ai-draft')?.textContent).toContain('Canceled');
    expect(find('why-not-sent')?.textContent).toContain('Ana canceled it.');
    expect(find('ai-insert')).not.toBeNull();
    api.send.mockResolvedValue({ draft: draft({ state: 'sent' }), message: {} });
    find('ai-send')?.click();
    await fixture.whenStable();
    expect(api.send).toHaveBeenCalledTimes(1);
    await show(ai({ draft: draft({ state: 'canceled', body: '', sources: [], problem: { code: 'stopped', words: 'It was stopped.' } }) }));
    expect(find('ai-draft')).toBeNull();
  });

  it('tells once that a draft is ready', async () => {
    await show(ai());
    await told(ai({ draft: draft({ version: 5, helpful: true }) }));
    await told(ai({ draft: draft({ version: 6 }) }));
    expect(said.mock.calls).toEqual([['AI draft ready, 1 source']]);
    await told(ai({ draft: draft({ id: 'e', sources: [SOURCE, { ...SOURCE, n: 2 }] }) }));
    expect(said.mock.calls[1]).toEqual(['AI draft ready, 2 sources']);
  });

  it('lets the AI go on from any pause, in every mode, but not from the kill switch', async () => {
    const paused = { code: 'rule_stopped_ai', words: 'A rule keeps the AI silent in this conversation.' };
    await show(ai({ paused, draft: null, last: { ...paused, at: '' } }));
    expect(find('ai-paused')?.textContent).toContain(paused.words);
    expect(find('ai-resume')).not.toBeNull();
    expect(find('ai-quiet')).toBeNull();
    await show(ai({ mode: 'auto', paused: { code: 'taken_over', words: 'Ana answers this conversation.' }, draft: null }));
    expect(find('ai-resume')).not.toBeNull();
    expect(find('ai-quiet')).toBeNull();
    for (const mode of ['draft', 'auto'] as const) {
      await show(ai({ mode, paused: { code: 'kill_switch', words: 'The AI is stopped for the whole workspace.' }, draft: null }));
      expect(find('ai-quiet')?.textContent).toContain('stopped for the whole workspace');
      expect(find('ai-resume')).toBeNull();
    }
    const handOff = { reason: { code: 'asked_for_person', words: 'The customer asks for a person.' }, summary: '', at: '' };
    await show(ai({ mode: 'auto', paused: { code: 'kill_switch', words: 'Stopped.' }, handOff, draft: null }));
    expect(find('ai-hand-off')).not.toBeNull();
    expect(find('ai-resume')).toBeNull();
    await show(ai({ mode: 'off', paused, draft: null }));
    expect(find('ai-paused')).toBeNull();
  });

  it('says why there is no draft where the last look left none', async () => {
    const last = { code: 'media_only', words: 'The customer sent files without words.', at: '2026-11-30T10:00:00.000Z' };
    await show(ai({ draft: null, last }));
    expect(find('ai-quiet')?.textContent).toContain('No AI draft: The customer sent files without words.');
    await show(ai({ draft: null, last: { ...last, code: 'not_a_question' } }));
    expect(find('ai-quiet')).toBeNull();
    await show(ai({ draft: null, last: null }));
    expect(find('ai-quiet')).toBeNull();
  });

  it('lets a person take over from an AI that answers', async () => {
    await show(ai({ mode: 'auto', answering: true, draft: null }));
    api.takeOver.mockResolvedValue(ai({ mode: 'auto', draft: null }));
    find('take-over')?.click();
    await fixture.whenStable();
    expect(api.takeOver).toHaveBeenCalledWith('c');
    expect(find('ai-answering')).toBeNull();
  });
});
