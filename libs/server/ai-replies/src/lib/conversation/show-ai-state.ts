import { setAiState, type LockedConversation } from '@mailtrixy/server/inbox';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { AiDraftState, AiState } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';

/** States in which there is an answer that a person may use. */
const WAITING_FOR_A_PERSON: readonly AiDraftState[] = ['ready', 'scheduled'];

/**
 * Writes anew what the list says of the AI in this conversation, from drafts, hand-offs and what was sent. To be called
 * after every change of these, in its transaction, which took the conversation's lock before it took any of theirs.
 */
export async function showAiState(tx: EntityManager, conversation: LockedConversation): Promise<void> {
  await setAiState(tx, conversation, await aiStateOf(tx, conversation));
}

interface DraftRow {
  state: AiDraftState;
  seq: number;
}

interface StateRow {
  paused_code: string | null;
  paused_seq: number | null;
  resumed_seq: number;
  hand_off_code: string | null;
  hand_off_seq: number | null;
}

async function aiStateOf(tx: EntityManager, { id, workspaceId, status }: LockedConversation): Promise<AiState | null> {
  if (status === 'resolved') return null;
  const [workspace, conversation] = [workspaceId, id].map(idToBytes);
  const [newest]: DraftRow[] = await tx.query('SELECT IF(sent_client_id IS NULL, state, ?) AS state, seq FROM ai_draft WHERE workspace_id = ? AND conversation_id = ? ORDER BY created_at DESC, id DESC LIMIT 1', ['sent', workspace, conversation]);
  const [state]: StateRow[] = await tx.query('SELECT paused_code, paused_seq, resumed_seq, hand_off_code, hand_off_seq FROM ai_conversation WHERE conversation_id = ?', [conversation]);
  const [last]: { seq: number | null }[] = await tx.query('SELECT MAX(seq) AS seq FROM ai_sent WHERE workspace_id = ? AND conversation_id = ?', [workspace, conversation]);
  const draft = newest && WAITING_FOR_A_PERSON.includes(newest.state) ? Number(newest.seq) : null;
  const handedOver = state?.hand_off_code ? Number(state.hand_off_seq) : null;
  const sent = last?.seq ? Number(last.seq) : null;
  const began = [draft, handedOver, sent].filter((seq) => seq !== null);
  if (!began.length) return null;
  const { customer, ended } = await cameSince(tx, conversation, Math.min(...began));
  if (draft !== null && customer <= draft && ended <= draft) return 'draft';
  const taken = state?.paused_code === 'taken_over' ? Number(state.paused_seq) : 0;
  // A person who takes over or hands back does not write: the thread may end where the AI's own words do.
  const personSince = (seq: number) => ended > seq || taken >= seq || Number(state?.resumed_seq ?? 0) >= seq;
  if (handedOver !== null && !personSince(handedOver)) return 'handed_over';
  return sent !== null && !personSince(sent) ? 'sent' : null;
}

/** The last word of the customer, and what ended everything before it: a person's answer or a resolve. 0: none. */
async function cameSince(tx: EntityManager, conversation: Buffer, seq: number): Promise<{ customer: number; ended: number }> {
  const [row]: { customer: number | null; ended: number | null }[] = await tx.query(
    `SELECT MAX(IF(direction = 'in' AND received_at IS NOT NULL, seq, 0)) AS customer,
       MAX(IF((direction = 'out' AND type <> 'reaction' AND (author_kind = 'user' OR (author_kind = 'phone' AND received_at IS NOT NULL))) OR (direction = 'system' AND type = 'resolved'), seq, 0)) AS ended
      FROM message WHERE conversation_id = ? AND seq > ?`,
    [conversation, seq],
  );
  return { customer: Number(row?.customer ?? 0), ended: Number(row?.ended ?? 0) };
}
