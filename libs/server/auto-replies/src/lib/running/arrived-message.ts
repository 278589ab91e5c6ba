import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { RULE_MEDIA_KINDS, type MessageContent, type RuleMediaKind } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { languageBefore, languageOf } from './spoken-language';

/** A customer's message as rules see it. */
export interface ArrivedText {
  messageId: string;
  conversationId: string;
  channelId: string;
  contactId: string;
  seq: number;
  text: string;
  language: string;
  mediaKind: RuleMediaKind | null;
  buttonId: string | null;
  isButton: boolean;
  at: Date;
}

/** Of ARRIVED_COLUMNS. */
export interface ArrivedRow {
  id: Buffer;
  conversation_id: Buffer;
  channel_id: Buffer;
  contact_id: Buffer;
  seq: number;
  type: string;
  body: string | null;
  payload: unknown;
  at: Date;
}

interface Facts {
  content?: MessageContent;
  media?: { kind: string };
}

export const ARRIVED_COLUMNS = 'm.id, m.conversation_id, m.channel_id, c.contact_id, m.seq, m.type, m.body, m.payload, COALESCE(m.received_at, m.created_at) AS at';

/** Null: it was taken back meanwhile, or is not a customer's message of this workspace. */
export async function findArrived(manager: EntityManager, workspaceId: string, messageId: string): Promise<ArrivedText | null> {
  const [row]: ArrivedRow[] = await manager.query(`SELECT ${ARRIVED_COLUMNS} FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.id = ? AND m.workspace_id = ? AND m.direction = 'in' AND m.revoked_at IS NULL`, [idToBytes(messageId), idToBytes(workspaceId)]);
  return row ? inContext(manager, row) : null;
}

/** With the language that what was written before it tells. */
export async function inContext(manager: EntityManager, row: ArrivedRow): Promise<ArrivedText> {
  return toArrived(row, await languageBefore(manager, bytesToId(row.conversation_id), Number(row.seq)));
}

/** @param before the language of what the customer wrote before, for short texts */
export function toArrived(row: ArrivedRow, before: string | null): ArrivedText {
  const facts = (typeof row.payload === 'string' ? JSON.parse(row.payload) : row.payload) as Facts | null;
  const content = facts?.content;
  const text = content && ['location', 'contacts', 'order', 'call'].includes(content.kind) ? '' : (row.body ?? '');
  const choice = content?.kind === 'choice' ? content : null;
  return {
    messageId: bytesToId(row.id),
    conversationId: bytesToId(row.conversation_id),
    channelId: bytesToId(row.channel_id),
    contactId: bytesToId(row.contact_id),
    seq: Number(row.seq),
    text,
    language: languageOf(text, before).language,
    mediaKind: mediaKindOf(facts, row.type),
    buttonId: choice?.id ?? null,
    isButton: choice !== null,
    at: row.at,
  };
}

function mediaKindOf(facts: Facts | null, type: string): RuleMediaKind | null {
  const kind = facts?.media?.kind ?? facts?.content?.kind ?? type;
  return RULE_MEDIA_KINDS.find((known) => known === kind) ?? null;
}
