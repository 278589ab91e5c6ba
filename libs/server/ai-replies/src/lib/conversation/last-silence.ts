import { idToBytes } from '@mailtrixy/server/platform/database';
import type { ConversationAi } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { isOver } from '../drafts/came-after';

interface Row {
  last_code: string | null;
  last_words: string | null;
  last_at: Date | null;
  run_id: Buffer | null;
}

/**
 * Why the newest look at the customer's words left nothing to use. Null when it left a draft, whatever became of that one,
 * and when we have answered or ended the talk since.
 */
export async function lastSilence(manager: EntityManager, workspaceId: string, conversationId: string): Promise<ConversationAi['last']> {
  const [workspace, conversation] = [workspaceId, conversationId].map(idToBytes);
  const [row]: Row[] = await manager.query(
    "SELECT last_code, last_words, last_at, (SELECT r.id FROM ai_run r WHERE r.workspace_id = ? AND r.conversation_id = ? AND r.origin = 'message' ORDER BY r.at DESC, r.id DESC LIMIT 1) AS run_id FROM ai_conversation WHERE conversation_id = ? AND workspace_id = ?",
    [workspace, conversation, conversation, workspace],
  );
  if (!row?.last_code || !row.last_at) return null;
  if (row.run_id) {
    const [run]: { message_seq: number | null; drafted: number }[] = await manager.query('SELECT message_seq, EXISTS (SELECT 1 FROM ai_draft d WHERE d.workspace_id = ? AND d.conversation_id = ? AND d.run_id = ai_run.id) AS drafted FROM ai_run WHERE id = ?', [workspace, conversation, row.run_id]);
    if (run && (Number(run.drafted) === 1 || (run.message_seq !== null && (await isOver(manager, conversationId, Number(run.message_seq)))))) return null;
  }
  return { code: row.last_code, words: row.last_words ?? '', at: row.last_at.toISOString() };
}
