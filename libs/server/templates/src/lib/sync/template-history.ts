import { createHash } from 'node:crypto';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';

type Db = Pick<EntityManager, 'query'>;

export interface HistoryEntry {
  templateId: string;
  event: string;
  words: string;
  at: Date;
  /** What makes it the same event when it is told twice; absent: each is new. */
  sameAs?: string;
}

const KEEP_PER_TEMPLATE = 100;

/** @returns how many of them are new */
export async function addHistory(db: Db, workspaceId: string, entries: readonly HistoryEntry[]): Promise<number> {
  let added = 0;
  for (const { templateId, event, words, at, sameAs } of entries) {
    const id = sameAs === undefined ? newId() : bytesToId(createHash('sha256').update(`${workspaceId}|${templateId}|${sameAs}`).digest().subarray(0, 16));
    const [known]: unknown[] = sameAs === undefined ? [] : await db.query('SELECT 1 FROM template_event WHERE id = ?', [idToBytes(id)]);
    if (known) continue;
    await db.query('INSERT INTO template_event (id, workspace_id, template_id, event, words, at) VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE id = id', [idToBytes(id), idToBytes(workspaceId), idToBytes(templateId), event, [...words].slice(0, 1000).join(''), at]);
    added++;
  }
  return added;
}

/** Newest first. */
export async function historyOf(db: Db, workspaceId: string, templateId: string): Promise<{ at: string; event: string; words: string }[]> {
  const rows: { at: Date; event: string; words: string }[] = await db.query('SELECT at, event, words FROM template_event WHERE workspace_id = ? AND template_id = ? ORDER BY at DESC, id DESC LIMIT ?', [idToBytes(workspaceId), idToBytes(templateId), KEEP_PER_TEMPLATE]);
  return rows.map(({ at, event, words }) => ({ at: at.toISOString(), event, words }));
}
