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

/** Shown of one template. */
const SHOWN_MAX = 100;
const ROWS_PER_INSERT = 200;

/** @returns how many of them are new */
export async function addHistory(db: Db, workspaceId: string, entries: readonly HistoryEntry[]): Promise<number> {
  const rows = entries.map((entry) => ({ ...entry, id: idOf(workspaceId, entry) }));
  const told = rows.filter(({ sameAs }) => sameAs !== undefined).map(({ id }) => id);
  const known = await knownOf(db, told);
  const fresh = rows.filter(({ id }) => !known.has(id));
  for (let from = 0; from < fresh.length; from += ROWS_PER_INSERT) {
    await db.query('INSERT INTO template_event (id, workspace_id, template_id, event, words, at) VALUES ? ON DUPLICATE KEY UPDATE id = VALUES(id)', [
      fresh.slice(from, from + ROWS_PER_INSERT).map(({ id, templateId, event, words, at }) => [idToBytes(id), idToBytes(workspaceId), idToBytes(templateId), event, [...words].slice(0, 1000).join(''), at]),
    ]);
  }
  return fresh.length;
}

function idOf(workspaceId: string, { templateId, sameAs }: HistoryEntry): string {
  return sameAs === undefined ? newId() : bytesToId(createHash('sha256').update(`${workspaceId}|${templateId}|${sameAs}`).digest().subarray(0, 16));
}

async function knownOf(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (!ids.length) return new Set();
  const rows: { id: Buffer }[] = await db.query('SELECT id FROM template_event WHERE id IN (?)', [ids.map(idToBytes)]);
  return new Set(rows.map(({ id }) => bytesToId(id)));
}

/** Newest first. */
export async function historyOf(db: Db, workspaceId: string, templateId: string): Promise<{ at: string; event: string; words: string }[]> {
  const rows: { at: Date; event: string; words: string }[] = await db.query('SELECT at, event, words FROM template_event WHERE workspace_id = ? AND template_id = ? ORDER BY at DESC, id DESC LIMIT ?', [idToBytes(workspaceId), idToBytes(templateId), SHOWN_MAX]);
  return rows.map(({ at, event, words }) => ({ at: at.toISOString(), event, words }));
}
