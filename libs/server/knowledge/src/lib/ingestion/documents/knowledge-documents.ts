import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, pageCursor, parsePageCursor, type Actor } from '@mailtrixy/server/accounts';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { MEDIA_STORE, type MediaStore, type StoredFile } from '@mailtrixy/server/platform/media-store';
import { KNOWLEDGE_KINDS, KNOWLEDGE_TITLE_MAX, type KnowledgeDocument, type KnowledgeKind, type KnowledgePassage, type KnowledgeState, type KnowledgeSummary, type Page, type UpdateKnowledgeDocumentRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { noteWebsiteProgress, removeOnePageWebsite } from '../websites/website-rows';
import { DOCUMENT_COLUMNS, documentOf, documentView, findDocument, getDocument, isWorking, usesOf, type DocumentRow } from './document-rows';
import { announceKnowledge, bumpRevision, deleteDocuments, queueDocument, touchDocument } from './knowledge-changes';
import { checkedLanguage, checkedTitle } from './checked-fields';

export interface DocumentFilter {
  kind?: KnowledgeKind;
  state?: KnowledgeState;
  sourceId?: string;
  /** Part of a title, address or file name. */
  q?: string;
  cursor?: string;
  limit?: number;
}

const PAGE = 50;
const PASSAGES_PAGE = 50;

/** Documents of every kind, as people see and manage them. */
@Injectable()
export class KnowledgeDocuments {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(MEDIA_STORE) private readonly store: MediaStore,
  ) {}

  /** Last changed first. */
  async list(workspaceId: string, { kind, state, sourceId, q, cursor, limit = PAGE }: DocumentFilter): Promise<Page<KnowledgeDocument>> {
    const after = cursor ? parsePageCursor(cursor) : null;
    const where = ['d.workspace_id = ?'];
    const values: unknown[] = [idToBytes(workspaceId)];
    const add = (condition: string, ...more: unknown[]): void => {
      where.push(condition);
      values.push(...more);
    };
    if (kind) add('d.kind = ?', kind);
    if (state) add('d.state = ?', state);
    if (sourceId) add('d.source_id = ?', idToBytes(sourceId));
    if (q?.trim()) add('(d.title LIKE ? OR d.file_name LIKE ? OR d.url LIKE ?)', ...Array(3).fill(`%${q.trim().replace(/[\\%_]/g, '\\$&')}%`));
    if (after) add('(d.updated_at < ? OR (d.updated_at = ? AND d.id < ?))', after.at, after.at, idToBytes(after.id));
    const rows: Parameters<typeof documentOf>[0][] = await this.dataSource.query(`SELECT ${DOCUMENT_COLUMNS} FROM knowledge_document d WHERE ${where.join(' AND ')} ORDER BY d.updated_at DESC, d.id DESC LIMIT ${limit + 1}`, values);
    const documents = rows.slice(0, limit).map(documentOf);
    const uses = await usesOf(this.dataSource, workspaceId, documents.map(({ id }) => id));
    const last = documents.at(-1);
    return { items: documents.map((document) => documentView(document, uses.get(document.id) ?? 0)), nextCursor: rows.length > limit && last ? pageCursor(last.updatedAt, last.id) : null };
  }

  /** @throws DomainError NOT_FOUND */
  async get(workspaceId: string, id: string): Promise<KnowledgeDocument> {
    const document = await getDocument(this.dataSource, workspaceId, id);
    return documentView(document, (await usesOf(this.dataSource, workspaceId, [id])).get(id) ?? 0);
  }

  /** Acts at once: the next search obeys. @throws DomainError NOT_FOUND, VALIDATION_FAILED */
  async update(workspaceId: string, actor: Actor, id: string, change: UpdateKnowledgeDocumentRequest): Promise<KnowledgeDocument> {
    const title = change.title === undefined ? undefined : checkedTitle(change.title);
    const language = change.language === undefined ? undefined : checkedLanguage(change.language);
    await inTransaction(this.dataSource, async (tx) => {
      const document = await getDocument(tx, workspaceId, id, true);
      const changes: Record<string, { before: unknown; after: unknown }> = {};
      const set = async (column: string, name: keyof UpdateKnowledgeDocumentRequest, before: unknown, after: unknown): Promise<void> => {
        if (after === undefined || after === before) return;
        changes[name] = { before, after };
        await tx.query(`UPDATE knowledge_document SET ${column} = ? WHERE id = ?`, [after, idToBytes(id)]);
      };
      await set('audience', 'audience', document.audience, change.audience);
      await set('auto_send', 'autoSend', document.autoSend, change.autoSend);
      await set('title', 'title', document.title, title);
      if (language !== undefined && (language !== document.language || (language !== null) !== document.languageFixed)) {
        changes['language'] = { before: document.language, after: language };
        await tx.query('UPDATE knowledge_document SET language = COALESCE(?, language), language_fixed = ? WHERE id = ?', [language, language !== null, idToBytes(id)]);
      }
      if (!Object.keys(changes).length) return;
      // The title is part of what an embedding was made of, the language of how a text is cut into words; a page's server
      // must not answer then that nothing changed. What a worker makes of the old ones at this moment counts no more.
      if ((changes['title'] || changes['language']) && document.published && (document.indexVersion > 0 || isWorking(document))) {
        await queueDocument(tx, workspaceId, id);
        await tx.query('UPDATE knowledge_document SET etag = NULL WHERE id = ?', [idToBytes(id)]);
      }
      // Only a page that was never indexed takes the name that it gives itself.
      if (changes['title'] && document.kind === 'page') await tx.query('UPDATE knowledge_document SET index_version = GREATEST(index_version, 1) WHERE id = ?', [idToBytes(id)]);
      await touchDocument(tx, workspaceId, id);
      await this.audit.record(tx, actor, 'knowledge.updated', targetOf({ ...document, title: title ?? document.title }), changes);
      await this.changed(tx, workspaceId, id);
    });
    this.ring();
    return this.get(workspaceId, id);
  }

  /** From the answer on, nothing of it is found any more. @throws DomainError NOT_FOUND */
  async remove(workspaceId: string, actor: Actor, id: string): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      const document = await getDocument(tx, workspaceId, id, true);
      await deleteDocuments(tx, workspaceId, [document]);
      if (document.kind === 'page' && document.sourceId) {
        await removeOnePageWebsite(tx, workspaceId, document.sourceId);
        await noteWebsiteProgress(tx, workspaceId, document.sourceId);
      }
      await this.audit.record(tx, actor, 'knowledge.deleted', targetOf(document));
      await this.changed(tx, workspaceId, id);
    });
    this.ring();
  }

  /** Reads its source again. @throws DomainError NOT_FOUND, KNOWLEDGE_NOT_PUBLISHABLE for an article that is a draft */
  async retry(workspaceId: string, id: string): Promise<KnowledgeDocument> {
    await inTransaction(this.dataSource, async (tx) => {
      const document = await getDocument(tx, workspaceId, id, true);
      if (!document.published) throw new DomainError('KNOWLEDGE_NOT_PUBLISHABLE', 'This article is a draft: publish it first.');
      await queueDocument(tx, workspaceId, id);
      await announceKnowledge(tx, workspaceId, [id]);
    });
    this.ring();
    return this.get(workspaceId, id);
  }

  /** As a search sees them, in the order of the text. @throws DomainError NOT_FOUND, VALIDATION_FAILED */
  async passages(workspaceId: string, id: string, cursor: string | undefined, limit = PASSAGES_PAGE): Promise<Page<KnowledgePassage>> {
    const document = await getDocument(this.dataSource, workspaceId, id);
    const after = cursor === undefined ? 0 : Number(cursor);
    if (!Number.isSafeInteger(after) || after < 0) throw new DomainError('VALIDATION_FAILED', 'The cursor is not one of ours. Start again without it.', { errors: [{ field: 'cursor', message: 'is not valid' }] });
    const rows: PassageRow[] = await this.dataSource.query(`SELECT id, no, headings, text, page FROM knowledge_passage WHERE workspace_id = ? AND document_id = ? AND no > ? ORDER BY no LIMIT ${limit + 1}`, [idToBytes(workspaceId), idToBytes(id), after]);
    const items = rows.slice(0, limit).map((row) => passageView(row, document));
    return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.no) : null };
  }

  /** @throws DomainError NOT_FOUND, also when its document was replaced meanwhile */
  async passage(workspaceId: string, passageId: string): Promise<KnowledgePassage> {
    const [row]: (PassageRow & { document_id: Buffer })[] = await this.dataSource.query('SELECT id, document_id, no, headings, text, page FROM knowledge_passage WHERE id = ? AND workspace_id = ?', [idToBytes(passageId), idToBytes(workspaceId)]);
    const document = row ? await findDocument(this.dataSource, workspaceId, bytesToId(row.document_id)) : null;
    if (!row || !document) throw notFound('passage');
    return passageView(row, document);
  }

  /** The file as it was uploaded. @throws DomainError NOT_FOUND */
  async file(workspaceId: string, id: string): Promise<StoredFile & { fileName: string; mimeType: string }> {
    const { storageKey, fileName, mimeType } = await getDocument(this.dataSource, workspaceId, id);
    const stored = storageKey ? await this.store.open(storageKey) : null;
    if (!stored) throw notFound('file');
    return { ...stored, fileName: fileName ?? 'file', mimeType: mimeType ?? 'application/octet-stream' };
  }

  async summary(workspaceId: string): Promise<KnowledgeSummary> {
    const of = [idToBytes(workspaceId)];
    const [kinds, [gaps]]: [{ kind: KnowledgeKind; count: string; passages: string | null; working: string; failed: string; ready: string }[], { count: string }[]] = await Promise.all([
      this.dataSource.query(
        `SELECT kind, COUNT(*) AS count, SUM(passages) AS passages, SUM(state IN ('queued', 'reading', 'indexing')) AS working, SUM(state = 'failed') AS failed, SUM(published = 1 AND audience = 'public' AND passages > 0) AS ready
         FROM knowledge_document WHERE workspace_id = ? GROUP BY kind`,
        of,
      ),
      this.dataSource.query('SELECT COUNT(*) AS count FROM knowledge_gap WHERE workspace_id = ? AND closed_at IS NULL', of),
    ]);
    const sum = (name: 'passages' | 'working' | 'failed' | 'ready') => kinds.reduce((total, row) => total + Number(row[name] ?? 0), 0);
    const documents = Object.fromEntries(KNOWLEDGE_KINDS.map((kind) => [kind, Number(kinds.find((row) => row.kind === kind)?.count ?? 0)])) as Record<KnowledgeKind, number>;
    return { documents, passages: sum('passages'), working: sum('working'), failed: sum('failed'), gaps: Number(gaps.count), ready: sum('ready') > 0 };
  }

  private async changed(tx: EntityManager, workspaceId: string, id: string): Promise<void> {
    await announceKnowledge(tx, workspaceId, [id]);
    await bumpRevision(tx, workspaceId);
  }

  private ring(): void {
    this.doorbell.ring('knowledge');
    this.doorbell.ringOutbox();
  }
}

interface PassageRow {
  id: Buffer;
  no: number;
  headings: string | string[];
  text: string;
  page: number | null;
}

function passageView(row: PassageRow, document: DocumentRow): KnowledgePassage {
  // MariaDB gives JSON as text.
  const headings = typeof row.headings === 'string' ? (JSON.parse(row.headings) as string[]) : row.headings;
  return { id: bytesToId(row.id), documentId: document.id, no: row.no, title: document.title, headings, text: row.text, page: row.page, url: document.url, kind: document.kind };
}

/** As audit entries name a document. */
export function targetOf({ id, title }: Pick<DocumentRow, 'id' | 'title'>): { kind: string; id: string; name: string } {
  return { kind: 'knowledge', id, name: title.slice(0, KNOWLEDGE_TITLE_MAX) };
}
