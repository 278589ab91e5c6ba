import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, input, output, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { KnowledgeDocument, KnowledgePassage, KnowledgeSearchResult } from '@mailtrixy/shared/dto';
import { KnowledgeApi, documentState } from '@mailtrixy/web/knowledge/data-access';
import { Button, ErrorCard, Icon, IconButton, Skeleton, iconDownload, iconPencil, iconX } from '@mailtrixy/web/shared/ui';
import { ApiProblem, LiveFrames, formatDate } from '@mailtrixy/web/shared/util';
import { IndexState } from './index-state';
import { piecesOf, type Piece } from './matched-pieces';

/** A document as the AI sees it: its passages, and which of them a question finds. */
@Component({
  selector: 'mx-passage-viewer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, ErrorCard, Icon, IconButton, IndexState, RouterLink, Skeleton],
  templateUrl: './passage-viewer.html',
  styles: `
    :host { display: block; min-inline-size: 0; position: sticky; inset-block-start: var(--mx-4); }
    .head { display: flex; align-items: center; gap: var(--mx-3); }
    .body { display: grid; gap: var(--mx-5); max-block-size: calc(100dvh - 12rem); overflow: auto; }
    ol { display: grid; gap: var(--mx-4); margin: 0; padding: 0; list-style: none; }
    li { padding: var(--mx-4) var(--mx-5); border: 1px solid var(--mx-border); border-radius: var(--mx-r-control); }
    li.is-now { border-color: var(--mx-accent); }
    .top { display: flex; align-items: baseline; gap: var(--mx-4); margin-block-end: var(--mx-1); } .top > b { flex: 1; min-inline-size: 0; font: 600 .8125rem/1.25rem var(--mx-font); overflow-wrap: anywhere; }
    .no { font: 600 .75rem/1.25rem var(--mx-font); min-inline-size: 1.25rem; text-align: center; border-radius: 4px; background: var(--mx-ai-bg); color: var(--mx-ai); }
    li > p { font: var(--mx-small); line-height: 1.125rem; color: var(--mx-text-2); white-space: pre-wrap; overflow-wrap: anywhere; }
    section { display: grid; gap: var(--mx-3); }
    form { display: flex; gap: var(--mx-4); } form > input { flex: 1; min-inline-size: 0; }
    @media (max-width: 1279.98px) { :host { position: static; } .body { max-block-size: none; } }
  `,
})
export class PassageViewer {
  private readonly api = inject(KnowledgeApi);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly documentId = input.required<string>();
  readonly passageId = input<string>();
  readonly manages = input(false);
  readonly closed = output();
  protected readonly document = signal<KnowledgeDocument | null>(null);
  protected readonly passages = signal<readonly KnowledgePassage[]>([]);
  protected readonly cursor = signal<string | null>(null);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly reading = signal(false);
  protected readonly answer = signal<KnowledgeSearchResult | null>(null);
  protected readonly asking = signal(false);
  protected readonly state = computed(() => {
    const document = this.document();
    return document ? documentState(document) : null;
  });
  private readonly hits = computed(() => new Map((this.answer()?.hits ?? []).filter(({ passage }) => passage.documentId === this.documentId()).map((hit) => [hit.passage.id, hit])));
  protected readonly shown = computed(() => this.passages().map((passage) => ({ passage, heading: passage.headings.join(' › ') || passage.title, pieces: piecesOf(passage.text, this.hits().get(passage.id)?.matched ?? []) as Piece[], now: this.hits().size ? this.hits().has(passage.id) : passage.id === this.passageId(), words: passage.text.split(/\s+/).length })));
  protected readonly answerWords = computed(() => {
    const answer = this.answer();
    if (!answer) return '';
    const first = answer.hits.findIndex(({ passage }) => passage.documentId === this.documentId());
    if (first < 0) return answer.hits.length ? `Not found here. Found first: ${answer.hits[0].passage.title}, confidence ${answer.confidence.value}` : 'Nothing is found for this.';
    return `${first === 0 ? 'Found first' : `Found at place ${first + 1}`}, confidence ${answer.confidence.value}`;
  });
  protected readonly changed = computed(() => {
    const document = this.document();
    return document ? formatDate(document.updatedAt) : '';
  });
  protected readonly icons = { edit: iconPencil, close: iconX, file: iconDownload };

  constructor() {
    effect(() => {
      this.documentId();
      untracked(() => void this.read());
    });
    inject(LiveFrames).on('knowledge.updated', ({ knowledge }) => void (knowledge?.documentId === this.documentId() && this.read()), () => void this.read());
  }

  protected async read(): Promise<void> {
    const id = this.documentId();
    this.reading.set(true);
    try {
      const [document, page] = await Promise.all([this.api.document(id), this.api.passages(id, null)]);
      if (id !== this.documentId()) return;
      if (this.document()?.id !== id) this.answer.set(null);
      this.document.set(document);
      this.passages.set(page.items);
      this.cursor.set(page.nextCursor);
      this.problem.set(null);
      await this.reach(id);
    } catch (error) {
      if (id === this.documentId()) this.problem.set(ApiProblem.from(error));
    } finally {
      this.reading.set(false);
    }
  }

  protected async more(): Promise<void> {
    const id = this.documentId();
    const page = await this.api.passages(id, this.cursor());
    if (id !== this.documentId()) return;
    this.passages.update((passages) => [...passages, ...page.items]);
    this.cursor.set(page.nextCursor);
  }

  protected async ask(question: string): Promise<void> {
    if (!question.trim() || this.asking()) return;
    this.asking.set(true);
    try {
      this.answer.set(await this.api.search({ question: question.trim(), audience: 'internal' }));
    } catch (error) {
      this.problem.set(ApiProblem.from(error));
    } finally {
      this.asking.set(false);
    }
  }

  /** Opens at the passage that a draft named. */
  private async reach(id: string): Promise<void> {
    const wanted = this.passageId();
    if (!wanted) return;
    while (this.cursor() && id === this.documentId() && !this.passages().some((passage) => passage.id === wanted)) await this.more();
    setTimeout(() => this.host.querySelector(`[data-passage="${CSS.escape(wanted)}"]`)?.scrollIntoView({ block: 'nearest' }));
  }
}
