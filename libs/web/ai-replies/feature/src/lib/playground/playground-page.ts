import { ChangeDetectionStrategy, Component, computed, effect, inject, linkedSignal, signal, untracked } from '@angular/core';
import { Router } from '@angular/router';
import type { AiRun } from '@mailtrixy/shared/dto';
import { AiApi, AiStore } from '@mailtrixy/web/ai-replies/data-access';
import { Banner, Button, EmptyState, Icon, Select, Skeleton, iconPlay, iconSparkles } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Load, Toasts } from '@mailtrixy/web/shared/util';
import { RunView } from '../run/run-view';

/** The very same pipeline as for customers, with nothing sent. */
@Component({
  selector: 'mx-playground-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, EmptyState, Icon, RunView, Select, Skeleton],
  template: `
    <section class="mx-card gap" aria-label="Question">
      <form class="mx-card__body row" (submit)="$event.preventDefault(); run()">
        <label for="customer-says">Customer says</label>
        <input #box id="customer-says" class="mx-input" dir="auto" placeholder="Can I return a gift without the receipt?" data-testid="playground-question" [value]="question()" (input)="question.set(box.value)" />
        @if (customers().length > 1) {<mx-select label="As" data-testid="playground-as" [options]="customers()" [value]="contactId()" (valueChange)="contactId.set($event ?? '')" />}
        <mx-select label="Channel" [options]="channels()" [value]="channelId()" (valueChange)="channelId.set($event)" />
        <button mx-button type="submit" kind="primary" data-testid="playground-run" [disabled]="!channelId()" [loading]="running()"><svg mx-icon [icon]="icons.play"></svg>Run</button>
        @if (history().length) {
          <p class="mx-hint whole">After {{ history().length / 2 }} earlier {{ history().length === 2 ? 'question' : 'questions' }}. <button mx-button type="button" kind="link" size="sm" (click)="history.set([])">Start anew</button></p>
        }
      </form>
    </section>
    @if (problem(); as words) {<mx-banner class="gap" kind="danger" heading="It could not be tried">{{ words }}</mx-banner>}
    @if (running()) {
      <p class="mx-sr" role="status">Searching and answering…</p>
      <mx-skeleton width="100%" height="16rem" />
    } @else if (result(); as shown) {
      <mx-run-view [run]="shown" data-testid="playground-result">
        <p class="row"><button mx-button type="button" data-testid="save-case" (click)="saveCase(shown)">Save as test case</button><button mx-button type="button" kind="ghost" (click)="goOn(shown)">Ask a follow-up</button></p>
      </mx-run-view>
    } @else {
      <mx-empty-state [icon]="icons.ai" heading="Try what a customer would ask" text="You see what is found, what would be answered, and why it would be sent or not." />
    }
  `,
  styles: '.row { display: flex; flex-wrap: wrap; gap: var(--mx-4); align-items: center; } .row > .mx-input { flex: 1 1 18rem; min-inline-size: 0; } .row > mx-select { flex: 0 1 12rem; } .whole { flex-basis: 100%; } .gap { display: block; margin-block-end: var(--mx-6); }',
})
export class PlaygroundPage {
  private readonly api = inject(AiApi);
  private readonly store = inject(AiStore);
  private readonly toasts = inject(Toasts);
  private readonly router = inject(Router);
  protected readonly question = signal('');
  protected readonly history = signal<readonly { from: 'customer' | 'us'; text: string }[]>([]);
  protected readonly channels = computed(() => (this.store.channels.value() ?? []).map(({ channelId, channelName }) => ({ value: channelId, label: channelName })));
  protected readonly channelId = linkedSignal<string | null, string | null>({ source: computed(() => this.channels()[0]?.value ?? null), computation: (first) => first });
  private readonly known = new Load(async () => {
    const channelId = this.channelId();
    return channelId ? this.api.customers(channelId) : [];
  });
  /** Whose number and address an answer may name; nobody's without one. */
  protected readonly customers = computed(() => [{ value: '', label: 'Somebody new' }, ...(this.known.value() ?? []).flatMap(({ contactId, displayName }) => (contactId ? [{ value: contactId, label: displayName }] : []))]);
  protected readonly contactId = linkedSignal<string | null, string>({ source: this.channelId, computation: () => '' });
  protected readonly running = signal(false);
  protected readonly result = signal<AiRun | null>(null);
  protected readonly problem = signal<string | null>(null);
  protected readonly icons = { play: iconPlay, ai: iconSparkles };

  constructor() {
    effect(() => {
      if (this.channelId()) untracked(() => void this.known.run());
    });
  }

  protected async run(): Promise<void> {
    const [question, channelId] = [this.question().trim(), this.channelId()];
    if (!question || !channelId || this.running()) return;
    this.running.set(true);
    this.problem.set(null);
    try {
      this.result.set(await this.api.playground({ question, channelId, ...(this.contactId() ? { contactId: this.contactId() } : {}), ...(this.history().length ? { history: [...this.history()] } : {}) }));
    } catch (error) {
      this.problem.set(ApiProblem.from(error).message);
    } finally {
      this.running.set(false);
    }
  }

  protected goOn(run: AiRun): void {
    this.history.update((history) => [...history, { from: 'customer', text: run.question }, { from: 'us', text: (run.answer ?? '…').replace(/\s*\[\d+\]/g, '') }]);
    this.question.set('');
    this.result.set(null);
  }

  protected async saveCase(run: AiRun): Promise<void> {
    const documentIds = [...new Set(run.sources.map(({ documentId }) => documentId))];
    try {
      await this.api.addExamCase({ clientId: run.id, question: run.question, history: [...this.history()], expect: documentIds.length ? 'answer' : 'refuse', documentIds });
      const testSet = { label: 'Test set', run: () => void this.router.navigate(['/settings/ai/tests']) };
      this.toasts.show(documentIds.length ? 'Saved: this must be answered from the same sources' : 'Saved: this must not be answered', testSet);
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    }
  }
}
