import { ChangeDetectionStrategy, Component, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { AiRun, AiRunRow } from '@mailtrixy/shared/dto';
import { AiApi, EXPECT_WORDS } from '@mailtrixy/web/ai-replies/data-access';
import { Button, EmptyState, ErrorCard, Loading, Skeleton, iconSparkles } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts, formatAgo, formatFull } from '@mailtrixy/web/shared/util';
import { RunView } from '../run/run-view';

const ORIGINS: Readonly<Record<AiRunRow['origin'], string>> = { message: 'a message', asked: 'an agent asked', playground: 'playground', replay: 'played again', exam: 'test set' };

/** Everything the AI decided, silence included, with its reason. */
@Component({
  selector: 'mx-activity-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, EmptyState, ErrorCard, Loading, RouterLink, RunView, Skeleton],
  template: `
    @if (run()) {
      <p class="gap"><a mx-button size="sm" routerLink="/settings/ai/activity">All activity</a></p>
      @if (detail(); as shown) {
        <h2 class="mx-h2 gap" dir="auto">{{ shown.question }}</h2>
        <mx-run-view [run]="shown">
          @if (shown.conversationId; as conversation) {
            <p class="row">@if (shown.origin !== 'exam') {<button mx-button type="button" data-testid="save-case" [loading]="saving()" (click)="saveCase(shown)">Save as test case</button>}<a mx-button kind="ghost" [routerLink]="['/inbox', 'all', conversation]">Open the conversation</a></p>
          }
        </mx-run-view>
      } @else if (problem(); as failure) {
        <mx-error-card heading="The run could not be loaded" [problem]="failure" (retry)="open(run())" />
      } @else {
        <mx-skeleton width="100%" height="16rem" />
      }
    } @else if (rows(); as shown) {
      @if (shown.length) {
        <div class="mx-table-wrap" tabindex="0" role="region" aria-label="Activity">
          <table class="mx-table">
            <thead><tr><th scope="col">Time</th><th scope="col">Question</th><th scope="col">What came of it</th><th scope="col" class="is-num mx-wide">Confidence</th><th scope="col" class="mx-wide">Because of</th></tr></thead>
            <tbody>
              @for (row of shown; track row.id) {
                <tr data-testid="ai-run">
                  <td class="mx-nowrap mx-t2"><time [attr.datetime]="row.at" [title]="full(row.at)">{{ ago(row.at) }}</time></td>
                  <td class="question"><a routerLink="/settings/ai/activity" [queryParams]="{ run: row.id }" dir="auto">{{ row.question || 'No text' }}</a></td>
                  <td>{{ row.outcome.words }}</td>
                  <td class="is-num mx-wide">{{ row.confidence ?? '—' }}</td>
                  <td class="mx-wide mx-nowrap">@if (row.conversationId) {<a [routerLink]="['/inbox', 'all', row.conversationId]">{{ origins[row.origin] }}</a>} @else {{{ origins[row.origin] }}}</td>
                </tr>
              }
            </tbody>
          </table>
        </div>
        @if (cursor()) {<p class="more"><button mx-button type="button" [loading]="reading()" (click)="page(cursor())">Older</button></p>}
      } @else {
        <mx-empty-state [icon]="icon" heading="Nothing yet" text="As soon as a customer writes on a channel where the AI is on, every decision is listed here." />
      }
    } @else if (problem(); as failure) {
      <mx-error-card heading="Activity could not be loaded" [problem]="failure" (retry)="page(null)" />
    } @else {
      <mx-loading what="activity" (retry)="page(null)"><div class="mx-card">@for (row of [1, 2, 3, 4, 5]; track row) {<p class="mx-setting"><mx-skeleton width="60%" /><mx-skeleton width="6rem" /></p>}</div></mx-loading>
    }
  `,
  styles: '.row { display: flex; flex-wrap: wrap; gap: var(--mx-4); } .gap { margin-block-end: var(--mx-5); } .more { padding-block: var(--mx-5); text-align: center; } .question { max-inline-size: 24rem; overflow-wrap: anywhere; }',
})
export class ActivityPage {
  private readonly api = inject(AiApi);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  /** Query parameter: the run that is shown. */
  readonly run = input<string>();
  protected readonly rows = signal<readonly AiRunRow[] | null>(null);
  protected readonly cursor = signal<string | null>(null);
  protected readonly detail = signal<AiRun | null>(null);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly reading = signal(false);
  protected readonly saving = signal(false);
  protected readonly origins = ORIGINS;
  protected readonly ago = (at: string) => formatAgo(at);
  protected readonly full = (at: string) => formatFull(at);
  protected readonly icon = iconSparkles;

  constructor() {
    effect(() => {
      const run = this.run();
      untracked(() => {
        this.problem.set(null);
        if (run) void this.open(run);
        else if (this.rows() === null) void this.page(null);
      });
    });
  }

  protected async open(id: string | undefined): Promise<void> {
    if (!id) return;
    this.detail.set(null);
    this.problem.set(null);
    try {
      const run = await this.api.run(id);
      if (id === this.run()) this.detail.set(run);
    } catch (error) {
      if (id === this.run()) this.problem.set(ApiProblem.from(error));
    }
  }

  protected async saveCase(run: AiRun): Promise<void> {
    this.saving.set(true);
    try {
      const { expect } = await this.api.saveExamCase({ runId: run.id });
      this.toasts.show(EXPECT_WORDS[expect], { label: 'Test set', run: () => void this.router.navigate(['/settings/ai/tests']) });
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    } finally {
      this.saving.set(false);
    }
  }

  protected async page(cursor: string | null): Promise<void> {
    this.reading.set(true);
    this.problem.set(null);
    try {
      const page = await this.api.runs(cursor);
      this.rows.update((rows) => (cursor ? [...(rows ?? []), ...page.items] : page.items));
      this.cursor.set(page.nextCursor);
    } catch (error) {
      // With rows on screen only the toast is seen.
      if (cursor) this.toasts.error(ApiProblem.from(error).message);
      else this.problem.set(ApiProblem.from(error));
    } finally {
      this.reading.set(false);
    }
  }
}
