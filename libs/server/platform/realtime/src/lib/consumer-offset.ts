import type { EntityManager } from 'typeorm';

/** How far a named reader (rules, AI, outgoing webhooks) has come. A new one starts at the newest row. */
export async function readOffset(manager: EntityManager, consumer: string): Promise<number> {
  await manager.query('INSERT INTO consumer_offset (consumer, seq) SELECT ?, seq FROM outbox_clock WHERE id = 1 ON DUPLICATE KEY UPDATE consumer = VALUES(consumer)', [consumer]);
  const [row]: { seq: number }[] = await manager.query('SELECT seq FROM consumer_offset WHERE consumer = ?', [consumer]);
  return Number(row.seq);
}

/** In the transaction that stores what the reader did, so that both happen or neither. Never goes back. */
export async function saveOffset(tx: EntityManager, consumer: string, seq: number): Promise<void> {
  await tx.query('UPDATE consumer_offset SET seq = GREATEST(seq, ?), updated_at = NOW(3) WHERE consumer = ?', [seq, consumer]);
}
