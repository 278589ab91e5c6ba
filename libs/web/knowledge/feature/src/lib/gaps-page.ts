import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { KnowledgeGap } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { KnowledgeApi } from '@mailtrixy/web/knowledge/data-access';
import { Button, EmptyState, ErrorCard, Loading, Skeleton, iconCircleCheck } from '@mailtrixy/web/shared/ui';
import { ApiProblem, LiveFrames, Load, Toasts, formatAgo, formatFull } from '@mailtrixy/web/shared/util';

/** Questions for which nothing was found. */
@Component({
  selector: 'mx-gaps-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, EmptyState, ErrorCard, Loading, NgTemplateOutlet, RouterLink, Skeleton],
  template: `
    <p class="mx-t2 mx-gap-b">Questions the AI found no source for. Write an article once; it counts from the next question on.</p>
    @if (gaps.value()) {
      @if (rows().length) {
        <div class="mx-table-wrap" tabindex="0" role="region" aria-label="Questions without a source">
          <table class="mx-table">
            <thead><tr><th scope="col">Question</th><th scope="col" class="is-num mx-wide">Asked</th><th scope="col" class="mx-wide">Last</th><th scope="col"><span class="mx-sr">Actions</span></th></tr></thead>
            <tbody>
              @for (gap of rows(); track gap.id) {
                <tr data-testid="gap-row">
                  <td><b dir="auto">{{ gap.question }}</b><span class="mx-narrow mx-t2">Asked {{ gap.count === 1 ? 'once' : gap.count + ' times' }}, <ng-container [ngTemplateOutlet]="last" [ngTemplateOutletContext]="{ $implicit: gap }" /></span></td>
                  <td class="is-num mx-wide">{{ gap.count }}</td>
                  <td class="mx-nowrap mx-t2 mx-wide"><ng-container [ngTemplateOutlet]="last" [ngTemplateOutletContext]="{ $implicit: gap }" /></td>
                  <td class="mx-end actions">
                    @if (manages()) {
                      <button mx-button type="button" kind="ghost" size="sm" (click)="dismiss(gap)">Dismiss</button>
                      <a mx-button size="sm" routerLink="/knowledge/articles/new" [queryParams]="{ question: gap.question, gap: gap.id }">Write article</a>
                    }
                  </td>
                </tr>
              }
            </tbody>
          </table>
        </div>
        @if (cursor()) {<p class="mx-gap-b"><button mx-button type="button" [loading]="reading()" (click)="more()">Show more</button></p>}
      } @else {
        <mx-empty-state [icon]="icon" heading="No open questions" text="Everything that customers asked so far had a source, or nobody asked yet." />
      }
    } @else if (gaps.problem(); as problem) {
      <mx-error-card heading="Gaps could not be loaded" [problem]="problem" (retry)="gaps.run()" />
    } @else {
      <mx-loading what="gaps" (retry)="gaps.run()"><div class="mx-card">@for (row of [1, 2, 3]; track row) {<p class="mx-setting"><mx-skeleton width="60%" /><mx-skeleton width="6rem" /></p>}</div></mx-loading>
    }
    <ng-template #last let-gap>@if (gap.conversationId) {<a [routerLink]="['/inbox', 'all', gap.conversationId]"><time [attr.datetime]="gap.lastAt" [title]="full(gap.lastAt)">{{ ago(gap.lastAt) }}</time></a>} @else {<time [attr.datetime]="gap.lastAt" [title]="full(gap.lastAt)">{{ ago(gap.lastAt) }}</time>}</ng-template>
  `,
  styles: `
    .actions { white-space: nowrap; }
    @media (max-width: 767.98px) { b { overflow-wrap: anywhere; } .actions { white-space: normal; } .actions > * { margin-block: .125rem; } }
  `,
})
export class GapsPage {
  private readonly api = inject(KnowledgeApi);
  private readonly session = inject(SessionStore);
  private readonly toasts = inject(Toasts);
  protected readonly gaps = new Load(() => this.api.gaps(null));
  protected readonly gone = signal<ReadonlySet<string>>(new Set());
  protected readonly rows = computed(() => (this.gaps.value()?.items ?? []).filter(({ id }) => !this.gone().has(id)));
  protected readonly cursor = computed(() => this.gaps.value()?.nextCursor ?? null);
  protected readonly reading = signal(false);
  protected readonly manages = computed(() => this.session.can('knowledge.manage'));
  protected readonly ago = (at: string) => formatAgo(at);
  protected readonly full = (at: string) => formatFull(at);
  protected readonly icon = iconCircleCheck;

  constructor() {
    void this.gaps.run();
    inject(LiveFrames).on('knowledge.updated', ({ knowledge }) => void (knowledge?.documentId ? null : this.gaps.run()), () => void this.gaps.run());
  }

  protected async more(): Promise<void> {
    if (this.reading()) return;
    const cursor = this.cursor();
    this.reading.set(true);
    try {
      const page = await this.api.gaps(cursor);
      // Read from the start again meanwhile: this page belongs below another one.
      if (cursor === this.cursor()) this.gaps.patch((shown) => ({ items: [...shown.items, ...page.items], nextCursor: page.nextCursor }));
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    } finally {
      this.reading.set(false);
    }
  }

  protected async dismiss(gap: KnowledgeGap): Promise<void> {
    try {
      await this.api.dismissGap(gap.id);
      this.gone.update((gone) => new Set(gone).add(gap.id));
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    }
  }
}
