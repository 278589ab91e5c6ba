import { createHash } from 'node:crypto';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';

type Db = Pick<EntityManager, 'query'>;

const LEASE_S = 120;
const WORDINGS_PER_PAGE = 500;
/** Of MySQL's DATETIME: the longest wait after failures. */
const WAIT_MAX_S = 900;

export interface EmbedLease {
  workspaceId: string;
  fence: number;
  revision: number;
  providerVersion: number;
  tries: number;
}

export interface PassageWithout {
  id: string;
  documentId: string;
  no: number;
  title: string;
  headings: string[];
  text: string;
  language: string | null;
}

/** Takes a workspace whose knowledge or embedding model changed since it was embedded. Null: none is due. */
export async function leaseEmbedding(db: Db): Promise<EmbedLease | null> {
  const [due]: { workspace_id: Buffer; provider_version: number; revision: string | number | null; fence: string | number | null; tries: number | null }[] = await db.query(
    `SELECT a.workspace_id, a.version AS provider_version, r.revision, w.fence, w.tries FROM ai_provider a
     LEFT JOIN knowledge_revision r ON r.workspace_id = a.workspace_id LEFT JOIN knowledge_embedding_work w ON w.workspace_id = a.workspace_id
     WHERE a.embedder_kind <> 'off' AND (w.workspace_id IS NULL OR ((w.revision < COALESCE(r.revision, 0) OR w.provider_version <> a.version)
       AND (w.lease_until IS NULL OR w.lease_until < NOW(3)) AND (w.next_at IS NULL OR w.next_at <= NOW(3) OR w.provider_version <> a.version)))
     ORDER BY w.next_at LIMIT 1`,
  );
  if (!due) return null;
  await db.query('INSERT INTO knowledge_embedding_work (workspace_id) VALUES (?) ON DUPLICATE KEY UPDATE workspace_id = workspace_id', [due.workspace_id]);
  const fence = Number(due.fence ?? 0);
  const { affectedRows }: { affectedRows: number } = await db.query('UPDATE knowledge_embedding_work SET fence = fence + 1, lease_until = NOW(3) + INTERVAL ? SECOND WHERE workspace_id = ? AND fence = ? AND (lease_until IS NULL OR lease_until < NOW(3))', [LEASE_S, due.workspace_id, fence]);
  // Somebody else was quicker; there may be more.
  if (!affectedRows) return leaseEmbedding(db);
  return { workspaceId: bytesToId(due.workspace_id), fence: fence + 1, revision: Number(due.revision ?? 0), providerVersion: due.provider_version, tries: due.tries ?? 0 };
}

/** Passages that count and have no vector of the model, in their order, after the last one looked at. */
export async function passagesWithout(db: Db, workspaceId: string, model: string, after: { documentId: string; no: number } | null, limit: number): Promise<PassageWithout[]> {
  const rows: { id: Buffer; document_id: Buffer; no: number; title: string; headings: string | string[]; text: string; language: string | null }[] = await db.query(
    `SELECT p.id, p.document_id, p.no, d.title, p.headings, p.text, COALESCE(p.language, d.language) AS language FROM knowledge_passage p
     JOIN knowledge_document d ON d.id = p.document_id AND d.workspace_id = p.workspace_id LEFT JOIN knowledge_embedding e ON e.passage_id = p.id AND e.model = ?
     WHERE p.workspace_id = ? AND p.index_version = d.index_version AND e.passage_id IS NULL ${after ? 'AND (p.document_id > ? OR (p.document_id = ? AND p.no > ?))' : ''}
     ORDER BY p.document_id, p.no LIMIT ?`,
    [model, idToBytes(workspaceId), ...(after ? [idToBytes(after.documentId), idToBytes(after.documentId), after.no] : []), limit],
  );
  return rows.map((row) => ({ id: bytesToId(row.id), documentId: bytesToId(row.document_id), no: row.no, title: row.title, headings: typeof row.headings === 'string' ? (JSON.parse(row.headings) as string[]) : row.headings, text: row.text, language: row.language }));
}

export async function wordingsWithout(db: Db, workspaceId: string, model: string, after: { documentId: string; no: number } | null, limit: number): Promise<{ documentId: string; no: number; text: string; language: string | null }[]> {
  const rows: { document_id: Buffer; no: number; text: string; language: string | null }[] = await db.query(
    `SELECT q.document_id, q.no, q.text, d.language FROM knowledge_question q JOIN knowledge_document d ON d.id = q.document_id AND d.workspace_id = q.workspace_id LEFT JOIN knowledge_wording_embedding e ON e.workspace_id = q.workspace_id AND e.document_id = q.document_id AND e.model = ? AND e.text = q.text
     WHERE q.workspace_id = ? AND e.document_id IS NULL ${after ? 'AND (q.document_id > ? OR (q.document_id = ? AND q.no > ?))' : ''} ORDER BY q.document_id, q.no LIMIT ?`,
    [model, idToBytes(workspaceId), ...(after ? [idToBytes(after.documentId), idToBytes(after.documentId), after.no] : []), limit],
  );
  return rows.map((row) => ({ documentId: bytesToId(row.document_id), no: row.no, text: row.text, language: row.language }));
}

/** Writes vectors under the lease, in one transaction. @returns false when somebody else took the work over */
export async function storeVectors(tx: Db, lease: EmbedLease, model: string, passages: readonly { id: string; vector: Float32Array }[], wordings: readonly { documentId: string; text: string; vector: Float32Array }[]): Promise<boolean> {
  const { affectedRows }: { affectedRows: number } = await tx.query('UPDATE knowledge_embedding_work SET batch = batch + 1, model = ?, problem = NULL, tries = 0, lease_until = NOW(3) + INTERVAL ? SECOND WHERE workspace_id = ? AND fence = ?', [model, LEASE_S, idToBytes(lease.workspaceId), lease.fence]);
  if (!affectedRows) return false;
  const [{ batch }]: { batch: string | number }[] = await tx.query('SELECT batch FROM knowledge_embedding_work WHERE workspace_id = ?', [idToBytes(lease.workspaceId)]);
  if (passages.length) await tx.query('INSERT INTO knowledge_embedding (workspace_id, passage_id, model, dimensions, vector, batch) VALUES ? ON DUPLICATE KEY UPDATE vector = VALUES(vector), dimensions = VALUES(dimensions), batch = VALUES(batch)', [passages.map(({ id, vector }) => [idToBytes(lease.workspaceId), idToBytes(id), model, vector.length, bytesOf(vector), batch])]);
  if (wordings.length) await tx.query('INSERT INTO knowledge_wording_embedding (workspace_id, document_id, text_hash, model, text, dimensions, vector) VALUES ? ON DUPLICATE KEY UPDATE vector = VALUES(vector), dimensions = VALUES(dimensions)', [wordings.map(({ documentId, text, vector }) => [idToBytes(lease.workspaceId), idToBytes(documentId), createHash('sha256').update(text).digest().subarray(0, 16), model, text, vector.length, bytesOf(vector)])]);
  return true;
}

/** Everything has a vector: older models' go, and those of passages that are gone. */
export async function finishEmbedding(tx: Db, lease: EmbedLease, model: string | null): Promise<void> {
  const { affectedRows }: { affectedRows: number } = await tx.query('UPDATE knowledge_embedding_work SET model = ?, revision = ?, provider_version = ?, batch = batch + 1, problem = NULL, tries = 0, next_at = NULL, lease_until = NULL WHERE workspace_id = ? AND fence = ?', [model, lease.revision, lease.providerVersion, idToBytes(lease.workspaceId), lease.fence]);
  if (!affectedRows || model === null) return;
  await tx.query('DELETE FROM knowledge_embedding WHERE workspace_id = ? AND model <> ?', [idToBytes(lease.workspaceId), model]);
  await tx.query('DELETE FROM knowledge_wording_embedding WHERE workspace_id = ? AND model <> ?', [idToBytes(lease.workspaceId), model]);
  await tx.query('DELETE e FROM knowledge_embedding e LEFT JOIN knowledge_passage p ON p.id = e.passage_id WHERE e.workspace_id = ? AND p.id IS NULL', [idToBytes(lease.workspaceId)]);
  await tx.query('DELETE e FROM knowledge_wording_embedding e LEFT JOIN knowledge_question q ON q.workspace_id = e.workspace_id AND q.document_id = e.document_id AND q.text = e.text WHERE e.workspace_id = ? AND q.document_id IS NULL', [idToBytes(lease.workspaceId)]);
}

/** More is to do; somebody, perhaps this process, goes on at once. */
export async function releaseEmbedding(db: Db, lease: EmbedLease): Promise<void> {
  await db.query('UPDATE knowledge_embedding_work SET lease_until = NULL WHERE workspace_id = ? AND fence = ?', [idToBytes(lease.workspaceId), lease.fence]);
}

export async function failEmbedding(db: Db, lease: EmbedLease, words: string, afterMs: number): Promise<void> {
  const wait = Math.min(WAIT_MAX_S, Math.ceil(afterMs / 1000));
  await db.query('UPDATE knowledge_embedding_work SET problem = ?, revision = -1, provider_version = ?, tries = LEAST(tries + 1, 1000), next_at = NOW(3) + INTERVAL ? SECOND, lease_until = NULL WHERE workspace_id = ? AND fence = ?', [[...words].slice(0, 500).join(''), lease.providerVersion, wait, idToBytes(lease.workspaceId), lease.fence]);
}

export interface StoredVector {
  passageId: string | null;
  documentId: string;
  vector: Float32Array;
}

export interface VectorModel {
  model: string;
  dimensions: number;
}

/** The model with most vectors, of equally many the newest; null: there are none. Counts all of them: ask when batchOf changed. */
export async function modelWithMost(db: Db, workspaceId: string): Promise<VectorModel | null> {
  const [most]: { model: string }[] = await db.query('SELECT model FROM knowledge_embedding WHERE workspace_id = ? GROUP BY model ORDER BY COUNT(*) DESC, MAX(batch) DESC LIMIT 1', [idToBytes(workspaceId)]);
  if (!most) return null;
  const [row]: { dimensions: number }[] = await db.query('SELECT dimensions FROM knowledge_embedding WHERE workspace_id = ? AND model = ? ORDER BY batch DESC LIMIT 1', [idToBytes(workspaceId), most.model]);
  return row ? { model: most.model, dimensions: row.dimensions } : null;
}

export async function batchOf(db: Db, workspaceId: string): Promise<number> {
  const [row]: { batch: string | number }[] = await db.query('SELECT batch FROM knowledge_embedding_work WHERE workspace_id = ?', [idToBytes(workspaceId)]);
  return Number(row?.batch ?? 0);
}

/** Vectors of passages that were written after `batch`, a page at a time. */
export async function* passageVectors(db: Db, workspaceId: string, model: string, batch: number): AsyncGenerator<{ vectors: StoredVector[]; batch: number }> {
  let last = batch;
  for (;;) {
    // Whole batches: a batch is written at once and is small.
    const [next]: { upto: string | number | null }[] = await db.query('SELECT MAX(batch) AS upto FROM (SELECT batch FROM knowledge_embedding WHERE workspace_id = ? AND model = ? AND batch > ? ORDER BY batch LIMIT 1000) some', [idToBytes(workspaceId), model, last]);
    if (next?.upto == null) return;
    const upto = Number(next.upto);
    const rows: { passage_id: Buffer; document_id: Buffer; vector: Buffer }[] = await db.query('SELECT e.passage_id, p.document_id, e.vector FROM knowledge_embedding e JOIN knowledge_passage p ON p.id = e.passage_id WHERE e.workspace_id = ? AND p.workspace_id = e.workspace_id AND e.model = ? AND e.batch > ? AND e.batch <= ?', [idToBytes(workspaceId), model, last, upto]);
    last = upto;
    yield { vectors: rows.map((row) => ({ passageId: bytesToId(row.passage_id), documentId: bytesToId(row.document_id), vector: vectorOf(row.vector) })), batch: upto };
  }
}

/** Of wordings that are still there, a page at a time. */
export async function* wordingVectors(db: Db, workspaceId: string, model: string): AsyncGenerator<StoredVector[]> {
  let after: { document_id: Buffer; text_hash: Buffer } | null = null;
  for (;;) {
    const rows: { document_id: Buffer; text_hash: Buffer; vector: Buffer }[] = await db.query(
      `SELECT e.document_id, e.text_hash, e.vector FROM knowledge_wording_embedding e
       WHERE e.workspace_id = ? AND e.model = ? ${after ? 'AND (e.document_id > ? OR (e.document_id = ? AND e.text_hash > ?))' : ''}
         AND EXISTS (SELECT 1 FROM knowledge_question q WHERE q.workspace_id = e.workspace_id AND q.document_id = e.document_id AND q.text = e.text)
       ORDER BY e.document_id, e.text_hash LIMIT ?`,
      [idToBytes(workspaceId), model, ...(after ? [after.document_id, after.document_id, after.text_hash] : []), WORDINGS_PER_PAGE],
    );
    if (rows.length) yield rows.map((row) => ({ passageId: null, documentId: bytesToId(row.document_id), vector: vectorOf(row.vector) }));
    if (rows.length < WORDINGS_PER_PAGE) return;
    after = rows[rows.length - 1];
  }
}

function bytesOf(vector: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(vector.length * 4);
  vector.forEach((value, at) => bytes.writeFloatLE(value, at * 4));
  return bytes;
}

function vectorOf(bytes: Buffer): Float32Array {
  const vector = new Float32Array(bytes.length >> 2);
  for (let at = 0; at < vector.length; at++) vector[at] = bytes.readFloatLE(at * 4);
  return vector;
}
