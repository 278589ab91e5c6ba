import type { KnowledgeKind, KnowledgePassage } from '@mailtrixy/shared/dto';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { DataSource } from 'typeorm';
import type { IndexedDocument } from './passage-index';

const DOCUMENTS_PER_PAGE = 2000;
/** Passages of one statement; more would hold up everything else while they are read. */
const PASSAGES_PER_PAGE = 300;

/** A document that may be found: published, and read at least once. */
export interface DocumentRow {
  id: string;
  signature: string;
  title: string;
  language: string | null;
  public: boolean;
  autoSend: boolean;
  passages: number;
}

export interface FoundPassage extends KnowledgePassage {
  language: string | null;
  tokens: number;
  autoSend: boolean;
}

/** Rises whenever a search could notice a change. */
export async function revisionOf(db: DataSource, workspaceId: string): Promise<number> {
  const [row]: { revision: string | number }[] = await db.query('SELECT revision FROM knowledge_revision WHERE workspace_id = ?', [idToBytes(workspaceId)]);
  return Number(row?.revision ?? 0);
}

/** In the order of their last change: one that changes while pages are read comes again, and none is missed. */
export async function* documentPages(db: DataSource, workspaceId: string): AsyncGenerator<DocumentRow[]> {
  let after: { updated_at: Date; id: Buffer } | null = null;
  for (;;) {
    const rows: { id: Buffer; index_version: number; version: number; title: string; language: string | null; audience: string; auto_send: number; passages: number; updated_at: Date }[] = await db.query(
      `SELECT id, index_version, version, title, language, audience, auto_send, passages, updated_at FROM knowledge_document
       WHERE workspace_id = ? AND published = 1 AND index_version > 0 ${after ? 'AND (updated_at, id) > (?, ?)' : ''} ORDER BY updated_at, id LIMIT ?`,
      [idToBytes(workspaceId), ...(after ? [after.updated_at, after.id] : []), DOCUMENTS_PER_PAGE],
    );
    if (rows.length) yield rows.map((row) => ({ id: bytesToId(row.id), signature: [row.index_version, row.version, row.audience, row.auto_send, row.language, row.title].join('|'), title: row.title, language: row.language, public: row.audience === 'public', autoSend: row.auto_send === 1, passages: row.passages }));
    if (rows.length < DOCUMENTS_PER_PAGE) return;
    after = rows[rows.length - 1];
  }
}

/** Documents with their passages, a few at a time. */
export async function* indexedDocuments(db: DataSource, workspaceId: string, documents: readonly DocumentRow[]): AsyncGenerator<IndexedDocument[]> {
  for (const batch of batches(documents)) {
    const ids = batch.map(({ id }) => idToBytes(id));
    const [passages, questions]: [{ id: Buffer; document_id: Buffer; no: number; headings: string | string[]; text: string; language: string | null }[], { document_id: Buffer; text: string }[]] = await Promise.all([
      db.query(
        `SELECT p.id, p.document_id, p.no, p.headings, p.text, p.language FROM knowledge_passage p JOIN knowledge_document d ON d.id = p.document_id AND d.workspace_id = p.workspace_id
         WHERE p.workspace_id = ? AND p.document_id IN (?) AND p.index_version = d.index_version ORDER BY p.document_id, p.no`,
        [idToBytes(workspaceId), ids],
      ),
      db.query('SELECT document_id, text FROM knowledge_question WHERE workspace_id = ? AND document_id IN (?) ORDER BY document_id, no', [idToBytes(workspaceId), ids]),
    ]);
    const byDocument = groupBy(passages, (row) => bytesToId(row.document_id));
    const wordings = groupBy(questions, (row) => bytesToId(row.document_id));
    yield batch.map((document) => {
      const asked = (wordings.get(document.id) ?? []).map(({ text }) => text);
      return { ...document, passages: (byDocument.get(document.id) ?? []).map((row) => ({ id: bytesToId(row.id), no: row.no, language: row.language ?? document.language, title: document.title, headings: list(row.headings), questions: asked, text: row.text })) };
    });
  }
}

function* batches(documents: readonly DocumentRow[]): Generator<DocumentRow[]> {
  let batch: DocumentRow[] = [];
  let passages = 0;
  for (const document of documents) {
    batch.push(document);
    passages += Math.max(1, document.passages);
    if (passages < PASSAGES_PER_PAGE) continue;
    yield batch;
    [batch, passages] = [[], 0];
  }
  if (batch.length) yield batch;
}

/**
 * What counts now of these passages, whatever an index remembers: rows of this workspace, of published documents, of the
 * version that counts, and for customers of public ones.
 */
export async function passagesThatCount(db: DataSource, workspaceId: string, audience: 'public' | 'internal', ids: readonly string[]): Promise<Map<string, FoundPassage>> {
  if (!ids.length) return new Map();
  const rows: { id: Buffer; document_id: Buffer; no: number; headings: string | string[]; page: number | null; text: string; language: string | null; tokens: number; title: string; kind: KnowledgeKind; url: string | null; auto_send: number }[] = await db.query(
    `SELECT p.id, p.document_id, p.no, p.headings, p.page, p.text, COALESCE(p.language, d.language) AS language, p.tokens, d.title, d.kind, d.url, d.auto_send
     FROM knowledge_passage p JOIN knowledge_document d ON d.id = p.document_id AND d.workspace_id = p.workspace_id
     WHERE p.workspace_id = ? AND p.id IN (?) AND p.index_version = d.index_version AND d.published = 1 ${audience === 'public' ? "AND d.audience = 'public'" : ''}`,
    [idToBytes(workspaceId), ids.map(idToBytes)],
  );
  return new Map(rows.map((row) => [bytesToId(row.id), { id: bytesToId(row.id), documentId: bytesToId(row.document_id), no: row.no, title: row.title, headings: list(row.headings), text: row.text, page: row.page, url: row.url, kind: row.kind, language: row.language, tokens: row.tokens, autoSend: row.auto_send === 1 }]));
}

/** MariaDB gives JSON as text. */
function list(value: string | string[]): string[] {
  return typeof value === 'string' ? (JSON.parse(value) as string[]) : value;
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
