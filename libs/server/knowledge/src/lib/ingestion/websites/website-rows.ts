import { createHash } from 'node:crypto';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import type { KnowledgeAudience, KnowledgeWebsite, WebsiteMode, WebsiteState } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import type { Db } from '../documents/document-rows';
import { announceKnowledge } from '../documents/knowledge-changes';

export interface WebsiteRow {
  id: string;
  workspaceId: string;
  version: number;
  url: string;
  mode: WebsiteMode;
  depth: number;
  maxPages: number;
  everyDays: number | null;
  audience: KnowledgeAudience;
  autoSend: boolean;
  state: WebsiteState;
  progress: number | null;
  problem: string | null;
  readAt: Date | null;
  nextAt: Date | null;
  fence: number;
  tries: number;
  pages: number;
  found: number;
}

interface Raw {
  id: Buffer;
  workspace_id: Buffer;
  version: number;
  url: string;
  mode: WebsiteMode;
  depth: number;
  max_pages: number;
  every_days: number | null;
  audience: KnowledgeAudience;
  auto_send: number;
  state: WebsiteState;
  progress: number | null;
  problem: string | null;
  read_at: Date | null;
  next_at: Date | null;
  fence: number | string;
  tries: number;
  pages: number | string;
  found: number | string;
}

const COLUMNS = `w.id, w.workspace_id, w.version, w.url, w.mode, w.depth, w.max_pages, w.every_days, w.audience, w.auto_send, w.state, w.progress, w.problem, w.read_at, w.next_at, w.fence, w.tries,
  (SELECT COUNT(*) FROM knowledge_document d WHERE d.workspace_id = w.workspace_id AND d.source_id = w.id) AS pages,
  (SELECT COUNT(*) FROM knowledge_found_page f WHERE f.workspace_id = w.workspace_id AND f.website_id = w.id AND f.refused IS NULL) AS found`;

/** Newest first. */
export async function websitesOf(db: Db, workspaceId: string): Promise<WebsiteRow[]> {
  const rows: Raw[] = await db.query(`SELECT ${COLUMNS} FROM knowledge_website w WHERE w.workspace_id = ? ORDER BY w.created_at DESC, w.id DESC`, [idToBytes(workspaceId)]);
  return rows.map(websiteOf);
}

/** Null for unknown ids and for another workspace's. `lock`: until the end of the transaction. */
export async function findWebsite(db: Db, workspaceId: string, id: string, lock = false): Promise<WebsiteRow | null> {
  const [row]: Raw[] = await db.query(`SELECT ${COLUMNS} FROM knowledge_website w WHERE w.id = ? AND w.workspace_id = ?${lock ? ' FOR UPDATE' : ''}`, [idToBytes(id), idToBytes(workspaceId)]);
  return row ? websiteOf(row) : null;
}

/** @throws DomainError NOT_FOUND */
export async function getWebsite(db: Db, workspaceId: string, id: string, lock = false): Promise<WebsiteRow> {
  const website = await findWebsite(db, workspaceId, id, lock);
  if (!website) throw notFound('website');
  return website;
}

function websiteOf(row: Raw): WebsiteRow {
  const { version, url, mode, depth, audience, state, progress, problem, tries } = row;
  return { id: bytesToId(row.id), workspaceId: bytesToId(row.workspace_id), version, url, mode, depth, audience, state, progress, problem, tries, maxPages: row.max_pages, everyDays: row.every_days, autoSend: row.auto_send === 1, readAt: row.read_at, nextAt: row.next_at, fence: Number(row.fence), pages: Number(row.pages), found: Number(row.found) };
}

export function websiteView({ id, version, url, mode, depth, maxPages, everyDays, audience, autoSend, state, progress, problem, pages, found, readAt, nextAt }: WebsiteRow): KnowledgeWebsite {
  // While work is due or under way, next_at is a lease and no date.
  const rests = state === 'ready' || state === 'failed' || state === 'found';
  return { id, version, url, mode, depth, maxPages, everyDays, audience, autoSend, state, progress, problem, pages, found, readAt: readAt?.toISOString() ?? null, nextAt: rests ? (nextAt?.toISOString() ?? null) : null };
}

export function urlHash(url: string): Buffer {
  return createHash('sha256').update(url).digest();
}

/** A page of a website came to an end, whatever its end was: the website knows how far it is, and when all are done. */
export async function noteWebsiteProgress(tx: EntityManager, workspaceId: string, websiteId: string): Promise<void> {
  const key = [idToBytes(workspaceId), idToBytes(websiteId)];
  const [website]: { state: WebsiteState; problem: string | null }[] = await tx.query('SELECT state, problem FROM knowledge_website WHERE workspace_id = ? AND id = ? FOR UPDATE', key);
  if (website?.state !== 'reading') return;
  const [counts]: { pages: number | string; working: number | string | null; failed: number | string | null }[] = await tx.query("SELECT COUNT(*) AS pages, SUM(state IN ('queued', 'reading', 'indexing')) AS working, SUM(state IN ('failed', 'stale')) AS failed FROM knowledge_document WHERE workspace_id = ? AND source_id = ?", key);
  const [pages, working, failed] = [Number(counts.pages), Number(counts.working ?? 0), Number(counts.failed ?? 0)];
  if (working > 0) await tx.query('UPDATE knowledge_website SET progress = ? WHERE workspace_id = ? AND id = ?', [Math.floor(((pages - working) / pages) * 100), ...key]);
  else {
    const unread = failed ? (pages === 1 ? 'The page could not be read.' : `${failed} of ${pages} pages could not be read.`) : null;
    // What was said about the list of pages still holds.
    const problem = [website.problem, unread].filter(Boolean).join(' ').slice(0, 1000) || null;
    await tx.query("UPDATE knowledge_website SET state = ?, progress = NULL, problem = ?, read_at = NOW(3), next_at = NOW(3) + INTERVAL every_days DAY, lease_until = NULL, tries = 0 WHERE workspace_id = ? AND id = ?", [pages > 0 && failed === pages ? 'failed' : 'ready', problem, ...key]);
  }
  await announceKnowledge(tx, workspaceId, [websiteId]);
}

/** A website of one page is that page: left behind, it would bring the page back when it is read again. */
export async function removeOnePageWebsite(tx: EntityManager, workspaceId: string, websiteId: string): Promise<void> {
  const { affectedRows }: { affectedRows: number } = await tx.query("DELETE FROM knowledge_website WHERE workspace_id = ? AND id = ? AND mode = 'page'", [idToBytes(workspaceId), idToBytes(websiteId)]);
  if (affectedRows) await announceKnowledge(tx, workspaceId, [websiteId]);
}
