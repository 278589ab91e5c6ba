import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { AiDraft, ConversationAi, RealtimeFrame } from '@mailtrixy/shared/dto';
import { LiveFrames } from '@mailtrixy/web/shared/util';
import { InboxSocket } from '../inbox-socket';
import { ConversationAiState } from './conversation-ai';
import { ConversationAiApi } from './conversation-ai-api';

const draft = (change: Partial<AiDraft> = {}): AiDraft => ({ id: 'd', conversationId: 'c', version: 1, state: 'streaming', kind: 'generated', body: '', ...change }) as AiDraft;
const ai = (change: Partial<ConversationAi> = {}): ConversationAi => ({ conversationId: 'c', mode: 'draft', answering: false, paused: null, draft: null, last: null, handOff: null, ...change });
const delta = (at: number, text: string, draftId = 'd'): RealtimeFrame => ({ topic: 'ai.draft', draft: { conversationId: 'c', draftId, delta: { at, text } } }) as RealtimeFrame;
const message = (topic: 'message.received' | 'message.created' | 'message.updated', conversationId = 'c'): RealtimeFrame => ({ topic, message: { conversationId } }) as RealtimeFrame;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('ConversationAiState', () => {
  const api = { show: jest.fn(), act: jest.fn(), takeOver: jest.fn() };
  let state: ConversationAiState;
  let frames: LiveFrames;
  const connected = signal(true);

  beforeEach(async () => {
    for (const method of Object.values(api)) method.mockReset();
    api.show.mockResolvedValue(ai({ draft: draft() }));
    connected.set(true);
    TestBed.configureTestingModule({ providers: [ConversationAiState, { provide: ConversationAiApi, useValue: api }, { provide: InboxSocket, useValue: { connected } }] });
    state = TestBed.inject(ConversationAiState);
    frames = TestBed.inject(LiveFrames);
    await state.open('c');
  });

  afterEach(() => jest.useRealTimers());

  it('keeps what a late answer tells of the conversation that was left out of the one that is open', async () => {
    let answer: (state: ConversationAi) => void = () => undefined;
    api.takeOver.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const taken = state.setHeld(true);
    api.show.mockResolvedValue(ai({ conversationId: 'other' }));
    await state.open('other');
    answer(ai({ handOff: { reason: 'taken' } as never }));
    await taken;
    expect(state.ai()).toEqual(ai({ conversationId: 'other' }));
  });

  it('grows word by word while the draft is written', () => {
    frames.take(delta(0, 'Gifts '));
    frames.take(delta(6, 'can be returned.'));
    expect(state.draft()).toMatchObject({ state: 'streaming', body: 'Gifts can be returned.' });
    expect(api.show).toHaveBeenCalledTimes(1);
  });

  it('keeps the words that came when the draft is read again while it is written: the server has none until it is done', async () => {
    frames.take(delta(0, 'Gifts '));
    frames.take({ topic: 'ai.updated', ai: { conversationId: 'c' } } as RealtimeFrame);
    await settled();
    expect(api.show).toHaveBeenCalledTimes(2);
    frames.take(delta(6, 'can be returned.'));
    expect(state.draft()).toMatchObject({ state: 'streaming', body: 'Gifts can be returned.' });
    expect(api.show).toHaveBeenCalledTimes(2);
    api.show.mockResolvedValue(ai({ draft: draft({ state: 'ready', body: 'Done. [1]' }) }));
    await state.read();
    frames.take(delta(22, ' Late'));
    expect(state.draft()).toMatchObject({ state: 'ready', body: 'Done. [1]' });
  });

  it('asks once when words are missing, and then waits for the whole', async () => {
    frames.take(delta(6, 'can be '));
    await settled();
    expect(api.show).toHaveBeenCalledTimes(2);
    frames.take(delta(13, 'returned '));
    frames.take(delta(22, 'for free.'));
    await settled();
    expect(api.show).toHaveBeenCalledTimes(2);
    expect(state.draft()).toMatchObject({ state: 'streaming', body: '' });
  });

  it('has the first words of a draft that it hears of by them', async () => {
    api.show.mockResolvedValue(ai({ draft: draft({ id: 'e' }) }));
    frames.take(delta(0, 'Other ', 'e'));
    frames.take(delta(6, 'words', 'e'));
    await settled();
    expect(state.draft()).toMatchObject({ id: 'e', state: 'streaming', body: 'Other words' });
    expect(api.show).toHaveBeenCalledTimes(2);
  });

  it('begins anew with a writer that begins anew', () => {
    frames.take(delta(0, 'Half a sen'));
    frames.take(delta(0, 'A whole '));
    frames.take(delta(8, 'one.'));
    expect(state.draft()?.body).toBe('A whole one.');
  });

  it('reads again once when messages of this conversation come, however many', async () => {
    jest.useFakeTimers();
    frames.take(message('message.received', 'other'));
    frames.take(message('message.updated'));
    await jest.advanceTimersByTimeAsync(1000);
    expect(api.show).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 30; i++) frames.take(message(i % 2 ? 'message.received' : 'message.created'));
    await jest.advanceTimersByTimeAsync(1000);
    expect(api.show).toHaveBeenCalledTimes(2);
  });

  it('reads again once the line is back: what happened meanwhile was told to nobody', async () => {
    jest.useFakeTimers();
    TestBed.tick();
    connected.set(false);
    TestBed.tick();
    await jest.advanceTimersByTimeAsync(1000);
    expect(api.show).toHaveBeenCalledTimes(1);
    connected.set(true);
    TestBed.tick();
    await jest.advanceTimersByTimeAsync(1000);
    expect(api.show).toHaveBeenCalledTimes(2);
  });

  it('makes one more read of all that is told during one', async () => {
    const told = { topic: 'ai.updated', ai: { conversationId: 'c' } } as RealtimeFrame;
    frames.take(told);
    frames.take(told);
    frames.take(told);
    await settled();
    expect(api.show).toHaveBeenCalledTimes(3);
  });

  it('shows nothing of a conversation that was left while it was read', async () => {
    let answer: (value: ConversationAi) => void = () => undefined;
    api.show.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    api.show.mockResolvedValue(ai({ conversationId: 'e' }));
    void state.open('b');
    void state.open('e');
    answer(ai({ conversationId: 'b', draft: draft({ conversationId: 'b' }) }));
    await settled();
    expect(state.ai()).toMatchObject({ conversationId: 'e', draft: null });
    state.take(draft({ conversationId: 'b' }));
    expect(state.draft()).toBeNull();
  });
});
