import { ChangeDetectionStrategy, Component, computed, effect, inject, input, linkedSignal, output, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { citedPieces, withoutMarks, type AiDraft, type AiSource, type AiStyle } from '@mailtrixy/shared/dto';
import { ConversationAiApi, ConversationAiState } from '@mailtrixy/web/inbox/data-access';
import { Button, Dialogs, Icon, IconButton, Menu, MenuTrigger, iconBot, iconChevronDown, iconChevronUp, iconRefreshCw, iconSparkles, iconThumbsDown, iconThumbsUp, iconTriangleAlert, type MenuEntry } from '@mailtrixy/web/shared/ui';
import { Announcer, ApiProblem, Shortcuts, Toasts, uuidv7 } from '@mailtrixy/web/shared/util';
import { InboxClock } from '../inbox-clock';
import { confidenceOf, isSendable, isShown, isUsable, isWriting, stateWords } from './draft-card';

/** A draft whose words are in the composer now; sending them settles it. */
export interface InsertedDraft {
  draft: AiDraft;
  text: string;
}

const COLLAPSED_KEY = 'mx-ai-draft-collapsed';
/** Why the AI kept quiet, where the agent knows: the newest words are our own. */
const NO_QUESTION = 'not_a_question';
const KILL_SWITCH = 'kill_switch';

/** Above the text: what the AI would answer, with its sources; who answers; and why it keeps quiet. */
@Component({
  selector: 'mx-ai-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Icon, IconButton, Menu, MenuTrigger, RouterLink],
  providers: [ConversationAiState],
  templateUrl: './ai-panel.html',
  styleUrl: './ai-panel.css',
})
export class AiPanel {
  protected readonly state = inject(ConversationAiState);
  private readonly api = inject(ConversationAiApi);
  private readonly dialogs = inject(Dialogs);
  private readonly toasts = inject(Toasts);
  private readonly announcer = inject(Announcer);
  private readonly clock = inject(InboxClock);
  readonly conversationId = input.required<string>();
  /** Rises with every wish for a draft from outside. */
  readonly asked = input(0);
  /** False where only templates may be sent. */
  readonly open = input(true);
  /** A note is written: the card is out of the way, but what the AI does by itself is not. */
  readonly note = input(false);
  readonly inserted = output<InsertedDraft>();
  readonly sent = output();

  /** Of the conversation on screen: what became of an earlier one's call is not told here. */
  protected readonly busy = linkedSignal({ source: this.conversationId, computation: () => false });
  protected readonly failed = linkedSignal<string, string | null>({ source: this.conversationId, computation: () => null });
  protected readonly collapsed = signal(localStorage.getItem(COLLAPSED_KEY) === '1');
  protected readonly ai = this.state.ai;
  protected readonly draft = computed(() => {
    const draft = this.state.draft();
    return draft && isShown(draft) ? draft : null;
  });
  protected readonly card = computed(() => (this.note() ? null : this.draft()));
  protected readonly counting = computed(() => this.draft()?.state === 'scheduled');
  protected readonly folded = computed(() => this.collapsed() && !this.counting());
  protected readonly writing = computed(() => this.holds(isWriting));
  protected readonly pieces = computed(() => citedPieces(this.draft()?.body ?? ''));
  protected readonly confidence = computed(() => {
    const draft = this.draft();
    return draft && confidenceOf(draft);
  });
  protected readonly stateWords = computed(() => {
    const draft = this.draft();
    return draft && stateWords(draft, this.folded());
  });
  protected readonly canUse = computed(() => this.holds(isUsable));
  protected readonly sendable = computed(() => this.holds(isSendable));
  protected readonly canSend = computed(() => this.sendable() && this.open());
  protected readonly secondsLeft = computed(() => {
    const at = this.draft()?.sendAt;
    return at ? Math.max(0, Math.ceil((new Date(at).getTime() - Math.max(this.clock.now(), this.ticks())) / 1000)) : null;
  });
  /** Only where it might have been sent by itself, and where the card does not say it already. */
  protected readonly whyNotSent = computed(() => {
    const draft = this.draft();
    const might = draft?.state === 'canceled' || this.ai()?.mode === 'auto';
    return draft && might && this.canUse() && draft.whyNotSent?.code !== draft.warning?.code ? draft.whyNotSent : null;
  });
  /** Why it keeps quiet until a person lets it go on. */
  protected readonly paused = computed(() => {
    const ai = this.ai();
    return ai && ai.mode !== 'off' && !ai.handOff && ai.paused?.code !== KILL_SWITCH ? ai.paused : null;
  });
  protected readonly canResume = computed(() => this.ai()?.paused?.code !== KILL_SWITCH);
  /** Why there is no draft, where one could be expected and nothing else says it. */
  protected readonly quiet = computed(() => {
    const ai = this.ai();
    if (!ai || this.note() || this.draft() || ai.handOff || ai.answering || ai.mode === 'off') return null;
    if (!this.canResume()) return ai.paused?.words ?? null;
    return ai.last && ai.last.code !== NO_QUESTION && ai.last.code !== ai.paused?.code ? ai.last.words : null;
  });
  protected readonly styles: MenuEntry<AiStyle | 'again'>[] = [
    { value: 'again', label: 'Once more' },
    { value: 'shorter', label: 'Shorter', separated: true },
    { value: 'friendlier', label: 'Friendlier' },
    { value: 'more_formal', label: 'More formal' },
    { value: 'customer_language', label: 'In the customer’s language' },
    { value: 'instruction', label: 'With an instruction…' },
  ];
  protected readonly icons = { ai: iconSparkles, bot: iconBot, warn: iconTriangleAlert, again: iconRefreshCw, fold: iconChevronDown, unfold: iconChevronUp, up: iconThumbsUp, down: iconThumbsDown };
  protected readonly bars = [1, 2, 3];
  private readonly ticks = signal(Date.now());
  private clientId = uuidv7();
  /** The draft that was announced: a thumb or another reading is no news. */
  private told = '';

  constructor() {
    effect(() => {
      const id = this.conversationId();
      untracked(() => void this.state.open(id));
    });
    effect(() => {
      if (this.asked() > 0) untracked(() => void this.ask());
    });
    effect(() => {
      const draft = this.draft();
      if (draft?.state === 'ready') untracked(() => this.tell(draft));
    });
    effect((onCleanup) => {
      if (!this.counting()) return;
      const timer = setInterval(() => this.ticks.set(Date.now()), 500);
      onCleanup(() => clearInterval(timer));
    });
    const conversation = 'Conversation';
    inject(Shortcuts).register(
      { keys: 'D', label: 'Ask for an AI draft', group: conversation, run: () => void this.ask(), when: () => !this.note() },
      { keys: 'T', label: 'Take over from the AI', group: conversation, run: () => void this.hold(true), when: () => this.ai()?.answering ?? false },
      { keys: 'Ctrl+.', label: 'Insert the AI draft', group: conversation, inFields: true, run: () => void this.insert(), when: () => !this.note() && this.canUse() },
      { keys: 'Ctrl+Alt+Enter', label: 'Send the AI draft', group: conversation, inFields: true, run: () => void this.send(), when: () => !this.note() && this.canSend() },
    );
  }

  async ask(style?: AiStyle, instruction?: string): Promise<void> {
    await this.attempt(() => this.state.ask({ ...(style ? { style } : {}), ...(instruction ? { instruction } : {}) }));
  }

  protected async restyle(style: AiStyle | 'again'): Promise<void> {
    if (style !== 'instruction') return this.ask(style === 'again' ? undefined : style);
    const { InstructionDialog } = await import('./instruction-dialog');
    const instruction = await this.dialogs.open<string>(InstructionDialog, { label: 'Draft with an instruction' });
    if (instruction) await this.ask('instruction', instruction);
  }

  protected async insert(quote?: string): Promise<void> {
    const draft = this.draft();
    if (!draft || !this.canUse()) return;
    await this.attempt(async () => {
      const changed = await this.state.act(draft, 'insert');
      this.inserted.emit({ draft: changed, text: quote ?? withoutMarks(draft.body) });
    });
  }

  protected async send(): Promise<void> {
    const draft = this.draft();
    if (!draft || !this.canSend() || this.busy()) return;
    await this.attempt(async () => {
      const { draft: settled } = await this.api.send(draft.id, { clientId: this.clientId, version: draft.version });
      this.clientId = uuidv7();
      this.state.take(settled);
      this.sent.emit();
    });
  }

  protected act(act: 'discard' | 'cancel' | 'stop'): Promise<void> {
    const draft = this.draft();
    return draft ? this.attempt(async () => void (await this.state.act(draft, act))) : Promise.resolve();
  }

  protected async helpful(helpful: boolean): Promise<void> {
    const draft = this.draft();
    if (draft) await this.attempt(() => this.state.setHelpful(draft, draft.helpful === helpful ? null : helpful));
  }

  protected hold(takeOver: boolean): Promise<void> {
    return this.attempt(async () => {
      await this.state.setHeld(takeOver);
      this.toasts.show(takeOver ? 'You answer this conversation now' : 'The AI may answer this conversation again');
    });
  }

  protected async showSource(source: AiSource | undefined): Promise<void> {
    if (!source) return;
    const { SourceDrawer } = await import('./source-drawer');
    await this.dialogs.openDrawer(SourceDrawer, { label: source.title, data: source });
  }

  protected source(n: number): AiSource | undefined {
    return this.draft()?.sources.find((source) => source.n === n);
  }

  protected place({ title, headings, page }: AiSource): string {
    return [title, ...headings.filter((heading) => heading !== title).slice(-1)].join(' › ') + (page ? `, p. ${page}` : '');
  }

  protected fold(collapsed: boolean): void {
    this.collapsed.set(collapsed);
    localStorage.setItem(COLLAPSED_KEY, collapsed ? '1' : '0');
  }

  private tell({ id, sources, passages }: AiDraft): void {
    if (id === this.told) return;
    this.told = id;
    const count = sources.length || passages.length;
    this.announcer.say(`AI draft ready, ${count} ${count === 1 ? 'source' : 'sources'}`);
  }

  private holds(what: (draft: AiDraft) => boolean): boolean {
    const draft = this.draft();
    return draft !== null && what(draft);
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    const id = this.conversationId();
    this.busy.set(true);
    this.failed.set(null);
    try {
      await work();
    } catch (error) {
      if (id === this.conversationId()) this.failed.set(ApiProblem.from(error).message);
      void this.state.read();
    } finally {
      if (id === this.conversationId()) this.busy.set(false);
    }
  }
}
