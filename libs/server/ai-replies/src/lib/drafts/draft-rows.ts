import { bytesToId, idToBytes, nullableBytesToId, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import type { AiDraft, AiDraftState, AiGate, AiReason, AiStyle, Confidence } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { fitted, fittedText, jsonColumn } from '../rows/json-column';
import { withCurrent, type StoredSource } from '../runs/stored-source';
import { shownConfidence, warningOf } from './draft-warning';

/** A draft as its row holds it. */
export interface StoredDraft {
  id: string;
  workspaceId: string;
  conversationId: string;
  channelId: string;
  runId: string | null;
  askedBy: string | null;
  style: AiStyle | null;
  instruction: string | null;
  stop: boolean;
  state: AiDraftState;
  kind: AiDraft['kind'];
  question: string;
  messageId: string | null;
  /** Of the customer's message that it answers. */
  seq: number;
  responderVersion: number;
  knowledgeRevision: number;
  body: string;
  /** As the AI wrote it, when a person changed it. */
  proposed: string | null;
  language: string | null;
  sources: StoredSource[];
  passages: { source: StoredSource; quote: string }[];
  confidence: Confidence | null;
  searched: AiDraft['searched'];
  gates: AiGate[];
  why: AiReason | null;
  problem: AiReason | null;
  sendAt: Date | null;
  helpful: boolean | null;
  sentMessageId: string | null;
  sentClientId: string | null;
  version: number;
  fence: number;
  tries: number;
  createdAt: Date;
}

interface Row {
  id: Buffer;
  workspace_id: Buffer;
  conversation_id: Buffer;
  channel_id: Buffer;
  run_id: Buffer | null;
  asked_by: Buffer | null;
  style: AiStyle | null;
  instruction: string | null;
  stop: number;
  state: AiDraftState;
  kind: AiDraft['kind'];
  question: string;
  message_id: Buffer | null;
  seq: number;
  responder_version: number;
  knowledge_revision: number;
  body: string;
  proposed: string | null;
  language: string | null;
  sources: unknown;
  passages: unknown;
  confidence: unknown;
  searched: unknown;
  gates: unknown;
  why_code: string | null;
  why_words: string | null;
  problem_code: string | null;
  problem_words: string | null;
  send_at: Date | null;
  helpful: number | null;
  sent_message_id: Buffer | null;
  sent_client_id: string | null;
  version: number;
  fence: number;
  tries: number;
  created_at: Date;
}

/** States in which nothing more happens to a draft and the card is gone. */
export const SETTLED_STATES = ['sent', 'edited', 'discarded'] as const;

/** @param lock holds the row until the transaction's end */
export async function findDraft(manager: EntityManager, workspaceId: string, draftId: string, lock = false): Promise<StoredDraft | null> {
  const [row]: Row[] = await manager.query(`SELECT * FROM ai_draft WHERE id = ? AND workspace_id = ?${lock ? ' FOR UPDATE' : ''}`, [idToBytes(draftId), idToBytes(workspaceId)]);
  return row ? toDraft(row) : null;
}

/** What the card shows: the newest one that is not settled. */
export async function newestDraft(manager: EntityManager, workspaceId: string, conversationId: string): Promise<StoredDraft | null> {
  const [row]: Row[] = await manager.query('SELECT * FROM ai_draft WHERE workspace_id = ? AND conversation_id = ? ORDER BY created_at DESC, id DESC LIMIT 1', [idToBytes(workspaceId), idToBytes(conversationId)]);
  return row && !(SETTLED_STATES as readonly string[]).includes(row.state) ? toDraft(row) : null;
}

export function toDraft(row: Row): StoredDraft {
  return {
    id: bytesToId(row.id),
    workspaceId: bytesToId(row.workspace_id),
    conversationId: bytesToId(row.conversation_id),
    channelId: bytesToId(row.channel_id),
    runId: nullableBytesToId(row.run_id),
    askedBy: nullableBytesToId(row.asked_by),
    style: row.style,
    instruction: row.instruction,
    stop: row.stop === 1,
    state: row.state,
    kind: row.kind,
    question: row.question,
    messageId: nullableBytesToId(row.message_id),
    seq: Number(row.seq),
    responderVersion: row.responder_version,
    knowledgeRevision: Number(row.knowledge_revision),
    body: row.body,
    proposed: row.proposed,
    language: row.language,
    sources: jsonColumn<StoredSource[]>(row.sources, []),
    passages: jsonColumn<StoredDraft['passages']>(row.passages, []),
    confidence: jsonColumn<Confidence | null>(row.confidence, null),
    searched: jsonColumn(row.searched, { used: 0, of: 0 }),
    gates: jsonColumn<AiGate[]>(row.gates, []),
    why: row.why_code ? { code: row.why_code, words: row.why_words ?? '' } : null,
    problem: row.problem_code ? { code: row.problem_code, words: row.problem_words ?? '' } : null,
    sendAt: row.send_at,
    helpful: row.helpful === null ? null : row.helpful === 1,
    sentMessageId: nullableBytesToId(row.sent_message_id),
    sentClientId: row.sent_client_id,
    version: row.version,
    fence: Number(row.fence),
    tries: row.tries,
    createdAt: row.created_at,
  };
}

/** What pipeline and people fill in. */
export type DraftContent = Pick<StoredDraft, 'runId' | 'state' | 'kind' | 'question' | 'knowledgeRevision' | 'body' | 'language' | 'sources' | 'passages' | 'confidence' | 'searched' | 'gates' | 'why' | 'problem' | 'sendAt'>;
export type DraftPlace = Pick<StoredDraft, 'id' | 'workspaceId' | 'conversationId' | 'channelId' | 'messageId' | 'seq' | 'responderVersion'> & { askedBy?: string | null; style?: AiStyle | null; instruction?: string | null };

export const EMPTY_CONTENT: Omit<DraftContent, 'state' | 'question'> = { runId: null, kind: 'generated', knowledgeRevision: 0, body: '', language: null, sources: [], passages: [], confidence: null, searched: { used: 0, of: 0 }, gates: [], why: null, problem: null, sendAt: null };

/** @param due whether a worker must look: 'now' to write it, 'sendAt' to send it, null for a person */
export async function insertDraft(tx: EntityManager, place: DraftPlace, content: DraftContent, due: 'now' | 'sendAt' | null): Promise<void> {
  const columns: Record<string, unknown> = {
    id: idToBytes(place.id),
    workspace_id: idToBytes(place.workspaceId),
    conversation_id: idToBytes(place.conversationId),
    channel_id: idToBytes(place.channelId),
    asked_by: nullableIdToBytes(place.askedBy),
    style: place.style ?? null,
    instruction: place.instruction ?? null,
    message_id: nullableIdToBytes(place.messageId),
    seq: place.seq,
    responder_version: place.responderVersion,
    ...contentColumns(content),
  };
  const names = Object.keys(columns);
  const nextAt = due === 'now' ? 'NOW(3)' : due === 'sendAt' ? '?' : 'NULL';
  await tx.query(`INSERT INTO ai_draft (${names.join(', ')}, next_at) VALUES (${names.map(() => '?').join(', ')}, ${nextAt})`, [...Object.values(columns), ...(due === 'sendAt' ? [content.sendAt] : [])]);
}

/** A draft that was being written is done: nothing more for a worker. */
export async function fillDraft(tx: EntityManager, draftId: string, content: DraftContent): Promise<void> {
  const columns = contentColumns(content);
  await tx.query(`UPDATE ai_draft SET ${Object.keys(columns).map((name) => `${name} = ?`).join(', ')}, next_at = NULL, lease_until = NULL, version = version + 1 WHERE id = ?`, [...Object.values(columns), idToBytes(draftId)]);
}

function contentColumns(content: DraftContent): Record<string, unknown> {
  return {
    run_id: nullableIdToBytes(content.runId),
    state: content.state,
    kind: content.kind,
    question: fittedText(content.question),
    knowledge_revision: content.knowledgeRevision,
    body: fittedText(content.body),
    language: content.language,
    sources: JSON.stringify(content.sources),
    passages: JSON.stringify(content.passages),
    confidence: content.confidence ? JSON.stringify(content.confidence) : null,
    searched: JSON.stringify(content.searched),
    gates: JSON.stringify(content.gates),
    why_code: content.why ? fitted(content.why.code, 32) : null,
    why_words: content.why ? fitted(content.why.words, 500) : null,
    problem_code: content.problem ? fitted(content.problem.code, 32) : null,
    problem_words: content.problem ? fitted(content.problem.words, 500) : null,
    send_at: content.sendAt,
  };
}

/** For browsers, with sources as they are now. */
export async function draftView(manager: EntityManager, draft: StoredDraft): Promise<AiDraft> {
  const quoted = await withCurrent(manager, draft.workspaceId, draft.passages.map(({ source }) => source));
  const sources = await withCurrent(manager, draft.workspaceId, draft.sources);
  const warning = warningOf(draft, sources);
  return {
    id: draft.id,
    conversationId: draft.conversationId,
    version: draft.version,
    state: draft.state,
    kind: draft.kind,
    question: draft.question,
    body: draft.body,
    language: draft.language,
    sources,
    passages: draft.passages.map(({ quote }, at) => ({ source: quoted[at], quote })),
    confidence: shownConfidence(draft.confidence, warning),
    searched: draft.searched,
    gates: draft.gates,
    whyNotSent: draft.why,
    warning,
    problem: draft.problem,
    sendAt: draft.sendAt?.toISOString() ?? null,
    helpful: draft.helpful,
    at: draft.createdAt.toISOString(),
  };
}
