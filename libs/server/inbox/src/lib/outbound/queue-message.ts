import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import { recordTemplateUse } from '@mailtrixy/server/templates';
import type { EntityManager } from 'typeorm';
import { authorColumns, type LineAuthor } from '../conversations/automation-actor';
import type { LockedConversation } from '../conversations/conversation-lock';
import { touchLabels } from '../labels/touch-labels';
import { previewParts } from '../messages/preview';
import { wakeLane } from './lane';
import { giveFiles } from './outbound-attachments';
import type { StoredContent } from './request-content';

export interface NewMessage {
  kind: 'reply' | 'note';
  stored: StoredContent;
  clientId: string | null;
  clientHash: Buffer | null;
  author: LineAuthor;
  /** Of an automatic message: unique over all messages. */
  originKey?: string | null;
  quotedExternalId: string | null;
}

/**
 * Writes a message of ours at the end of the thread; a reply is queued in its conversation's lane. In the caller's
 * transaction, which holds the conversation's lock, appends the outbox and rings afterwards.
 */
export async function queueMessage(tx: EntityManager, conversation: LockedConversation, message: NewMessage): Promise<string> {
  const id = newId();
  const { kind, stored } = message;
  const reply = kind === 'reply';
  const status = reply ? 'queued' : null;
  const seq = ++conversation.lastSeq;
  const key = idToBytes(conversation.id);
  const by = authorColumns(message.author);
  const person = by.kind === 'user';
  const userId = nullableIdToBytes(by.userId);
  const preview = previewOf(stored);
  // The same members as an inbound message has: what the bubble, the list and a quote are made of.
  const media = stored.outgoing.type === 'media' ? { media: { kind: stored.outgoing.kind, fileName: stored.outgoing.fileName } } : {};
  const parts = { ...(stored.content ? { content: stored.content } : {}), ...media, ...by.facts };
  const payload = Object.keys(parts).length ? JSON.stringify(parts) : null;
  await tx.query(
    `INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, body, payload, outgoing, client_id, client_hash, origin_key, author_kind, author_id, quoted_external_id, delivery_status, attempt_no)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [key, seq, idToBytes(id), idToBytes(conversation.workspaceId), idToBytes(conversation.channelId), reply ? 'out' : 'note', stored.type, stored.body, payload, reply ? JSON.stringify(stored.outgoing) : null, message.clientId, message.clientHash, message.originKey ?? null, by.kind, userId, message.quotedExternalId, status, reply ? 1 : 0],
  );
  // Whoever answers takes the thread over, from Meta's own agent too. A person's answer and note also stop what a rule or
  // the AI is about to send; an automatic message is no such step. A person's answer ends what the list says of the AI.
  await tx.query(
    `UPDATE conversation SET last_seq = ?, last_message_at = NOW(3), preview = ?, preview_seq = ?, preview_direction = ?, preview_type = ?, preview_author_id = ?, preview_author_kind = ?, preview_status = ?, preview_opened = 0,
       responder = IF(?, ?, responder), meta_agent = IF(?, 0, meta_agent), ai_state = IF(?, NULL, ai_state), responder_version = responder_version + ?, version = version + 1 WHERE id = ?`,
    [seq, preview.text, seq, reply ? 'out' : 'note', preview.type, userId, person ? null : by.kind, status, reply, person ? 'human' : by.kind, reply, person && reply, person ? 1 : 0, key],
  );
  await touchLabels(tx, [conversation.id]);
  await giveFiles(tx, conversation, id, stored.attachmentIds);
  if (stored.outgoing.type === 'template') await recordTemplateUse(tx, conversation.workspaceId, stored.outgoing.template.templateId, id);
  if (reply) await wakeLane(tx, conversation);
  return id;
}

/** What the list shows; a place and cards have names instead of a text. */
function previewOf({ type, body, content, outgoing }: StoredContent): { text: string; type: string } {
  const names = content?.kind === 'location' ? (content.name ?? content.address ?? '') : content?.kind === 'contacts' ? content.cards.map(({ name }) => name).join(', ') : '';
  return previewParts({ type, body: body || names, content, media: outgoing.type === 'media' ? outgoing : null });
}
