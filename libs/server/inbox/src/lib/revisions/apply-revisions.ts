import { bytesToId, idSql, idToBytes, listSql, textSql } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { EntityManager } from 'typeorm';
import { lockConversations } from '../conversations/conversation-lock';
import { refreshPreviews } from '../messages/refresh-preview';

/** A message by the provider's id. */
export interface RevisionTarget {
  channelId: string;
  externalId: string;
}

interface RevisionRow {
  external_id: string;
  change_kind: 'edit' | 'revoke';
  body: string | null;
  provider_ts: Date;
  applied_at: Date | null;
}

interface TargetRow {
  id: Buffer;
  conversation_id: Buffer;
  workspace_id: Buffer;
  body: string | null;
  edited_at: Date | null;
  revoked_at: Date | null;
}

/** Changes that came before their message. One look per batch where no message of these channels was ever changed. */
export async function applyWaitingRevisions(tx: EntityManager, targets: readonly RevisionTarget[]): Promise<void> {
  const channels = [...new Set(targets.map(({ channelId }) => channelId))];
  if (!channels.length) return;
  const changed: { id: Buffer }[] = await tx.query(channels.map((channelId) => `(SELECT channel_id AS id FROM message_revision WHERE channel_id = ${idSql(channelId)} LIMIT 1)`).join(' UNION ALL '));
  for (const channelId of changed.map(({ id }) => bytesToId(id))) {
    const ids = targets.filter((target) => target.channelId === channelId).map(({ externalId }) => textSql(externalId));
    const rows: { externalId: string }[] = await tx.query(`SELECT DISTINCT target_external_id AS externalId FROM message_revision WHERE channel_id = ${idSql(channelId)} AND target_external_id IN (${listSql(ids)}) AND applied_at IS NULL`);
    await applyRevisions(tx, rows.map(({ externalId }) => ({ channelId, externalId })));
  }
}

/**
 * Brings messages to what their changes say: the text of the newest edit, and taken back once anybody took it back. The
 * text before each change is kept with it. Changes whose message is not there yet wait. Order-free, repeats safely.
 */
export async function applyRevisions(tx: EntityManager, targets: readonly RevisionTarget[]): Promise<void> {
  const found: { target: RevisionTarget; conversationId: string }[] = [];
  for (const target of targets) {
    const [row]: { conversation_id: Buffer }[] = await tx.query('SELECT conversation_id FROM message WHERE channel_id = ? AND external_id = ?', [idToBytes(target.channelId), target.externalId]);
    if (row) found.push({ target, conversationId: bytesToId(row.conversation_id) });
  }
  await lockConversations(tx, found.map(({ conversationId }) => conversationId), 'wait');
  for (const { target } of found) await applyTo(tx, target);
}

async function applyTo(tx: EntityManager, { channelId, externalId }: RevisionTarget): Promise<void> {
  const channel = idToBytes(channelId);
  const [message]: TargetRow[] = await tx.query('SELECT id, conversation_id, workspace_id, body, edited_at, revoked_at FROM message WHERE channel_id = ? AND external_id = ? FOR UPDATE', [channel, externalId]);
  const revisions: RevisionRow[] = await tx.query('SELECT external_id, change_kind, body, provider_ts, applied_at FROM message_revision WHERE channel_id = ? AND target_external_id = ? ORDER BY provider_ts, external_id', [channel, externalId]);
  const waiting = revisions.filter(({ applied_at }) => applied_at === null);
  if (!message || !waiting.length) return;
  const edit = revisions.filter(({ change_kind }) => change_kind === 'edit').at(-1);
  const revoked = revisions.find(({ change_kind }) => change_kind === 'revoke');
  await tx.query('UPDATE message_revision SET previous_body = ?, applied_at = NOW(3) WHERE channel_id = ? AND external_id IN (?)', [message.body, channel, waiting.map(({ external_id }) => external_id)]);
  await tx.query('UPDATE message SET body = ?, edited_at = ?, revoked_at = ?, version = version + 1 WHERE id = ?', [edit ? edit.body : message.body, edit?.provider_ts ?? null, revoked?.provider_ts ?? null, message.id]);
  await refreshPreviews(tx, [message.conversation_id], [message.id]);
  await appendOutbox(tx, [{ workspaceId: bytesToId(message.workspace_id), topic: 'message.updated', channelId, conversationId: bytesToId(message.conversation_id), entityId: bytesToId(message.id) }]);
}
