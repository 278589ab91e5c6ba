import { idToBytes } from '@mailtrixy/server/platform/database';
import type { AttachmentKind, MessageContent } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { DELETED_WORDS, previewOf, previewParts } from './preview';

interface Facts {
  media?: { kind: AttachmentKind; fileName: string | null };
  content?: MessageContent;
}

interface LastTalk {
  seq: number;
  direction: string;
  type: string;
  body: string | null;
  payload: Facts | string | null;
  author_kind: string;
  author_id: Buffer | null;
  delivery_status: string | null;
  opened_at: Date | null;
  revoked_at: Date | null;
}

const TALK = "(m.direction IN ('in', 'note') OR (m.direction = 'out' AND m.type <> 'reaction'))";
/** Rows of a phone's history get their seq when they come, often after newer ones. */
const PAST = "(m.author_kind IN ('contact', 'phone') AND m.received_at IS NULL)";

/**
 * Writes the list row's preview anew from the message that it shows. The caller holds the conversations' locks.
 * @param onlyIfOf only where the preview is of one of these messages; null: in any case, from the last message
 */
export async function refreshPreviews(tx: EntityManager, conversationIds: readonly Buffer[], onlyIfOf: readonly Buffer[] | null): Promise<void> {
  for (const conversationId of conversationIds) {
    const find = async (of: string): Promise<LastTalk | undefined> => {
      const [found]: LastTalk[] = await tx.query(
        `SELECT m.seq, m.direction, m.type, m.body, m.payload, m.author_kind, m.author_id, m.delivery_status, m.opened_at, m.revoked_at FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.conversation_id = ? AND ${of} ORDER BY m.seq DESC LIMIT 1`,
        [conversationId, ...(onlyIfOf ? [onlyIfOf] : [])],
      );
      return found;
    };
    const last = onlyIfOf ? await find('m.id IN (?) AND m.seq = c.preview_seq') : ((await find(`${TALK} AND NOT ${PAST}`)) ?? (await find(TALK)));
    if (!last) continue;
    const facts = typeof last.payload === 'string' ? (JSON.parse(last.payload) as Facts) : last.payload;
    const shown = last.revoked_at ? { text: DELETED_WORDS, type: 'text' } : previewParts({ type: last.type, body: last.body, ...facts });
    await tx.query('UPDATE conversation SET preview = ?, preview_seq = ?, preview_direction = ?, preview_type = ?, preview_author_id = ?, preview_author_kind = ?, preview_status = ?, preview_opened = ?, version = version + 1 WHERE id = ?', [
      shown.text,
      last.seq,
      last.direction,
      shown.type,
      last.author_id,
      last.author_kind === 'rule' || last.author_kind === 'ai' ? last.author_kind : null,
      last.delivery_status,
      last.opened_at && last.direction === 'out' ? 1 : 0,
      conversationId,
    ]);
  }
}

/** The list shows a reaction to an older or the last message, without moving the conversation. The caller holds the lock. */
export async function showReactionPreview(tx: EntityManager, conversationId: string, emoji: string, target: string, side: 'contact' | 'us'): Promise<void> {
  await tx.query("UPDATE conversation SET preview = ?, preview_seq = 0, preview_direction = ?, preview_type = 'reaction', preview_author_id = NULL, preview_author_kind = NULL, preview_status = NULL, preview_opened = 0, version = version + 1 WHERE id = ?", [
    previewOf(`Reacted ${emoji} to: ${target}`),
    side === 'contact' ? 'in' : 'out',
    idToBytes(conversationId),
  ]);
}
