import { bytesToId, idToBytes, nullableBytesToId } from '@mailtrixy/server/platform/database';
import type { AiState, ChannelKind, ChannelMode, ConversationRow, ConversationStatus, DeliveryStatus } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { loadContacts } from './contact-refs';
import { loadLabels } from '../labels/label-refs';

/** What a list row is made of. `c` is conversation, `ch` channel, `w` reply_window. */
export const ROW_COLUMNS = `c.id, c.version, c.channel_id, ch.kind AS channel_kind, ch.mode AS channel_mode, c.contact_id, c.status, c.assignee_id,
  c.last_message_at, c.preview, c.preview_direction, c.preview_type, c.preview_author_id, c.preview_author_kind, c.preview_status, c.preview_opened, c.unread_count, c.failed_flag, c.ai_state, c.snoozed_until, w.expires_at`;
export const ROW_JOINS = `JOIN channel ch ON ch.id = c.channel_id LEFT JOIN reply_window w ON w.channel_id = c.channel_id AND w.contact_id = c.contact_id`;

export interface ConversationRecord {
  id: Buffer;
  version: number;
  channel_id: Buffer;
  channel_kind: ChannelKind;
  channel_mode: ChannelMode;
  contact_id: Buffer;
  status: ConversationStatus;
  assignee_id: Buffer | null;
  last_message_at: Date;
  preview: string;
  preview_direction: ConversationRow['preview']['direction'];
  preview_type: string;
  preview_author_id: Buffer | null;
  preview_author_kind: 'rule' | 'ai' | null;
  preview_status: DeliveryStatus | null;
  preview_opened: number;
  unread_count: number;
  failed_flag: number;
  ai_state: AiState | null;
  snoozed_until: Date | null;
  expires_at: Date | null;
}

/** Rows of a list as they are now; ids that do not exist in this workspace are left out. */
export async function loadConversationRows(manager: EntityManager, workspaceId: string, ids: readonly string[]): Promise<Map<string, ConversationRow>> {
  if (!ids.length) return new Map();
  const records: ConversationRecord[] = await manager.query(`SELECT ${ROW_COLUMNS} FROM conversation c ${ROW_JOINS} WHERE c.id IN (?) AND c.workspace_id = ?`, [[...new Set(ids)].map(idToBytes), idToBytes(workspaceId)]);
  return new Map((await toConversationRows(manager, workspaceId, records)).map((row) => [row.id, row]));
}

export async function toConversationRows(manager: EntityManager, workspaceId: string, records: readonly ConversationRecord[]): Promise<ConversationRow[]> {
  const contacts = await loadContacts(manager, workspaceId, records.map((record) => bytesToId(record.contact_id)));
  const labels = await loadLabels(manager, workspaceId, records.map((record) => record.id));
  return records.map((record) => {
    const contactId = bytesToId(record.contact_id);
    return {
      id: bytesToId(record.id),
      version: record.version,
      channelId: bytesToId(record.channel_id),
      channelKind: record.channel_kind,
      channelMode: record.channel_mode,
      contactId,
      contactName: contacts.get(contactId)?.displayName ?? 'Unknown person',
      status: record.status,
      assigneeId: nullableBytesToId(record.assignee_id),
      lastMessageAt: record.last_message_at.toISOString(),
      preview: {
        text: record.preview,
        direction: record.preview_direction,
        type: record.preview_type,
        authorId: nullableBytesToId(record.preview_author_id),
        // Inbound rows leave the column as it was.
        ...(record.preview_author_kind && record.preview_direction === 'out' ? { author: record.preview_author_kind } : {}),
        deliveryStatus: record.preview_status,
        opened: record.preview_opened === 1,
      },
      unreadCount: record.unread_count,
      failed: record.failed_flag === 1,
      aiState: record.ai_state,
      windowExpiresAt: record.expires_at?.toISOString() ?? null,
      labels: labels.get(record.id.toString('hex')) ?? [],
      snoozedUntil: record.snoozed_until?.toISOString() ?? null,
    };
  });
}
