import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { ARRIVED_COLUMNS, toArrived, type ArrivedRow, type ArrivedText } from '../running/arrived-message';
import { firstMessageFacts, isFirst } from '../running/first-message';
import { languageOf } from '../running/spoken-language';

const CONVERSATIONS_AT_ONCE = 50;

export interface PastMessage extends ArrivedText {
  firstMessage: boolean;
  /** How often the conversation had been resolved before. */
  episode: number;
  labelIds: string[];
}

/**
 * What customers wrote since then, conversation by conversation, the newest conversations first; stops at `limit` messages.
 * Between the pages others get their turn.
 */
export async function* pastMessages(manager: EntityManager, workspaceId: string, since: Date, limit: number): AsyncGenerator<PastMessage[]> {
  let left = limit;
  const statuses = ['open', 'pending', 'snoozed', 'resolved'];
  const conversations: { id: Buffer; at: Date }[] = [];
  for (const status of statuses) conversations.push(...(await manager.query('SELECT id, last_message_at AS at FROM conversation FORCE INDEX (ix_conversation_status) WHERE workspace_id = ? AND status = ? AND last_message_at > ? ORDER BY last_message_at DESC LIMIT ?', [idToBytes(workspaceId), status, since, limit])));
  conversations.sort((a, b) => b.at.getTime() - a.at.getTime());
  for (let from = 0; from < conversations.length && left > 0; from += CONVERSATIONS_AT_ONCE) {
    const ids = conversations.slice(from, from + CONVERSATIONS_AT_ONCE).map(({ id }) => id);
    const rows: ArrivedRow[] = await manager.query(
      `SELECT ${ARRIVED_COLUMNS} FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.conversation_id IN (?) AND m.workspace_id = ? AND m.direction = 'in' AND m.received_at > ? AND m.revoked_at IS NULL ORDER BY m.conversation_id, m.seq LIMIT ?`,
      [ids, idToBytes(workspaceId), since, left],
    );
    const labels: { conversation_id: Buffer; label_id: Buffer }[] = await manager.query('SELECT conversation_id, label_id FROM conversation_label WHERE conversation_id IN (?)', [ids]);
    const resolved: { conversation_id: Buffer; seq: number }[] = await manager.query("SELECT conversation_id, seq FROM message WHERE conversation_id IN (?) AND direction = 'system' AND type = 'resolved'", [ids]);
    const firsts = await firstMessageFacts(manager, ids.map(bytesToId));
    left -= rows.length;
    const page: PastMessage[] = [];
    const languages = new Map<string, string>();
    for (const row of rows) {
      const before = languages.get(row.conversation_id.toString('hex')) ?? null;
      const message = toArrived(row, before);
      const { after } = languageOf(message.text, before);
      if (after) languages.set(row.conversation_id.toString('hex'), after);
      page.push({
        ...message,
        firstMessage: isFirst(firsts.get(message.conversationId), message),
        episode: resolved.filter(({ conversation_id, seq }) => conversation_id.equals(row.conversation_id) && Number(seq) < message.seq).length,
        labelIds: labels.filter(({ conversation_id }) => conversation_id.equals(row.conversation_id)).map(({ label_id }) => bytesToId(label_id)),
      });
      if (page.length % 100 === 0) await nextTurn();
    }
    yield page;
    await nextTurn();
  }
}

/** Lets others have their turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
