import { idToBytes, nullableBytesToId } from '@mailtrixy/server/platform/database';
import type { AiReason } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import type { StoredChannel } from '../settings/stored-channel';

const DAY_MS = 86_400_000;

/** Pauses that leave drafts to people; others stop drafts as well. */
const DRAFTS_GO_ON = new Set(['taken_over', 'handed_over']);

export interface Standing {
  /** Somebody answers here: nothing goes out by itself. Null: nobody does. */
  human: AiReason | null;
  /** Not even drafts. */
  silent: AiReason | null;
  /** End of the last closed episode: what was said up to there counts no more. */
  resolvedSeq: number;
  handedOver: { reason: AiReason; summary: string; at: Date } | null;
}

interface StateRow {
  paused_code: string | null;
  paused_words: string | null;
  paused_at: Date | null;
  paused_seq: number | null;
  resumed_seq: number;
  hand_off_code: string | null;
  hand_off_words: string | null;
  hand_off_summary: string | null;
  hand_off_at: Date | null;
  hand_off_seq: number | null;
}

interface ActRow {
  direction: string;
  type: string;
  author_kind: string;
  name: string | null;
  at: Date;
  author_id: Buffer | null;
}

/**
 * Who has the word in a conversation. A person's reply, assigning, snoozing or reopening takes it over, and so does a reply
 * from the phone; notes and labels do not. It lasts until the conversation is resolved, a person hands it back, or a day
 * has passed where the channel says so.
 */
export async function standingOf(manager: EntityManager, workspaceId: string, conversationId: string, pauseAfterHuman: StoredChannel['pauseAfterHuman'], now: number): Promise<Standing> {
  const id = idToBytes(conversationId);
  const [[resolved], [state]]: [{ seq: number | null }[], StateRow[]] = await Promise.all([
    manager.query("SELECT MAX(seq) AS seq FROM message WHERE conversation_id = ? AND direction = 'system' AND type = 'resolved'", [id]),
    manager.query('SELECT paused_code, paused_words, paused_at, paused_seq, resumed_seq, hand_off_code, hand_off_words, hand_off_summary, hand_off_at, hand_off_seq FROM ai_conversation WHERE conversation_id = ? AND workspace_id = ?', [id, idToBytes(workspaceId)]),
  ]);
  const resolvedSeq = Number(resolved?.seq ?? 0);
  const floor = Math.max(resolvedSeq, Number(state?.resumed_seq ?? 0));
  const over = (at: Date) => pauseAfterHuman === 'day' && at.getTime() + DAY_MS <= now;
  const handedOver = state?.hand_off_code && state.hand_off_at && Number(state.hand_off_seq) >= floor ? { reason: { code: state.hand_off_code, words: state.hand_off_words ?? '' }, summary: state.hand_off_summary ?? '', at: state.hand_off_at } : null;
  const paused = state?.paused_code && state.paused_at && Number(state.paused_seq) >= floor && !over(state.paused_at) ? { code: state.paused_code, words: state.paused_words ?? '' } : null;
  const act = await lastAct(manager, id, floor);
  const human = act && !over(act.at) ? { code: 'taken_over', words: wordsOf(act) } : null;
  return { human: paused && DRAFTS_GO_ON.has(paused.code) ? paused : human, silent: paused && !DRAFTS_GO_ON.has(paused.code) ? paused : null, resolvedSeq, handedOver };
}

async function lastAct(manager: EntityManager, conversationId: Buffer, floor: number): Promise<ActRow | null> {
  const [row]: ActRow[] = await manager.query(
    `SELECT m.direction, m.type, m.author_kind, m.author_id, u.name, COALESCE(m.received_at, m.created_at) AS at FROM message m LEFT JOIN \`user\` u ON u.id = m.author_id
      WHERE m.conversation_id = ? AND m.seq > ? AND m.direction IN ('out', 'system') AND (m.author_kind = 'user' OR (m.author_kind = 'phone' AND m.received_at IS NOT NULL)) AND m.type NOT IN ('reaction', 'ai_resumed') ORDER BY m.seq DESC LIMIT 1`,
    [conversationId, floor],
  );
  return row ?? null;
}

function wordsOf({ direction, type, author_kind, author_id, name }: ActRow): string {
  const who = author_kind === 'phone' ? 'Somebody on the phone' : (name ?? (nullableBytesToId(author_id) ? 'A former member' : 'A person'));
  if (direction === 'out') return `${who} answers this conversation.`;
  return type === 'assigned' || type === 'unassigned' ? `${who} assigned this conversation.` : `${who} looks after this conversation.`;
}
