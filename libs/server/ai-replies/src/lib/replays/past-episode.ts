import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { Turn } from '../pipeline/answer-rules';

const MESSAGES = 10;

export interface PastEpisode {
  conversationId: string;
  contactId: string;
  /** The customer's newest message of it. */
  messageId: string;
  /** What the customer wrote last, and what was said before it. */
  question: string;
  earlier: Turn[];
  seq: number;
  ownAddresses: string[];
}

/**
 * The customer's last words in a conversation, resolved or not, with what was said before; what came after is not looked at.
 * @param untilSeq the last words up to this message
 */
export async function pastEpisode(manager: EntityManager, workspaceId: string, conversationId: string, untilSeq: number = Number.MAX_SAFE_INTEGER): Promise<PastEpisode | null> {
  const id = idToBytes(conversationId);
  const [last]: { id: Buffer; seq: number; contact_id: Buffer }[] = await manager.query("SELECT m.id, m.seq, c.contact_id FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.conversation_id = ? AND m.workspace_id = ? AND m.direction = 'in' AND m.body <> '' AND m.revoked_at IS NULL AND m.seq <= ? ORDER BY m.seq DESC LIMIT 1", [id, idToBytes(workspaceId), untilSeq]);
  if (!last) return null;
  const rows: { direction: string; body: string | null }[] = await manager.query("SELECT direction, body FROM message WHERE conversation_id = ? AND seq <= ? AND (direction = 'in' OR (direction = 'out' AND type <> 'reaction') OR (direction = 'system' AND type = 'resolved')) AND revoked_at IS NULL ORDER BY seq DESC LIMIT ?", [id, last.seq, MESSAGES]);
  const end = rows.findIndex(({ direction }) => direction === 'system');
  const turns = (end < 0 ? rows : rows.slice(0, end)).reverse().map(({ direction, body }): Turn => ({ from: direction === 'in' ? 'customer' : 'us', text: (body ?? '').trim().slice(0, 4000) })).filter(({ text }) => text);
  let first = turns.length;
  while (first > 0 && turns[first - 1].from === 'customer') first--;
  const question = turns.slice(first).map(({ text }) => text).join('\n');
  if (!question) return null;
  const addresses: { value: string }[] = await manager.query('SELECT value FROM contact_identity WHERE workspace_id = ? AND contact_id = ?', [idToBytes(workspaceId), last.contact_id]);
  return { conversationId, contactId: bytesToId(last.contact_id), messageId: bytesToId(last.id), question, earlier: turns.slice(0, first), seq: Number(last.seq), ownAddresses: addresses.map(({ value }) => value) };
}
