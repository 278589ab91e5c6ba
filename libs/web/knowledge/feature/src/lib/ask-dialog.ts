import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { KnowledgeSearchResult } from '@mailtrixy/shared/dto';
import { KnowledgeApi } from '@mailtrixy/web/knowledge/data-access';
import { Button, Chip, Dialog, EmptyState, Icon, Skeleton, iconSearch, iconSearchX } from '@mailtrixy/web/shared/ui';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { piecesOf } from './matched-pieces';

/** What the Knowledge Base has about a question, as people and the AI find it. */
@Component({
  selector: 'mx-ask-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Chip, Dialog, EmptyState, Icon, RouterLink, Skeleton],
  template: `
    <mx-dialog heading="Ask the knowledge base" [large]="true">
      <form class="row" (submit)="$event.preventDefault(); ask(box.value)"><span class="mx-in-wrap mx-grow"><svg mx-icon [icon]="icons.search" [size]="14"></svg><input #box class="mx-input" dir="auto" aria-label="Question" [value]="data.question" /></span><button mx-button type="submit" [loading]="asking()">Ask</button></form>
      @if (problem(); as words) {<p class="mx-field__error" role="alert">{{ words }}</p>}
      @if (result(); as found) {
        <p class="mx-t2 row" role="status"><mx-chip [kind]="found.confidence.level === 'high' ? 'ok' : found.confidence.level === 'medium' ? 'warn' : 'neutral'">Confidence {{ found.confidence.value }}</mx-chip>{{ found.hits.length }} of {{ found.searched }} passages · {{ found.tookMs.toFixed(0) }} ms</p>
        @for (hit of hits(); track hit.id) {
          <article data-testid="ask-hit">
            <h3><a [routerLink]="hit.path" [queryParams]="{ doc: hit.documentId, passage: hit.id }" (click)="ref.close()" dir="auto">{{ hit.heading }}</a>&ngsp;<span class="mx-hint mx-num">{{ hit.score }}</span></h3>
            <p dir="auto">@for (piece of hit.pieces; track $index) {@if (piece.marked) {<mark class="mx-mark">{{ piece.text }}</mark>} @else {{{ piece.text }}}}</p>
          </article>
        } @empty {
          <mx-empty-state [icon]="icons.none" heading="Nothing in the knowledge base answers this" text="Write an article, and it is found from then on."><a mx-button kind="primary" routerLink="/knowledge/articles/new" [queryParams]="{ question: asked() }" (click)="ref.close()">Write article</a></mx-empty-state>
        }
      } @else if (asking()) {
        <mx-skeleton width="100%" height="6rem" />
      }
      <footer dialogFoot class="mx-dialog__foot"><button mx-button type="button" (click)="ref.close()">Close</button></footer>
    </mx-dialog>
  `,
  styles: `
    .row { display: flex; gap: var(--mx-4); align-items: center; margin-block-end: var(--mx-5); }
    article { padding-block: var(--mx-4); border-block-start: 1px solid var(--mx-border); }
    article > p { color: var(--mx-text-2); white-space: pre-wrap; overflow-wrap: anywhere; }
    h3 { font: var(--mx-title); }
  `,
})
export class AskDialog {
  private readonly api = inject(KnowledgeApi);
  protected readonly ref = inject(DialogRef);
  protected readonly data = inject<{ question: string }>(DIALOG_DATA);
  protected readonly asked = signal(this.data.question);
  protected readonly result = signal<KnowledgeSearchResult | null>(null);
  protected readonly asking = signal(false);
  protected readonly problem = signal<string | null>(null);
  protected readonly hits = computed(() =>
    (this.result()?.hits ?? []).map(({ passage, score, matched }) => ({
      id: passage.id,
      documentId: passage.documentId,
      path: passage.kind === 'file' ? '/knowledge/files' : passage.kind === 'faq' ? '/knowledge/faq' : '/knowledge',
      heading: [passage.title, ...passage.headings.filter((heading) => heading !== passage.title)].join(' › ') + (passage.page ? ` · p. ${passage.page}` : ''),
      score: score.toFixed(2),
      pieces: piecesOf(passage.text, matched),
    })),
  );
  protected readonly icons = { search: iconSearch, none: iconSearchX };

  constructor() {
    void this.ask(this.data.question);
  }

  protected async ask(question: string): Promise<void> {
    if (!question.trim()) return;
    this.asked.set(question.trim());
    this.asking.set(true);
    this.problem.set(null);
    try {
      this.result.set(await this.api.search({ question: question.trim(), audience: 'internal', limit: 8 }));
    } catch (error) {
      this.problem.set(ApiProblem.from(error).message);
    } finally {
      this.asking.set(false);
    }
  }
}
