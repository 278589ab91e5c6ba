import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';

const LOOK = 60;
const MINUTE_MS = 60_000;
/** The same words again and again within this time are a machine's. */
const SAME_WITHIN_MS = 10 * MINUTE_MS;
const SAME_MAX = 3;
const BURST_WITHIN_MS = 2 * MINUTE_MS;
const BURST_MAX = 8;
const HOUR_MS = 60 * MINUTE_MS;
const HOUR_MAX = 20;

/**
 * Whether two machines seem to answer each other: the same words come back again and again after answers of ours, or far
 * more automatic answers than any person needs. A person's message of ours begins the count anew.
 * @returns why, in words
 */
export async function loopProblem(tx: EntityManager, conversationId: string, text: string, at: Date): Promise<string | null> {
  const rows: { direction: string; author_kind: string; body: string | null; created_at: Date }[] = await tx.query("SELECT direction, author_kind, body, created_at FROM message WHERE conversation_id = ? AND direction IN ('in', 'out') AND created_at > ? ORDER BY seq DESC LIMIT ?", [idToBytes(conversationId), new Date(at.getTime() - HOUR_MS), LOOK]);
  const human = rows.findIndex(({ author_kind }) => author_kind === 'user' || author_kind === 'phone');
  const since = human < 0 ? rows : rows.slice(0, human);
  const ago = (row: { created_at: Date }, ms: number) => at.getTime() - row.created_at.getTime() <= ms;
  const automatic = since.filter(({ author_kind }) => author_kind === 'rule' || author_kind === 'ai');
  if (automatic.length >= HOUR_MAX) return `${HOUR_MAX} automatic messages within an hour and no person in between.`;
  if (automatic.filter((row) => ago(row, BURST_WITHIN_MS)).length >= BURST_MAX) return `${BURST_MAX} automatic messages within two minutes.`;
  const said = text.trim().toLowerCase();
  const same = since.filter((row) => row.direction === 'in' && ago(row, SAME_WITHIN_MS) && (row.body ?? '').trim().toLowerCase() === said);
  return said && automatic.length && same.length > SAME_MAX ? 'The same words came again and again after automatic answers.' : null;
}
