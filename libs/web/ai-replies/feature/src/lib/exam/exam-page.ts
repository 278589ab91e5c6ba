import { ChangeDetectionStrategy, Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AiReplay, ExamCase, UpdateExamCaseRequest } from '@mailtrixy/shared/dto';
import { AiApi, AiStore, OUTCOME_WORDS } from '@mailtrixy/web/ai-replies/data-access';
import { Button, Chip, Dialogs, EmptyState, ErrorCard, Icon, IconButton, Loading, Progress, Segmented, Select, Skeleton, iconCircleCheck, iconCircleX, iconListChecks, iconMinus, iconTrash } from '@mailtrixy/web/shared/ui';
import { ApiProblem, LiveFrames, Load, Toasts, formatAgo, uuidv7 } from '@mailtrixy/web/shared/util';

/** Golden questions with what must come of them, and past conversations played again. */
@Component({
  selector: 'mx-exam-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Chip, EmptyState, ErrorCard, Icon, IconButton, Loading, Progress, RouterLink, Segmented, Select, Skeleton],
  templateUrl: './exam-page.html',
  styles: '.gap { display: block; margin-block-end: var(--mx-6); } .question { padding: 0; border: 0; background: none; font: inherit; text-align: start; overflow-wrap: anywhere; color: var(--mx-text); cursor: pointer; } .question:hover { text-decoration: underline; } .mx-card__body > p + * { margin-block-start: var(--mx-4); } td > p + p { margin-block-start: var(--mx-3); } .turn { display: grid; grid-template-columns: 5rem minmax(0, 1fr); gap: var(--mx-3); overflow-wrap: anywhere; } .source { margin-inline-end: var(--mx-3); text-decoration: underline; } .said { min-inline-size: 9rem; max-inline-size: 22rem; overflow-wrap: anywhere; } .answer { font: var(--mx-small); color: var(--mx-text-2); display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; } .row { display: flex; flex-wrap: wrap; gap: var(--mx-4); align-items: center; } .state { color: var(--mx-text-3); } .state.is-ok { color: var(--mx-ok); } .state.is-bad { color: var(--mx-danger); } .lock { inline-size: 5rem; } .says { display: grid; gap: var(--mx-2); margin-block: var(--mx-3); max-inline-size: 32rem; } td b { font-weight: 500; }',
})
export class ExamPage {
  private readonly api = inject(AiApi);
  protected readonly store = inject(AiStore);
  private readonly dialogs = inject(Dialogs);
  private readonly toasts = inject(Toasts);
  protected readonly cases = new Load(() => this.api.examCases());
  protected readonly replays = new Load(() => this.api.replays());
  protected readonly starting = signal(false);
  protected readonly channelId = signal<string | null>(null);
  protected readonly newest = computed(() => this.store.newestExam());
  protected readonly running = computed(() => this.newest()?.state === 'running');
  protected readonly results = computed(() => new Map((this.newest()?.results ?? []).map((result) => [result.caseId, result])));
  protected readonly rows = computed(() => (this.cases.value() ?? []).map((one) => ({ one, result: this.results().get(one.id) ?? null })));
  protected readonly lock = computed(() => this.store.settings.value()?.examLockBelow ?? null);
  protected readonly channels = computed(() => (this.store.channels.value() ?? []).map(({ channelId, channelName }) => ({ value: channelId, label: channelName })));
  protected readonly newestReplay = computed(() => this.replays.value()?.[0] ?? null);
  protected readonly chosenReplay = signal<string | null>(null);
  protected readonly shownReplayId = computed(() => this.chosenReplay() ?? this.newestReplay()?.id ?? null);
  protected readonly shownReplay = computed(() => this.replays.value()?.find(({ id }) => id === this.shownReplayId()) ?? null);
  protected readonly earlier = computed(() => (this.replays.value() ?? []).map(({ id, at, total, channelId }) => ({ value: id, label: [formatAgo(at), `${total} ${total === 1 ? 'conversation' : 'conversations'}`, this.channels().length > 1 ? this.channels().find(({ value }) => value === channelId)?.label : ''].filter(Boolean).join(' · ') })));
  /** The shown replay with its cases: the list has none. */
  protected readonly shown = new Load<AiReplay | null>(async () => {
    const id = this.shownReplayId();
    return id ? this.api.replay(id) : null;
  });
  protected readonly runs = computed(() => (this.shown.value()?.id === this.shownReplayId() ? (this.shown.value()?.runs ?? null) : null));
  protected readonly openCase = signal<string | null>(null);
  protected readonly lockProblem = signal<string | null>(null);
  protected readonly outcomes = OUTCOME_WORDS;
  protected readonly expectations = [
    { value: 'answer' as const, label: 'Answered' },
    { value: 'refuse' as const, label: 'Not answered' },
  ];
  protected readonly ago = (at: string) => formatAgo(at);
  protected readonly icons = { ok: iconCircleCheck, bad: iconCircleX, none: iconMinus, trash: iconTrash, list: iconListChecks };

  constructor() {
    void this.cases.run();
    void this.replays.run();
    effect(() => {
      if (this.shownReplayId()) untracked(() => void this.shown.run());
    });
    inject(LiveFrames).on('ai.updated', ({ ai }) => void (ai?.conversationId === null && this.readAgain()), () => void this.readAgain());
  }

  private async readAgain(): Promise<void> {
    await Promise.all([this.replays.run(), this.cases.run()]);
    // A replay that has come to its end tells nothing new.
    if (this.shownReplayId() && (this.shown.value()?.id !== this.shownReplayId() || this.shown.value()?.done !== this.shownReplay()?.done)) await this.shown.run();
  }

  protected async start(): Promise<void> {
    await this.attempt(async () => {
      const run = await this.api.startExam();
      this.store.exam.patch((runs) => [run, ...runs.filter(({ id }) => id !== run.id)]);
    });
  }

  protected async startReplay(): Promise<void> {
    const channelId = this.channelId() ?? this.channels()[0]?.value;
    if (!channelId) return;
    await this.attempt(async () => {
      const replay: AiReplay = await this.api.startReplay({ clientId: uuidv7(), channelId, conversations: 50 });
      this.replays.patch((replays) => [replay, ...replays.filter(({ id }) => id !== replay.id)]);
      this.chosenReplay.set(null);
    });
  }

  protected async setLock(text: string): Promise<void> {
    const value = text.trim() === '' ? null : Number(text);
    const wrong = value !== null && !(Number.isInteger(value) && value >= 1 && value <= 100);
    this.lockProblem.set(wrong ? 'A whole number from 1 to 100, or nothing.' : null);
    if (wrong || value === this.lock()) return;
    await this.attempt(async () => {
      await this.store.saveSettings({ examLockBelow: value });
      this.toasts.show(value === null ? 'Auto-send is never locked by the test set' : `Auto-send is locked below ${value} %`);
    });
  }

  protected async remove(one: ExamCase): Promise<void> {
    if (!(await this.dialogs.confirm({ heading: 'Delete this case?', text: one.question, confirmLabel: 'Delete', danger: true }))) return;
    await this.attempt(async () => {
      await this.api.removeExamCase(one.id);
      this.cases.patch((cases) => cases.filter(({ id }) => id !== one.id));
    });
  }

  /** What came of it before says nothing about what is expected now. */
  protected async expect(one: ExamCase, change: UpdateExamCaseRequest): Promise<void> {
    let kept = false;
    await this.attempt(async () => {
      const changed = await this.api.updateExamCase(one.id, change);
      this.cases.patch((cases) => cases.map((other) => (other.id === changed.id ? changed : other)));
      kept = true;
    });
    // What was chosen is not what holds: opened again it shows that.
    if (!kept) this.openCase.set(null);
  }

  protected phrases(text: string): string[] {
    return text.split('\n').map((line) => line.trim()).filter(Boolean);
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.starting.set(true);
    try {
      await work();
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    } finally {
      this.starting.set(false);
    }
  }
}
