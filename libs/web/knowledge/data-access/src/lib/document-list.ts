import { Injectable, computed, inject, signal } from '@angular/core';
import type { KnowledgeDocument } from '@mailtrixy/shared/dto';
import { ApiProblem, LiveFrames } from '@mailtrixy/web/shared/util';
import { KnowledgeApi, type DocumentFilter } from './knowledge-api';

/** Documents of one kind, page by page, kept up to date while they are read and indexed. Provided by the page. */
@Injectable()
export class DocumentList {
  private readonly api = inject(KnowledgeApi);
  private readonly rows = signal<readonly KnowledgeDocument[] | null>(null);
  private readonly cursor = signal<string | null>(null);
  private readonly failure = signal<ApiProblem | null>(null);
  private filter: DocumentFilter = { kind: 'article' };
  private latest = 0;
  /** Documents that are being asked for; true: they changed since. */
  private readonly asked = new Map<string, boolean>();
  /** What changed while the list was read, and may be older in it. */
  private readonly toldWhileReading = new Set<string>();
  private listsBeingRead = 0;
  readonly items = this.rows.asReadonly();
  readonly problem = this.failure.asReadonly();
  readonly hasMore = computed(() => this.cursor() !== null);
  readonly reading = signal(false);

  constructor() {
    inject(LiveFrames).on('knowledge.updated', ({ knowledge }) => void (knowledge?.documentId ? this.refresh(knowledge.documentId) : this.reload()), () => void this.reload());
  }

  async show(filter: DocumentFilter): Promise<void> {
    const same = JSON.stringify(filter) === JSON.stringify(this.filter);
    this.filter = filter;
    if (!same) this.rows.set(null);
    await this.reload();
  }

  async reload(): Promise<void> {
    const run = ++this.latest;
    this.failure.set(null);
    this.listsBeingRead++;
    try {
      const page = await this.api.documents(this.filter, null);
      if (run !== this.latest) return;
      this.rows.set(page.items);
      this.cursor.set(page.nextCursor);
    } catch (error) {
      if (run === this.latest) this.failure.set(ApiProblem.from(error));
    } finally {
      if (--this.listsBeingRead === 0) this.askForTold();
    }
  }

  async more(): Promise<void> {
    const cursor = this.cursor();
    if (!cursor || this.reading()) return;
    const run = this.latest;
    this.reading.set(true);
    try {
      const page = await this.api.documents(this.filter, cursor);
      if (run !== this.latest) return;
      this.rows.update((rows) => [...(rows ?? []), ...page.items.filter(({ id }) => !rows?.some((row) => row.id === id))]);
      this.cursor.set(page.nextCursor);
    } catch (error) {
      this.failure.set(ApiProblem.from(error));
    } finally {
      this.reading.set(false);
    }
  }

  keep(document: KnowledgeDocument): void {
    if (document.kind !== this.filter.kind) return;
    const isHere = this.rows()?.some(({ id }) => id === document.id);
    // Whether a new one is what is searched for, the server knows.
    if (!isHere && (this.filter.q || (this.filter.sourceId && this.filter.sourceId !== document.sourceId))) return;
    this.rows.update((rows) => (isHere ? (rows ?? []).map((row) => (row.id === document.id ? document : row)) : [document, ...(rows ?? [])]));
  }

  forget(id: string): void {
    this.rows.update((rows) => rows?.filter((row) => row.id !== id) ?? null);
  }

  /** A document tells its progress often; one question at a time is enough, and one more for what changed meanwhile. */
  private async refresh(id: string): Promise<void> {
    if (this.listsBeingRead > 0) this.toldWhileReading.add(id);
    if (this.asked.has(id)) return void this.asked.set(id, true);
    this.asked.set(id, false);
    try {
      this.keep(await this.api.document(id));
    } catch (error) {
      if (ApiProblem.from(error).code === 'NOT_FOUND') this.forget(id);
    }
    const changedSince = this.asked.get(id);
    this.asked.delete(id);
    if (changedSince) await this.refresh(id);
  }

  private askForTold(): void {
    const told = [...this.toldWhileReading];
    this.toldWhileReading.clear();
    for (const id of told) void this.refresh(id);
  }
}
