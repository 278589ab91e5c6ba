import { bytesToId, idToBytes, nullableBytesToId } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { readOutgoing, type OutgoingContent } from './outgoing-content';

/** The next message of a lane: its lowest queued seq. A conversation's messages leave in the order of the thread. */
export interface Head {
  id: string;
  type: string;
  body: string;
  outgoing: OutgoingContent;
  authorId: string | null;
  attemptNo: number;
  quotedExternalId: string | null;
  /** False while the machine pauses between two tries. */
  due: boolean;
  createdAt: Date;
}

interface Row {
  id: Buffer;
  conversation_id: Buffer;
  type: string;
  body: string | null;
  outgoing: unknown;
  author_id: Buffer | null;
  attempt_no: number;
  quoted_external_id: string | null;
  due: number;
  created_at: Date;
}

/** Heads by conversation. The caller holds the conversations' locks. */
export async function readHeads(tx: EntityManager, conversationIds: readonly string[]): Promise<Map<string, Head>> {
  if (!conversationIds.length) return new Map();
  const rows: Row[] = await tx.query(
    `SELECT m.id, m.conversation_id, m.type, m.body, m.outgoing, m.author_id, m.attempt_no, m.quoted_external_id, m.created_at, IF(m.next_at IS NULL OR m.next_at <= NOW(3), 1, 0) AS due
       FROM (SELECT conversation_id, MIN(seq) AS seq FROM message WHERE conversation_id IN (?) AND delivery_status = 'queued' GROUP BY conversation_id) h
       JOIN message m ON m.conversation_id = h.conversation_id AND m.seq = h.seq`,
    [conversationIds.map(idToBytes)],
  );
  return new Map(rows.map((row) => [bytesToId(row.conversation_id), headOf(row)]));
}

function headOf(row: Row): Head {
  return { id: bytesToId(row.id), type: row.type, body: row.body ?? '', outgoing: readOutgoing(row.outgoing), authorId: nullableBytesToId(row.author_id), attemptNo: row.attempt_no, quotedExternalId: row.quoted_external_id, due: row.due === 1, createdAt: row.created_at };
}
