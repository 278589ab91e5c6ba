import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, idToBytes, nullableBytesToId } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import type { AttachmentKind, ChannelKind, ChannelMode, ContactRef, ConversationStatus, LabelRef, Message, MessageContent, Responder } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { loadContacts } from '../conversations/contact-refs';
import { loadLabels } from '../labels/label-refs';
import { SendRules } from '../outbound/send-rules';

/** One public message: never a note, a line of the system, or one that was taken back. */
export interface FactMessage {
  id: string;
  seq: number;
  from: 'customer' | 'us';
  authorKind: Message['authorKind'];
  /** The text or the caption; '' where there is none. */
  text: string;
  type: string;
  mediaKind: AttachmentKind | null;
  content: MessageContent | null;
  at: Date;
}

/** What rules and the AI may know of a conversation. */
export interface FactsOfConversation {
  workspaceId: string;
  workspaceName: string;
  conversationId: string;
  channel: { id: string; kind: ChannelKind; mode: ChannelMode; name: string; active: boolean; held: boolean; maxTextLength: number };
  contact: ContactRef;
  labels: LabelRef[];
  status: ConversationStatus;
  assigneeId: string | null;
  responder: Responder;
  responderVersion: number;
  heldByMetaAgent: boolean;
  windowExpiresAt: Date | null;
  windowOpen: boolean;
  lastSeq: number;
  /** Since the last resolve, oldest first, the newest `messages` of them. */
  messages: FactMessage[];
}

interface Row {
  channel_id: Buffer;
  contact_id: Buffer;
  status: ConversationStatus;
  assignee_id: Buffer | null;
  responder: Responder;
  responder_version: number;
  meta_agent: number;
  last_seq: number;
  expires_at: Date | null;
  workspace_name: string;
}

interface MessageRow {
  id: Buffer;
  seq: number;
  direction: 'in' | 'out' | 'system';
  type: string;
  author_kind: Message['authorKind'];
  body: string | null;
  payload: StoredFacts | string | null;
  at: Date;
}

interface StoredFacts {
  content?: MessageContent;
  media?: { kind: AttachmentKind };
}

@Injectable()
export class ConversationFacts {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendRules) private readonly rules: SendRules,
  ) {}

  /** @throws DomainError NOT_FOUND */
  async load(workspaceId: string, conversationId: string, messages = 10): Promise<FactsOfConversation> {
    const { manager } = this.dataSource;
    const [workspace, id] = [idToBytes(workspaceId), idToBytes(conversationId)];
    const [row]: Row[] = await manager.query(
      `SELECT c.channel_id, c.contact_id, c.status, c.assignee_id, c.responder, c.responder_version, c.meta_agent, c.last_seq, r.expires_at, w.name AS workspace_name
         FROM conversation c JOIN workspace w ON w.id = c.workspace_id LEFT JOIN reply_window r ON r.channel_id = c.channel_id AND r.contact_id = c.contact_id WHERE c.id = ? AND c.workspace_id = ?`,
      [id, workspace],
    );
    if (!row) throw notFound('conversation');
    const contactId = bytesToId(row.contact_id);
    const [channel, contacts, labels, talk] = await Promise.all([
      this.rules.channelOf(workspaceId, conversationId),
      loadContacts(manager, workspaceId, [contactId]),
      loadLabels(manager, workspaceId, [id]),
      this.talk(id, messages),
    ]);
    const { state, driver } = channel;
    return {
      workspaceId,
      workspaceName: row.workspace_name,
      conversationId,
      channel: { id: bytesToId(row.channel_id), kind: state?.kind ?? 'whatsapp', mode: state?.mode ?? 'live', name: state?.name ?? '', active: state?.status === 'active', held: Boolean(state?.sendHold), maxTextLength: driver?.maxTextLength ?? 0 },
      contact: contacts.get(contactId) ?? { id: contactId, displayName: 'Unknown person', savedName: null, profileName: null, identities: [], optedOutAt: null, attributes: {} },
      labels: labels.get(id.toString('hex')) ?? [],
      status: row.status,
      assigneeId: nullableBytesToId(row.assignee_id),
      responder: row.responder,
      responderVersion: row.responder_version,
      heldByMetaAgent: row.meta_agent === 1,
      windowExpiresAt: row.expires_at,
      windowOpen: this.rules.isOpen(channel, row.expires_at),
      lastSeq: Number(row.last_seq),
      messages: talk,
    };
  }

  private async talk(conversationId: Buffer, limit: number): Promise<FactMessage[]> {
    const rows: MessageRow[] = await this.dataSource.query(
      `SELECT id, seq, direction, type, author_kind, body, payload, COALESCE(provider_ts, created_at) AS at FROM message
        WHERE conversation_id = ? AND (direction = 'in' OR (direction = 'out' AND type <> 'reaction') OR (direction = 'system' AND type = 'resolved')) AND revoked_at IS NULL ORDER BY seq DESC LIMIT ?`,
      [conversationId, limit + 1],
    );
    const end = rows.findIndex(({ direction }) => direction === 'system');
    return rows.slice(0, end < 0 ? limit : Math.min(end, limit)).reverse().map(toFact);
  }
}

function toFact({ id, seq, direction, type, author_kind, body, payload, at }: MessageRow): FactMessage {
  const facts = typeof payload === 'string' ? (JSON.parse(payload) as StoredFacts) : payload;
  return { id: bytesToId(id), seq: Number(seq), from: direction === 'in' ? 'customer' : 'us', authorKind: author_kind, text: body ?? '', type, mediaKind: facts?.media?.kind ?? null, content: facts?.content ?? null, at };
}
