import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';

/** People write "hi" and then what they want; whoever waits longer than this for an answer writes anew. */
const BURST_MS = 10 * 60_000;

/** What tells which messages of a conversation are a contact's first on its channel. */
export interface FirstMessageFacts {
  firstSeq: number;
  /** Null: a phone told it of the past. */
  firstAt: Date | null;
  /** Of our first message after it. */
  answeredSeq: number | null;
  /** When this contact first wrote in another conversation on this channel. */
  elsewhereAt: Date | null;
}

interface Row {
  id: Buffer;
  first_seq: number;
  first_at: Date | null;
  answered_seq: number | null;
  elsewhere_at: Date | null;
}

const FIRST = "(SELECT f.seq FROM message f WHERE f.conversation_id = t.id AND f.direction = 'in' ORDER BY f.seq LIMIT 1)";

/** By conversation; those without a message of the customer are left out. */
export async function firstMessageFacts(manager: EntityManager, conversationIds: readonly string[]): Promise<Map<string, FirstMessageFacts>> {
  if (!conversationIds.length) return new Map();
  const rows: Row[] = await manager.query(
    `SELECT c.id, m.seq AS first_seq, m.received_at AS first_at,
       (SELECT a.seq FROM message a WHERE a.conversation_id = c.id AND a.seq > m.seq AND a.direction = 'out' AND a.type <> 'reaction' ORDER BY a.seq LIMIT 1) AS answered_seq,
       (SELECT MIN(COALESCE(e.received_at, e.provider_ts, e.created_at)) FROM conversation t JOIN message e ON e.conversation_id = t.id AND e.seq = ${FIRST} WHERE t.channel_id = c.channel_id AND t.contact_id = c.contact_id AND t.id <> c.id) AS elsewhere_at
     FROM conversation c JOIN message m ON m.conversation_id = c.id AND m.seq = ${FIRST.replaceAll('t.id', 'c.id')} WHERE c.id IN (?)`,
    [conversationIds.map(idToBytes)],
  );
  return new Map(rows.map((row) => [bytesToId(row.id), { firstSeq: Number(row.first_seq), firstAt: row.first_at, answeredSeq: row.answered_seq === null ? null : Number(row.answered_seq), elsewhereAt: row.elsewhere_at }]));
}

/**
 * Whether a message is the contact's first on the channel, in whichever conversation; what a phone told of the past counts
 * too. Of several that came together and were not answered yet each is: the newest is the one that gets the answer.
 */
export function isFirst(facts: FirstMessageFacts | undefined, { seq, at }: { seq: number; at: Date }): boolean {
  if (!facts || (facts.elsewhereAt && facts.elsewhereAt < at)) return false;
  if (seq === facts.firstSeq) return true;
  if (facts.answeredSeq !== null && facts.answeredSeq < seq) return false;
  return facts.firstAt !== null && at.getTime() - facts.firstAt.getTime() <= BURST_MS;
}
