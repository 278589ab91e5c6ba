import { bytesToId, idToBytes, nullableBytesToId } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import type { KnowledgeAudience, KnowledgeDocument, KnowledgeKind, KnowledgeState } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';

export type Db = Pick<EntityManager, 'query'>;

/** A document without its texts. */
export interface DocumentRow {
  id: string;
  workspaceId: string;
  kind: KnowledgeKind;
  sourceId: string | null;
  version: number;
  title: string;
  language: string | null;
  languageFixed: boolean;
  audience: KnowledgeAudience;
  autoSend: boolean;
  published: boolean;
  state: KnowledgeState;
  progress: number | null;
  problem: string | null;
  indexVersion: number;
  wantVersion: number;
  passages: number;
  fileName: string | null;
  mimeType: string | null;
  sizeBytes: number | null;
  storageKey: string | null;
  url: string | null;
  etag: string | null;
  fence: number;
  tries: number;
  ownerName: string | null;
  readAt: Date | null;
  updatedAt: Date;
  hasDraft: boolean;
}

interface Raw {
  id: Buffer;
  workspace_id: Buffer;
  kind: KnowledgeKind;
  source_id: Buffer | null;
  version: number;
  title: string;
  language: string | null;
  language_fixed: number;
  audience: KnowledgeAudience;
  auto_send: number;
  published: number;
  state: KnowledgeState;
  progress: number | null;
  problem: string | null;
  index_version: number;
  want_version: number;
  passages: number;
  file_name: string | null;
  mime_type: string | null;
  size_bytes: number | string | null;
  storage_key: string | null;
  url: string | null;
  etag: string | null;
  fence: number | string;
  tries: number;
  owner_name: string | null;
  read_at: Date | null;
  updated_at: Date;
  has_draft: number | string;
}

export const DOCUMENT_COLUMNS = `d.id, d.workspace_id, d.kind, d.source_id, d.version, d.title, d.language, d.language_fixed, d.audience, d.auto_send, d.published, d.state, d.progress, d.problem, d.index_version, d.want_version,
  d.passages, d.file_name, d.mime_type, d.size_bytes, d.storage_key, d.url, d.etag, d.fence, d.tries, d.read_at, d.updated_at, d.draft_markdown IS NOT NULL AS has_draft,
  (SELECT u.name FROM \`user\` u WHERE u.id = d.owner_id) AS owner_name`;

export function documentOf(row: Raw): DocumentRow {
  return {
    id: bytesToId(row.id),
    workspaceId: bytesToId(row.workspace_id),
    kind: row.kind,
    sourceId: nullableBytesToId(row.source_id),
    version: row.version,
    title: row.title,
    language: row.language,
    languageFixed: row.language_fixed === 1,
    audience: row.audience,
    autoSend: row.auto_send === 1,
    published: row.published === 1,
    state: row.state,
    progress: row.progress,
    problem: row.problem,
    indexVersion: row.index_version,
    wantVersion: row.want_version,
    passages: row.passages,
    fileName: row.file_name,
    mimeType: row.mime_type,
    sizeBytes: row.size_bytes === null ? null : Number(row.size_bytes),
    storageKey: row.storage_key,
    url: row.url,
    etag: row.etag,
    fence: Number(row.fence),
    tries: row.tries,
    ownerName: row.owner_name,
    readAt: row.read_at,
    updatedAt: row.updated_at,
    hasDraft: Number(row.has_draft) === 1,
  };
}

/** A worker reads it, or is to. */
export function isWorking({ state }: Pick<DocumentRow, 'state'>): boolean {
  return state === 'queued' || state === 'reading' || state === 'indexing';
}

/** Null for unknown ids and for another workspace's. `lock`: until the end of the transaction. */
export async function findDocument(db: Db, workspaceId: string, id: string, lock = false): Promise<DocumentRow | null> {
  const [row]: Raw[] = await db.query(`SELECT ${DOCUMENT_COLUMNS} FROM knowledge_document d WHERE d.id = ? AND d.workspace_id = ?${lock ? ' FOR UPDATE' : ''}`, [idToBytes(id), idToBytes(workspaceId)]);
  return row ? documentOf(row) : null;
}

/** @throws DomainError NOT_FOUND */
export async function getDocument(db: Db, workspaceId: string, id: string, lock = false): Promise<DocumentRow> {
  const document = await findDocument(db, workspaceId, id, lock);
  if (!document) throw notFound('document');
  return document;
}

/** @param used answers of the last 30 days that cited it */
export function documentView(document: DocumentRow, used: number): KnowledgeDocument {
  const { id, version, kind, sourceId, title, language, audience, autoSend, published, state, progress, problem, passages, fileName, sizeBytes, url, ownerName, updatedAt, readAt, hasDraft } = document;
  return { id, version, kind, sourceId, title, language, audience, autoSend, published, state, progress, problem, passages, fileName, sizeBytes, url, used, ownerName, updatedAt: updatedAt.toISOString(), readAt: readAt?.toISOString() ?? null, hasUnpublishedChanges: published && hasDraft };
}

/** How often answers of the last 30 days cited each. */
export async function usesOf(db: Db, workspaceId: string, ids: readonly string[]): Promise<Map<string, number>> {
  if (!ids.length) return new Map();
  const rows: { document_id: Buffer; used: number | string }[] = await db.query('SELECT document_id, COUNT(DISTINCT run_id) AS used FROM ai_run_citation WHERE workspace_id = ? AND document_id IN (?) AND at > NOW(3) - INTERVAL 30 DAY GROUP BY document_id', [idToBytes(workspaceId), ids.map(idToBytes)]);
  return new Map(rows.map((row) => [bytesToId(row.document_id), Number(row.used)]));
}
