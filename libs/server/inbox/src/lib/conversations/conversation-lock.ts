import { bytesToId, idToBytes, nullableBytesToId } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import type { ConversationStatus, Responder } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';

/** A conversation's row while this transaction holds its lock. The lock guards its messages, lane and attempts too. */
export interface LockedConversation {
  id: string;
  workspaceId: string;
  channelId: string;
  contactId: string;
  status: ConversationStatus;
  assigneeId: string | null;
  addressKind: string;
  address: string;
  lastSeq: number;
  unreadCount: number;
  firstUnreadSeq: number | null;
  windowExpiresAt: Date | null;
  /** Meta's own AI agent owns the thread. */
  metaAgent: boolean;
  responder: Responder;
  /** Grows with every human action. */
  responderVersion: number;
  snoozedUntil: Date | null;
}

interface Row {
  id: Buffer;
  workspace_id: Buffer;
  channel_id: Buffer;
  contact_id: Buffer;
  status: ConversationStatus;
  assignee_id: Buffer | null;
  address_kind: string;
  address: string;
  last_seq: number;
  unread_count: number;
  first_unread_seq: number | null;
  meta_agent: number;
  responder: Responder;
  responder_version: number;
  snoozed_until: Date | null;
}

const COLUMNS = 'id, workspace_id, channel_id, contact_id, status, assignee_id, address_kind, address, last_seq, unread_count, first_unread_seq, meta_agent, responder, responder_version, snoozed_until';

/** @throws DomainError NOT_FOUND, for another workspace's conversation too */
export async function lockConversation(tx: EntityManager, workspaceId: string, conversationId: string): Promise<LockedConversation> {
  const rows: Row[] = await tx.query(`SELECT ${COLUMNS} FROM conversation WHERE id = ? AND workspace_id = ? FOR UPDATE`, [idToBytes(conversationId), idToBytes(workspaceId)]);
  if (!rows.length) throw notFound('conversation');
  return (await withWindows(tx, rows))[0];
}

/**
 * Locks many, in the one order that everybody uses.
 * @param busy 'wait' for those that somebody else holds, or 'skip' them
 */
export async function lockConversations(tx: EntityManager, conversationIds: readonly string[], busy: 'wait' | 'skip'): Promise<LockedConversation[]> {
  if (!conversationIds.length) return [];
  const ids = [...new Set(conversationIds)].sort().map(idToBytes);
  const rows: Row[] = await tx.query(`SELECT ${COLUMNS} FROM conversation WHERE id IN (?) ORDER BY id FOR UPDATE${busy === 'skip' ? ' SKIP LOCKED' : ''}`, [ids]);
  return withWindows(tx, rows);
}

/** The window is read apart: a join would lock its row too, and inbound takes that one in another order. */
async function withWindows(tx: EntityManager, rows: Row[]): Promise<LockedConversation[]> {
  if (!rows.length) return [];
  const windows: { channel_id: Buffer; contact_id: Buffer; expires_at: Date }[] = await tx.query('SELECT channel_id, contact_id, expires_at FROM reply_window WHERE channel_id IN (?) AND contact_id IN (?)', [
    rows.map((row) => row.channel_id),
    rows.map((row) => row.contact_id),
  ]);
  const key = (row: { channel_id: Buffer; contact_id: Buffer }) => row.channel_id.toString('hex') + row.contact_id.toString('hex');
  const expiries = new Map(windows.map((row) => [key(row), row.expires_at]));
  return rows.map((row) => ({
    id: bytesToId(row.id),
    workspaceId: bytesToId(row.workspace_id),
    channelId: bytesToId(row.channel_id),
    contactId: bytesToId(row.contact_id),
    status: row.status,
    assigneeId: nullableBytesToId(row.assignee_id),
    addressKind: row.address_kind,
    address: row.address,
    lastSeq: Number(row.last_seq),
    unreadCount: row.unread_count,
    firstUnreadSeq: row.first_unread_seq === null ? null : Number(row.first_unread_seq),
    windowExpiresAt: expiries.get(key(row)) ?? null,
    metaAgent: row.meta_agent === 1,
    responder: row.responder,
    responderVersion: row.responder_version,
    snoozedUntil: row.snoozed_until,
  }));
}
