import { bytesToId, idToBytes, nullableBytesToId } from '@mailtrixy/server/platform/database';
import type { Attachment, AttachmentKind, DeliveryStatus, Message, MessageContent, MessageDirection, QuotedMessage, Reaction } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { loadAttachmentsOf } from '../attachments/attachment-rows';
import { loadContacts } from '../conversations/contact-refs';
import { loadReactions } from '../reactions/reaction-rows';
import { deliveryError } from './delivery-words';
import { DELETED_WORDS, previewParts } from './preview';

const COLUMNS = `m.id, m.conversation_id, m.channel_id, m.external_id, m.seq, m.version, m.direction, m.type, m.body, m.payload, m.edited_at, m.revoked_at, m.author_kind, m.author_id, u.name AS author_name, m.client_id, m.quoted_external_id,
  m.delivery_status, m.sent_at, m.delivered_at, m.opened_at, m.failed_at, m.delivery_error, m.delivery_error_code, m.delivery_error_trace, m.dismissed_at, m.tries, m.next_at, m.attempt_no,
  m.provider_ts, m.received_at, m.created_at, q.id AS q_id, q.seq AS q_seq, q.direction AS q_direction, q.body AS q_body, q.type AS q_type, q.payload AS q_payload, q.revoked_at AS q_revoked_at, qu.name AS q_author, c.contact_id`;
const JOINS = `JOIN conversation c ON c.id = m.conversation_id LEFT JOIN \`user\` u ON u.id = m.author_id
  LEFT JOIN message q ON q.channel_id = m.channel_id AND q.external_id = m.quoted_external_id LEFT JOIN \`user\` qu ON qu.id = q.author_id`;

/** Our reactions are sent by messages that are never shown; table reaction says where they stand. */
const SHOWN = "NOT (m.direction = 'out' AND m.type = 'reaction')";

/** message.payload: gone ? null : facts, and beside them what the bubble is made of. */
interface StoredPayload extends Record<string, unknown> {
  content?: MessageContent;
  referral?: Message['referral'];
  forwarded?: Message['forwarded'];
  media?: { kind: AttachmentKind; fileName: string | null };
  /** The name of the rule or the assistant that wrote it. */
  by?: string;
}

interface MessageRecord {
  id: Buffer;
  conversation_id: Buffer;
  channel_id: Buffer;
  external_id: string | null;
  seq: number;
  version: number;
  direction: MessageDirection;
  type: string;
  body: string | null;
  payload: StoredPayload | string | null;
  edited_at: Date | null;
  revoked_at: Date | null;
  author_kind: Message['authorKind'];
  author_id: Buffer | null;
  author_name: string | null;
  client_id: string | null;
  quoted_external_id: string | null;
  delivery_status: DeliveryStatus | null;
  sent_at: Date | null;
  delivered_at: Date | null;
  opened_at: Date | null;
  failed_at: Date | null;
  delivery_error: string | null;
  delivery_error_code: number | null;
  delivery_error_trace: string | null;
  dismissed_at: Date | null;
  tries: number;
  next_at: Date | null;
  attempt_no: number;
  provider_ts: Date | null;
  received_at: Date | null;
  created_at: Date;
  q_id: Buffer | null;
  q_seq: number | null;
  q_direction: MessageDirection | null;
  q_body: string | null;
  q_type: string | null;
  q_payload: StoredPayload | string | null;
  q_revoked_at: Date | null;
  q_author: string | null;
  contact_id: Buffer;
}

/** Messages by id as they are now; those of other workspaces are left out. */
export async function loadMessages(manager: EntityManager, workspaceId: string, messageIds: readonly string[]): Promise<Map<string, Message>> {
  if (!messageIds.length) return new Map();
  const records: MessageRecord[] = await manager.query(`SELECT ${COLUMNS} FROM message m ${JOINS} WHERE m.id IN (?) AND m.workspace_id = ? AND ${SHOWN}`, [[...new Set(messageIds)].map(idToBytes), idToBytes(workspaceId)]);
  return new Map((await toMessages(manager, workspaceId, records)).map((message) => [message.id, message]));
}

/** A stretch of one thread, oldest first. The caller has checked that the conversation is the workspace's. */
export async function loadThread(manager: EntityManager, workspaceId: string, conversationId: string, bound: { comparison: '<' | '<=' | '>' | '>='; seq: number }, limit: number): Promise<Message[]> {
  const downwards = bound.comparison.startsWith('<');
  const records: MessageRecord[] = await manager.query(`SELECT ${COLUMNS} FROM message m ${JOINS} WHERE m.conversation_id = ? AND m.workspace_id = ? AND m.seq ${bound.comparison} ? AND ${SHOWN} ORDER BY m.seq ${downwards ? 'DESC' : 'ASC'} LIMIT ?`, [
    idToBytes(conversationId),
    idToBytes(workspaceId),
    bound.seq,
    limit,
  ]);
  return toMessages(manager, workspaceId, downwards ? records.reverse() : records);
}

async function toMessages(manager: EntityManager, workspaceId: string, records: readonly MessageRecord[]): Promise<Message[]> {
  const [contacts, reactions, files] = await Promise.all([
    loadContacts(manager, workspaceId, records.filter((record) => record.q_direction === 'in').map((record) => bytesToId(record.contact_id))),
    loadReactions(manager, records.filter(({ direction }) => direction === 'in' || direction === 'out')),
    loadAttachmentsOf(manager, workspaceId, records.flatMap(mediaMessages)),
  ]);
  return records.map((record) => toMessage(record, contacts.get(bytesToId(record.contact_id))?.displayName ?? '', reactions.get(bytesToId(record.id)) ?? [], files));
}

/** The message and what it quotes, as far as they can have a file; text is most of a thread. */
function mediaMessages({ id, type, direction, q_id: quotedId, q_type: quotedType }: MessageRecord): string[] {
  return [...(type !== 'text' && direction !== 'system' ? [bytesToId(id)] : []), ...(quotedId && quotedType !== 'text' ? [bytesToId(quotedId)] : [])];
}

function toMessage(record: MessageRecord, customer: string, reactions: Reaction[], files: ReadonlyMap<string, Attachment>): Message {
  const { content, referral, forwarded, media: _media, by, ...payload } = payloadOf(record) ?? {};
  const facts = Object.keys(payload).length ? payload : null;
  const gone = record.revoked_at !== null;
  return {
    id: bytesToId(record.id),
    conversationId: bytesToId(record.conversation_id),
    seq: Number(record.seq),
    version: record.version,
    direction: record.direction,
    type: record.type,
    // Only what cannot be drawn keeps its raw JSON; notices do too, but are lines of the thread.
    display: (record.direction === 'in' || record.direction === 'out') && 'raw' in payload ? 'stub' : 'bubble',
    body: gone ? null : record.body,
    payload: gone ? null : facts,
    content: gone ? null : (content ?? null),
    attachment: gone ? null : (files.get(bytesToId(record.id)) ?? null),
    reactions,
    referral: gone ? null : (referral ?? null),
    forwarded: forwarded ?? 'no',
    editedAt: iso(record.edited_at),
    revokedAt: iso(record.revoked_at),
    authorKind: record.author_kind,
    authorId: nullableBytesToId(record.author_id),
    authorName: record.author_name ?? by ?? null,
    clientId: record.client_id,
    quoted: quotedOf(record, customer, files),
    deliveryStatus: record.delivery_status,
    sentAt: iso(record.sent_at),
    deliveredAt: iso(record.delivered_at),
    openedAt: iso(record.opened_at),
    failedAt: iso(record.failed_at),
    deliveryError: deliveryError(record.delivery_status, { code: record.delivery_error_code, detail: record.delivery_error, traceId: record.delivery_error_trace }, record.dismissed_at !== null),
    retry: record.delivery_status === 'queued' && record.next_at && record.tries > 0 ? { at: record.next_at.toISOString(), attempt: record.tries } : null,
    attemptNo: record.attempt_no,
    at: (record.provider_ts ?? record.created_at).toISOString(),
    receivedAt: iso(record.received_at),
  };
}

/** MySQL hands JSON over parsed, MariaDB as text. A dismissed failure is a fact that the bubble shows. */
function payloadOf({ payload, dismissed_at }: MessageRecord): StoredPayload | null {
  const parsed = parsedPayload(payload);
  return dismissed_at ? { ...parsed, dismissedAt: dismissed_at.toISOString() } : parsed;
}

function parsedPayload(payload: StoredPayload | string | null): StoredPayload | null {
  return typeof payload === 'string' ? (JSON.parse(payload) as StoredPayload) : payload;
}

function quotedOf(record: MessageRecord, customer: string, files: ReadonlyMap<string, Attachment>): QuotedMessage | null {
  if (!record.quoted_external_id) return null;
  if (!record.q_id) return { id: null, seq: null, author: '', text: 'Original message not available', type: 'text', previewAddress: null };
  const { q_revoked_at, q_direction, q_author } = record;
  const shown = q_revoked_at ? { text: DELETED_WORDS, type: 'text' } : previewParts({ type: record.q_type ?? 'text', body: record.q_body, ...parsedPayload(record.q_payload) });
  return { id: bytesToId(record.q_id), seq: Number(record.q_seq), author: q_direction === 'in' ? customer : (q_author ?? ''), text: shown.text, type: shown.type, previewAddress: q_revoked_at ? null : (files.get(bytesToId(record.q_id))?.addresses.preview ?? null) };
}

function iso(date: Date | null): string | null {
  return date ? date.toISOString() : null;
}
