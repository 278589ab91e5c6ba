import { lockConversations } from '@mailtrixy/server/inbox';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { AiReason } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { showAiState } from '../conversation/show-ai-state';
import { announceConversation } from '../rows/announce-ai';

interface Row {
  id: Buffer;
  state: string;
  channel_id: Buffer;
  conversation_id: Buffer;
}

/**
 * Stops what would still go out: scheduled replies are canceled and keep their words for people. Of the whole workspace
 * also drafts in the making, which are told to stop. A worker that is past its last look meets the conversation's lock and looks again there.
 *
 * @param where null: all of the workspace
 */
export async function cancelOnTheWay(tx: EntityManager, workspaceId: string, where: { channelId: string } | { conversationId: string } | null, why: AiReason): Promise<void> {
  const [column, value] = where === null ? ['', null] : 'channelId' in where ? ['AND channel_id = ?', idToBytes(where.channelId)] : ['AND conversation_id = ?', idToBytes(where.conversationId)];
  const values = [idToBytes(workspaceId), ...(value ? [value] : [])];
  // Lock order: conversations, then drafts.
  const places: { conversation_id: Buffer }[] = await tx.query(`SELECT DISTINCT conversation_id FROM ai_draft WHERE workspace_id = ? AND next_at IS NOT NULL AND state = 'scheduled' ${column}`, values);
  const conversations = await lockConversations(tx, places.map((place) => bytesToId(place.conversation_id)), 'wait');
  const locked = new Set(conversations.map(({ id }) => id));
  const found: Row[] = await tx.query(`SELECT id, state, channel_id, conversation_id FROM ai_draft WHERE workspace_id = ? AND next_at IS NOT NULL AND state IN ('scheduled', 'waiting', 'streaming') ${column} ORDER BY id FOR UPDATE`, values);
  // One that was scheduled since the first look is stopped by the sender's own last look.
  const rows = found.filter((row) => row.state !== 'scheduled' || locked.has(bytesToId(row.conversation_id)));
  if (!rows.length) return;
  const scheduled = rows.filter(({ state }) => state === 'scheduled');
  // Those are asked for by people, who may use them wherever the AI may think at all.
  const written = where === null ? rows.filter(({ state }) => state !== 'scheduled') : [];
  if (scheduled.length) await tx.query("UPDATE ai_draft SET state = 'canceled', next_at = NULL, send_at = NULL, why_code = ?, why_words = ?, version = version + 1 WHERE id IN (?)", [why.code, why.words, scheduled.map(({ id }) => id)]);
  if (written.length) await tx.query('UPDATE ai_draft SET stop = 1 WHERE id IN (?)', [written.map(({ id }) => id)]);
  for (const conversation of conversations) await showAiState(tx, conversation);
  for (const row of rows) await announceConversation(tx, { workspaceId, channelId: bytesToId(row.channel_id), conversationId: bytesToId(row.conversation_id) });
}
