import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';

/** From our answer on (META-CLOUD-API §15). */
const FREE_MS = 72 * 3_600_000;
/** The answer must come within 24 h of the message that the ad brought. */
const ANSWER_WITHIN_H = 24;

/** A status of one of our messages, as far as it tells of a free entry point. */
export interface PricedStatus {
  conversationId: string;
  status: string;
  at: number;
  pricing: Record<string, unknown> | null;
}

/**
 * Keeps until when the messages of a conversation are free because an ad or a page button brought the person. Meta's own
 * end counts where it is told; else 72 h from the first answer that was priced so. The caller holds the conversations' locks.
 */
export async function noteFreeEntryPoints(tx: EntityManager, statuses: readonly PricedStatus[]): Promise<void> {
  const silent = new Map<string, number>();
  for (const { conversationId, status, at, pricing } of [...statuses].sort((a, b) => a.at - b.at)) {
    const told = toldEnd(pricing);
    if (told !== null) await tx.query('UPDATE conversation SET free_until = GREATEST(COALESCE(free_until, ?), ?) WHERE id = ?', [new Date(told), new Date(told), idToBytes(conversationId)]);
    else if (isFreeEntry(pricing)) await begin(tx, conversationId, at);
    else if (status === 'sent' && !pricing && !silent.has(conversationId)) silent.set(conversationId, at);
  }
  // Old webhook versions do not tell the price: the ad's own message does.
  for (const [conversationId, at] of silent) if (await cameByAd(tx, conversationId, at)) await begin(tx, conversationId, at);
}

/** A window that runs is not prolonged by further answers. */
async function begin(tx: EntityManager, conversationId: string, at: number): Promise<void> {
  await tx.query('UPDATE conversation SET free_until = ? WHERE id = ? AND (free_until IS NULL OR free_until <= ?)', [new Date(at + FREE_MS), idToBytes(conversationId), new Date(at)]);
}

async function cameByAd(tx: EntityManager, conversationId: string, at: number): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `SELECT 1 FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.conversation_id = ? AND m.seq > c.last_seq - 50 AND m.direction = 'in' AND m.provider_ts BETWEEN ? - INTERVAL ? HOUR AND ? AND JSON_EXTRACT(m.payload, '$.referral.sourceType') IS NOT NULL LIMIT 1`,
    [idToBytes(conversationId), new Date(at), ANSWER_WITHIN_H, new Date(at)],
  );
  return rows.length > 0;
}

function isFreeEntry(pricing: Record<string, unknown> | null): boolean {
  return pricing?.['type'] === 'free_entry_point' || pricing?.['category'] === 'referral_conversion';
}

/** The parser puts the end of conversation.origin referral_conversion beside the price; seconds. */
function toldEnd(pricing: Record<string, unknown> | null): number | null {
  const end = pricing?.['free_entry_until'];
  return typeof end === 'number' && Number.isSafeInteger(end) && end > 0 ? end * 1000 : null;
}
