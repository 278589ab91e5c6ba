import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, nullableBytesToId, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import type { AiGate, AiReason, AiRun, AiRunRow, Confidence, KnowledgeHit } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { fitted, fittedText, jsonColumn } from '../rows/json-column';
import { withCurrent, type StoredSource } from './stored-source';

const QUESTION_MAX = 4000;

/** What a run came to, however it ended. */
export interface NewRun {
  id: string;
  workspaceId: string;
  conversationId: string | null;
  channelId: string | null;
  contactId: string | null;
  origin: AiRunRow['origin'];
  /** The same key is stored once. Null: no key. */
  originKey: string | null;
  /** The replay or exam that it belongs to. */
  parentId: string | null;
  messageSeq: number | null;
  question: string;
  query: string | null;
  language: string | null;
  outcome: AiReason;
  wouldBe: AiRun['wouldBe'];
  action: string | null;
  answer: string | null;
  confidence: Confidence | null;
  hits: readonly KnowledgeHit[];
  sources: readonly StoredSource[];
  gates: readonly AiGate[];
  prompt: string | null;
  model: string | null;
  tokensIn: number;
  tokensOut: number;
  tookMs: number | null;
  at: Date;
}

/** A run without an answer: why the AI stayed silent. */
export function silentRun(place: Pick<NewRun, 'workspaceId' | 'conversationId' | 'channelId' | 'contactId' | 'origin' | 'originKey' | 'messageSeq' | 'question'>, outcome: AiReason, at: Date): NewRun {
  return { ...place, id: newId(at.getTime()), parentId: null, query: null, language: null, outcome, wouldBe: 'nothing', action: null, answer: null, confidence: null, hits: [], sources: [], gates: [], prompt: null, model: null, tokensIn: 0, tokensOut: 0, tookMs: null, at };
}

/** @returns the id of the run with this origin key: the new one, or the one that was there first */
export async function storeRun(tx: EntityManager, run: NewRun): Promise<string> {
  const columns: Record<string, unknown> = {
    id: idToBytes(run.id),
    workspace_id: idToBytes(run.workspaceId),
    conversation_id: nullableIdToBytes(run.conversationId),
    channel_id: nullableIdToBytes(run.channelId),
    contact_id: nullableIdToBytes(run.contactId),
    origin: run.origin,
    origin_key: run.originKey,
    parent_id: nullableIdToBytes(run.parentId),
    message_seq: run.messageSeq,
    question: fitted(run.question, QUESTION_MAX),
    query: run.query === null ? null : fitted(run.query, QUESTION_MAX),
    language: run.language,
    code: fitted(run.outcome.code, 32),
    words: fitted(run.outcome.words, 500),
    would_be: run.wouldBe,
    action: run.action,
    answer: run.answer === null ? null : fittedText(run.answer),
    confidence: run.confidence?.value ?? null,
    confidence_parts: run.confidence ? JSON.stringify(run.confidence) : null,
    hits: JSON.stringify(run.hits),
    sources: JSON.stringify(run.sources),
    gates: JSON.stringify(run.gates),
    prompt: run.prompt,
    model: run.model,
    tokens_in: run.tokensIn,
    tokens_out: run.tokensOut,
    took_ms: run.tookMs,
    at: run.at,
  };
  const names = Object.keys(columns);
  await tx.query(`INSERT INTO ai_run (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) ON DUPLICATE KEY UPDATE id = id`, Object.values(columns));
  if (run.originKey !== null) {
    const [row]: { id: Buffer }[] = await tx.query('SELECT id FROM ai_run WHERE workspace_id = ? AND origin_key = ?', [idToBytes(run.workspaceId), run.originKey]);
    if (row && bytesToId(row.id) !== run.id) return bytesToId(row.id);
  }
  // Only answers to customers count as a use of a document.
  if (run.sources.length && (run.origin === 'message' || run.origin === 'asked')) {
    await tx.query('INSERT INTO ai_run_citation (workspace_id, run_id, n, passage_id, document_id, at) VALUES ? ON DUPLICATE KEY UPDATE n = VALUES(n)', [run.sources.map((source) => [idToBytes(run.workspaceId), idToBytes(run.id), source.n, idToBytes(source.passageId), idToBytes(source.documentId), run.at])]);
  }
  return run.id;
}

interface Row {
  id: Buffer;
  conversation_id: Buffer | null;
  at: Date;
  origin: AiRunRow['origin'];
  question: string;
  code: string;
  words: string;
  confidence: number | null;
  model: string | null;
  took_ms: number | null;
  tokens_in: number;
  tokens_out: number;
}

interface WholeRow extends Row {
  query: string | null;
  hits: unknown;
  answer: string | null;
  action: string | null;
  sources: unknown;
  gates: unknown;
  confidence_parts: unknown;
  prompt: string | null;
  would_be: AiRun['wouldBe'];
}

export const RUN_COLUMNS = 'id, conversation_id, at, origin, question, code, words, confidence, model, took_ms, tokens_in, tokens_out';

export function toRunRow(row: Row): AiRunRow {
  return {
    id: bytesToId(row.id),
    conversationId: nullableBytesToId(row.conversation_id),
    at: row.at.toISOString(),
    origin: row.origin,
    question: row.question,
    outcome: { code: row.code, words: row.words },
    confidence: row.confidence,
    model: row.model,
    tookMs: row.took_ms,
    tokensIn: row.tokens_in,
    tokensOut: row.tokens_out,
  };
}

/** @param withPrompt for admins and in the playground */
export async function findRun(manager: EntityManager, workspaceId: string, runId: string, withPrompt: boolean): Promise<AiRun | null> {
  const [row]: WholeRow[] = await manager.query(`SELECT ${RUN_COLUMNS}, query, hits, answer, action, sources, gates, confidence_parts, prompt, would_be FROM ai_run WHERE id = ? AND workspace_id = ?`, [idToBytes(runId), idToBytes(workspaceId)]);
  if (!row) return null;
  return {
    ...toRunRow(row),
    query: row.query,
    hits: jsonColumn<KnowledgeHit[]>(row.hits, []),
    answer: row.answer,
    action: row.action,
    sources: await withCurrent(manager, workspaceId, jsonColumn<StoredSource[]>(row.sources, [])),
    gates: jsonColumn<AiGate[]>(row.gates, []),
    confidenceParts: jsonColumn<Confidence | null>(row.confidence_parts, null),
    prompt: withPrompt ? row.prompt : null,
    wouldBe: row.would_be,
  };
}
