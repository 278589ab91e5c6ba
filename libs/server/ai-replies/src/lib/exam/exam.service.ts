import { Inject, Injectable } from '@nestjs/common';
import { ProviderRows } from '@mailtrixy/server/ai-providers';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction, isDuplicate, nullableBytesToId, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { CreateExamCaseRequest, ExamCase, ExamRun, SaveExamCaseRequest, UpdateExamCaseRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { announceWorkspace } from '../rows/announce-ai';
import { jsonColumn } from '../rows/json-column';
import { isPaused, readSettings } from '../settings/stored-settings';
import { KILLED } from '../turns/stop-signal';
import { caseFromChat } from './case-from-chat';
import { fingerprintOf } from './fingerprint';

const CASES_MAX = 500;
const RUNS_LISTED = 30;

interface CaseRow {
  id: Buffer;
  question: string;
  history: unknown;
  expect: ExamCase['expect'];
  document_ids: unknown;
  must_say: unknown;
  conversation_id: Buffer | null;
  last_passed: number | null;
}

interface RunRow {
  id: Buffer;
  state: ExamRun['state'];
  because: string;
  done: number;
  total: number;
  passed: number;
  results: unknown;
  problem: string | null;
  created_at: Date;
}

/** Golden questions, and how well today's knowledge, settings and model do on them. */
@Injectable()
export class ExamService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ProviderRows) private readonly providers: ProviderRows,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  async cases(workspaceId: string): Promise<ExamCase[]> {
    const rows: CaseRow[] = await this.dataSource.query('SELECT * FROM ai_exam_case WHERE workspace_id = ? ORDER BY created_at, id', [idToBytes(workspaceId)]);
    return rows.map(toCase);
  }

  /** The same clientId gives the same case back. @throws DomainError VALIDATION_FAILED, NOT_FOUND for another workspace's conversation */
  async add(workspaceId: string, userId: string | null, request: CreateExamCaseRequest): Promise<ExamCase> {
    if (!request.question.trim()) throw new DomainError('VALIDATION_FAILED', 'A case needs a question.', { errors: [{ field: 'question', message: 'is empty' }] });
    const { manager } = this.dataSource;
    const known = await caseBy(manager, workspaceId, 'client_id', request.clientId);
    if (known) return known;
    const [count]: { count: number }[] = await manager.query('SELECT COUNT(*) AS count FROM ai_exam_case WHERE workspace_id = ?', [idToBytes(workspaceId)]);
    if (Number(count.count) >= CASES_MAX) throw new DomainError('VALIDATION_FAILED', `An exam has at most ${CASES_MAX} questions.`);
    if (request.conversationId) {
      const [conversation]: unknown[] = await manager.query('SELECT 1 FROM conversation WHERE id = ? AND workspace_id = ?', [idToBytes(request.conversationId), idToBytes(workspaceId)]);
      if (!conversation) throw notFound('conversation');
    }
    const id = newId();
    try {
      await inTransaction(this.dataSource, async (tx) => {
        await tx.query('INSERT INTO ai_exam_case (id, workspace_id, client_id, question, history, expect, document_ids, must_say, conversation_id, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
          idToBytes(id),
          idToBytes(workspaceId),
          request.clientId,
          request.question.trim(),
          JSON.stringify(request.history ?? []),
          request.expect,
          JSON.stringify(request.documentIds ?? []),
          JSON.stringify(wordsOf(request.mustSay)),
          nullableIdToBytes(request.conversationId),
          nullableIdToBytes(userId),
        ]);
        await announceWorkspace(tx, workspaceId);
      });
    } catch (error) {
      const first = isDuplicate(error) ? await caseBy(manager, workspaceId, 'client_id', request.clientId) : null;
      if (!first) throw error;
      return first;
    }
    this.doorbell.ringOutbox();
    const made = await caseBy(manager, workspaceId, 'id', idToBytes(id));
    if (!made) throw new Error('The case was stored but could not be read back.');
    return made;
  }

  /** What a customer asked in a conversation; the same message gives the same case back. @throws DomainError VALIDATION_FAILED, NOT_FOUND */
  async addFromChat(workspaceId: string, userId: string | null, source: SaveExamCaseRequest): Promise<ExamCase> {
    return this.add(workspaceId, userId, await caseFromChat(this.dataSource.manager, workspaceId, source));
  }

  /** What must come of the question. What came of it before says nothing about that. @throws DomainError NOT_FOUND, also for another workspace's documents */
  async update(workspaceId: string, caseId: string, { expect, documentIds, mustSay }: UpdateExamCaseRequest): Promise<ExamCase> {
    const changed = await inTransaction(this.dataSource, async (tx) => {
      const [row]: CaseRow[] = await tx.query('SELECT * FROM ai_exam_case WHERE id = ? AND workspace_id = ? FOR UPDATE', [idToBytes(caseId), idToBytes(workspaceId)]);
      if (!row) throw notFound('exam case');
      const before = toCase(row);
      if (documentIds) await refuseUnknown(tx, workspaceId, documentIds.filter((id) => !before.documentIds.includes(id)));
      const after: ExamCase = { ...before, expect: expect ?? before.expect, documentIds: documentIds ?? before.documentIds, mustSay: mustSay ? wordsOf(mustSay) : before.mustSay };
      if (JSON.stringify(after) === JSON.stringify(before)) return before;
      await tx.query('UPDATE ai_exam_case SET expect = ?, document_ids = ?, must_say = ?, last_passed = NULL WHERE id = ?', [after.expect, JSON.stringify(after.documentIds), JSON.stringify(after.mustSay), row.id]);
      await announceWorkspace(tx, workspaceId);
      return { ...after, lastPassed: null };
    });
    this.doorbell.ringOutbox();
    return changed;
  }

  /** @throws DomainError NOT_FOUND */
  async remove(workspaceId: string, caseId: string): Promise<void> {
    const { affectedRows }: { affectedRows: number } = await this.dataSource.query('DELETE FROM ai_exam_case WHERE id = ? AND workspace_id = ?', [idToBytes(caseId), idToBytes(workspaceId)]);
    if (!affectedRows) throw notFound('exam case');
  }

  /** The newest first, with their results. */
  async runs(workspaceId: string): Promise<ExamRun[]> {
    const rows: RunRow[] = await this.dataSource.query('SELECT * FROM ai_exam_run WHERE workspace_id = ? ORDER BY created_at DESC, id DESC LIMIT ?', [idToBytes(workspaceId), RUNS_LISTED]);
    return rows.map(toRun);
  }

  /** @throws DomainError NOT_FOUND */
  async run(workspaceId: string, runId: string): Promise<ExamRun> {
    const [row]: RunRow[] = await this.dataSource.query('SELECT * FROM ai_exam_run WHERE id = ? AND workspace_id = ?', [idToBytes(runId), idToBytes(workspaceId)]);
    if (!row) throw notFound('exam run');
    return toRun(row);
  }

  /** One at a time: while one is running, that one is given back. @throws DomainError VALIDATION_FAILED without cases, AI_PAUSED */
  async start(workspaceId: string, because: string): Promise<ExamRun> {
    const { manager } = this.dataSource;
    if (await isPaused(manager, workspaceId)) throw new DomainError('AI_PAUSED', KILLED);
    const fingerprint = await fingerprintOf(manager, this.providers, workspaceId, await readSettings(manager, workspaceId));
    const id = await inTransaction(this.dataSource, async (tx) => {
      // The workspace's own row is the lock: two presses at once start one exam.
      await tx.query('SELECT 1 FROM workspace WHERE id = ? FOR UPDATE', [idToBytes(workspaceId)]);
      const [running]: { id: Buffer }[] = await tx.query("SELECT id FROM ai_exam_run WHERE workspace_id = ? AND state = 'running' LIMIT 1", [idToBytes(workspaceId)]);
      if (running) return bytesToId(running.id);
      const [count]: { count: number }[] = await tx.query('SELECT COUNT(*) AS count FROM ai_exam_case WHERE workspace_id = ?', [idToBytes(workspaceId)]);
      if (!Number(count.count)) throw new DomainError('VALIDATION_FAILED', 'The exam has no questions yet. Add some from real conversations.');
      const runId = newId();
      await tx.query("INSERT INTO ai_exam_run (id, workspace_id, state, because, fingerprint, total, results, next_at) VALUES (?, ?, 'running', ?, ?, ?, '[]', NOW(3))", [idToBytes(runId), idToBytes(workspaceId), because, fingerprint, Number(count.count)]);
      await announceWorkspace(tx, workspaceId);
      return runId;
    });
    this.doorbell.ringOutbox();
    this.doorbell.ring('ai');
    return this.run(workspaceId, id);
  }
}

/** A document that is gone since the case was made may stay in it: only new ones are looked up. */
async function refuseUnknown(tx: EntityManager, workspaceId: string, documentIds: readonly string[]): Promise<void> {
  if (!documentIds.length) return;
  const known: unknown[] = await tx.query('SELECT id FROM knowledge_document WHERE workspace_id = ? AND id IN (?)', [idToBytes(workspaceId), documentIds.map(idToBytes)]);
  if (known.length < new Set(documentIds).size) throw notFound('document');
}

function wordsOf(mustSay: readonly string[] = []): string[] {
  return mustSay.map((words) => words.trim()).filter(Boolean);
}

async function caseBy(manager: EntityManager, workspaceId: string, column: 'id' | 'client_id', value: unknown): Promise<ExamCase | null> {
  const [row]: CaseRow[] = await manager.query(`SELECT * FROM ai_exam_case WHERE workspace_id = ? AND ${column} = ?`, [idToBytes(workspaceId), value]);
  return row ? toCase(row) : null;
}

export function toCase(row: CaseRow): ExamCase {
  return { id: bytesToId(row.id), question: row.question, history: jsonColumn<ExamCase['history']>(row.history, []), expect: row.expect, documentIds: jsonColumn<string[]>(row.document_ids, []), mustSay: jsonColumn<string[]>(row.must_say, []), conversationId: nullableBytesToId(row.conversation_id), lastPassed: row.last_passed === null ? null : row.last_passed === 1 };
}

function toRun(row: RunRow): ExamRun {
  return { id: bytesToId(row.id), state: row.state, because: row.because, done: row.done, total: row.total, passed: row.passed, passRate: row.state === 'done' && row.total > 0 ? Math.floor((100 * row.passed) / row.total) : null, problem: row.problem, at: row.created_at.toISOString(), results: jsonColumn<ExamRun['results']>(row.results, []) };
}
