import { DestroyRef, Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import type { AiDraft, AskDraftRequest, ConversationAi, RealtimeFrame } from '@mailtrixy/shared/dto';
import { ApiProblem, LiveFrames } from '@mailtrixy/web/shared/util';
import { InboxSocket } from '../inbox-socket';
import { ConversationAiApi } from './conversation-ai-api';
import { withDelta, withWords, type StreamedWords } from './streamed-words';

/** Messages come in bursts; one look is enough for what came within this time. */
const GATHER_MS = 250;

/** The AI in the open conversation, live: its draft as it is written, and why it keeps quiet. Provided by the panel. */
@Injectable()
export class ConversationAiState {
  private readonly api = inject(ConversationAiApi);
  private readonly state = signal<ConversationAi | null>(null);
  private readonly failure = signal<ApiProblem | null>(null);
  private conversationId = '';
  private reading = false;
  private again = false;
  private readonly words = signal<StreamedWords | null>(null);
  /** The draft whose words have a hole, for which the server was asked: it is shown when it is done. */
  private holed: string | null = null;
  private due: ReturnType<typeof setTimeout> | undefined;
  readonly ai = this.state.asReadonly();
  readonly problem = this.failure.asReadonly();
  readonly draft = computed(() => withWords(this.state()?.draft ?? null, this.words()));

  constructor() {
    const frames = inject(LiveFrames);
    const { connected } = inject(InboxSocket);
    let before = untracked(connected);
    effect(() => {
      // what happened without a connection is in no frame
      if (connected() && !before) this.readSoon();
      before = connected();
    });
    // A person's answer and a message that makes no task for the AI change what is shown here, and no ai.updated says so.
    for (const topic of ['message.received', 'message.created'] as const) frames.on(topic, ({ message }) => void (message?.conversationId === this.conversationId && this.readSoon()));
    inject(DestroyRef).onDestroy(() => clearTimeout(this.due));
    frames.on('ai.updated', ({ ai }) => {
      if (ai && (ai.conversationId === this.conversationId || ai.conversationId === null)) void this.read();
    });
    frames.on('ai.draft', (frame) => this.grow(frame));
  }

  async open(conversationId: string): Promise<void> {
    if (conversationId === this.conversationId) return;
    this.conversationId = conversationId;
    this.state.set(null);
    this.failure.set(null);
    this.words.set(null);
    this.holed = null;
    await this.read();
  }

  /** One read at a time; whatever is told meanwhile makes one more. */
  async read(): Promise<void> {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    do {
      this.again = false;
      const id = this.conversationId;
      try {
        const ai = await this.api.show(id);
        if (id === this.conversationId) this.state.set(ai);
        else this.again = true;
      } catch (error) {
        if (id === this.conversationId) this.failure.set(ApiProblem.from(error));
        else this.again = true;
      }
    } while (this.again);
    this.reading = false;
  }

  /** @throws ApiProblem */
  async ask(request: AskDraftRequest): Promise<void> {
    this.failure.set(null);
    this.take(await this.api.ask(this.conversationId, request));
  }

  /** @throws ApiProblem */
  async setHeld(takeOver: boolean): Promise<void> {
    const id = this.conversationId;
    const ai = await (takeOver ? this.api.takeOver(id) : this.api.resume(id));
    if (id === this.conversationId) this.state.set(ai);
  }

  /** @throws ApiProblem */
  async act(draft: AiDraft, act: 'insert' | 'discard' | 'cancel' | 'stop'): Promise<AiDraft> {
    const changed = await this.api.act(draft.id, act);
    this.take(changed);
    return changed;
  }

  /** @throws ApiProblem */
  async setHelpful(draft: AiDraft, helpful: boolean | null): Promise<void> {
    this.take(await this.api.feedback(draft.id, helpful));
  }

  take(draft: AiDraft): void {
    if (draft.conversationId !== this.conversationId) return;
    this.state.update((ai) => ai && { ...ai, draft });
  }

  private readSoon(): void {
    this.due ??= setTimeout(() => {
      this.due = undefined;
      void this.read();
    }, GATHER_MS);
  }

  private grow({ draft: frame }: RealtimeFrame): void {
    if (!frame || frame.conversationId !== this.conversationId) return;
    if (!frame.delta) return void this.read();
    const words = withDelta(this.words(), frame);
    if (words) this.words.set(words);
    else if (this.holed === frame.draftId) return;
    else this.holed = frame.draftId;
    if (!words || (frame.delta.at === 0 && this.draft()?.id !== frame.draftId)) void this.read();
  }
}
