import { Inject, Injectable } from '@nestjs/common';
import { ProviderRows } from '@mailtrixy/server/ai-providers';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { ExamRun } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { AnswerPipeline } from '../pipeline/answer-pipeline';
import { outcomeOf, runOf } from '../pipeline/run-of';
import { Playground } from '../playground/playground';
import { announceWorkspace } from '../rows/announce-ai';
import { fitted, jsonColumn } from '../rows/json-column';
import { storeRun } from '../runs/run-rows';
import { isPaused, readSettings } from '../settings/stored-settings';
import { KILLED, Stopped, unlessKilled } from '../turns/stop-signal';
import { ExamService, toCase } from './exam.service';
import { becauseOf, fingerprintOf } from './fingerprint';
import { judge, notAsked } from './judge-case';

const LEASE_S = 120;
/** A change that is still being made does not start an exam. */
const QUIET_S = 60;
/** A question that the provider fails at for the moment is asked this often. */
const TRIES = 3;
const TRY_PAUSE_MS = 5000;
const TRY_PAUSE_MAX_MS = 60_000;
/** Until an exam that failed is started again; doubled with each that failed the same way. */
const FAILED_PAUSE_S = 60;
const FAILED_PAUSE_MAX_S = 3600;
const PROBLEM_MAX = 500;

interface Row {
  id: Buffer;
  workspace_id: Buffer;
  done: number;
  results: unknown;
  fingerprint: string;
  tries: number;
  fence: number;
}

/** What became of one question. */
interface Asked {
  result: ExamRun['results'][number];
  /** The model could not be asked. */
  problem: string | null;
  /** Whether it may work in a moment. */
  retryAfterMs: number | null;
}

/** Works exams off, one question at a time, and starts one when knowledge, settings or model changed. */
@Injectable()
export class ExamRunner {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ExamService) private readonly exams: ExamService,
    @Inject(AnswerPipeline) private readonly pipeline: AnswerPipeline,
    @Inject(Playground) private readonly playground: Playground,
    @Inject(ProviderRows) private readonly providers: ProviderRows,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Asks one question of one exam. @returns whether there may be more */
  async runNext(): Promise<boolean> {
    const row = await this.lease();
    if (!row) return false;
    try {
      const asked = await this.ask(row);
      if (!asked?.problem) await this.advance(row, asked?.result ?? null);
      else if (asked.retryAfterMs !== null && row.tries + 1 < TRIES) await this.askLater(row, asked.retryAfterMs);
      else await this.fail(row, asked.problem, asked.result);
    } catch (error) {
      if (!(error instanceof Stopped)) this.logger.error({ err: error }, 'An exam failed');
      await this.fail(row, error instanceof Stopped ? KILLED : 'The server’s log says why.', null);
    }
    return true;
  }

  /** Looks whether something changed since the newest exam and has been quiet for a minute, or that exam failed and its pause is over. */
  async watch(): Promise<void> {
    const { manager } = this.dataSource;
    const rows: { workspace_id: Buffer; fingerprint: string | null; retry: number | null }[] = await manager.query(
      "SELECT c.workspace_id, r.fingerprint, r.state = 'failed' AND COALESCE(r.next_at, NOW(3)) <= NOW(3) AS retry FROM (SELECT DISTINCT workspace_id FROM ai_exam_case) c LEFT JOIN ai_exam_run r ON r.id = (SELECT n.id FROM ai_exam_run n WHERE n.workspace_id = c.workspace_id ORDER BY n.created_at DESC, n.id DESC LIMIT 1)",
    );
    for (const { workspace_id, fingerprint, retry } of rows) {
      const workspaceId = bytesToId(workspace_id);
      const now = await fingerprintOf(manager, this.providers, workspaceId, await readSettings(manager, workspaceId));
      if ((now === fingerprint && !retry) || (await isPaused(manager, workspaceId))) continue;
      if (now === fingerprint) {
        await this.exams.start(workspaceId, 'The exam before could not be finished.');
        continue;
      }
      await this.dataSource.query('INSERT INTO ai_exam_watch (workspace_id, fingerprint, because, since) VALUES (?, ?, ?, NOW(3)) ON DUPLICATE KEY UPDATE since = IF(fingerprint = VALUES(fingerprint), since, NOW(3)), fingerprint = VALUES(fingerprint), because = VALUES(because)', [workspace_id, now, becauseOf(fingerprint, now)]);
      const [quiet]: { because: string }[] = await this.dataSource.query(`SELECT because FROM ai_exam_watch WHERE workspace_id = ? AND since <= NOW(3) - INTERVAL ${QUIET_S} SECOND`, [workspace_id]);
      if (quiet) await this.exams.start(workspaceId, quiet.because);
    }
  }

  private async lease(): Promise<Row | null> {
    return inTransaction(this.dataSource, async (tx) => {
      const [row]: Row[] = await tx.query("SELECT id, workspace_id, done, results, fingerprint, tries, fence FROM ai_exam_run WHERE next_at <= NOW(3) AND state = 'running' AND (lease_until IS NULL OR lease_until < NOW(3)) ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED");
      if (!row) return null;
      await tx.query(`UPDATE ai_exam_run SET fence = fence + 1, lease_until = NOW(3) + INTERVAL ${LEASE_S} SECOND WHERE id = ?`, [row.id]);
      return { ...row, fence: Number(row.fence) + 1 };
    });
  }

  /** @returns null: no question is left */
  private async ask(row: Row): Promise<Asked | null> {
    const workspaceId = bytesToId(row.workspace_id);
    const asked = jsonColumn<ExamRun['results']>(row.results, []).map(({ caseId }) => idToBytes(caseId));
    const [found]: Parameters<typeof toCase>[0][] = await this.dataSource.query(`SELECT * FROM ai_exam_case WHERE workspace_id = ? ${asked.length ? 'AND id NOT IN (?)' : ''} ORDER BY created_at, id LIMIT 1`, [row.workspace_id, ...(asked.length ? [asked] : [])]);
    if (!found) return null;
    const one = toCase(found);
    const [channel]: { id: Buffer }[] = await this.dataSource.query("SELECT c.id FROM channel c LEFT JOIN ai_channel_settings s ON s.workspace_id = c.workspace_id AND s.channel_id = c.id WHERE c.workspace_id = ? ORDER BY FIELD(COALESCE(s.mode, 'off'), 'auto', 'draft', 'off'), c.created_at, c.id LIMIT 1", [row.workspace_id]);
    if (!channel) return { result: { caseId: one.id, question: one.question, passed: false, words: 'There is no channel to answer on.', runId: null }, problem: null, retryAfterMs: null };
    const input = await this.playground.input(workspaceId, bytesToId(channel.id));
    const result = await unlessKilled(this.dataSource, workspaceId, (signal) => this.pipeline.run({ ...input, earlier: one.history, question: one.question, asked: null, purpose: 'exam' }, { signal, keepPrompt: input.settings.keepTraces }));
    const verdict = judge(one, result);
    const runId = newId();
    await inTransaction(this.dataSource, async (tx) => {
      await storeRun(tx, runOf(input, result, { id: runId, conversationId: one.conversationId, contactId: null, origin: 'exam', originKey: null, parentId: bytesToId(row.id), messageSeq: null, at: new Date(this.clock.now()) }, outcomeOf(result)));
      await tx.query('UPDATE ai_exam_case SET last_passed = ? WHERE id = ?', [verdict.passed, found.id]);
    });
    return { result: { caseId: one.id, question: one.question, ...verdict, runId }, problem: notAsked(result.problem)?.words ?? null, retryAfterMs: result.retryAfterMs };
  }

  private async advance(row: Row, result: ExamRun['results'][number] | null): Promise<void> {
    const results = [...jsonColumn<ExamRun['results']>(row.results, []), ...(result ? [result] : [])];
    const passed = results.filter(({ passed: good }) => good).length;
    await inTransaction(this.dataSource, async (tx) => {
      // Cases that were removed meanwhile are not missing: the exam is as long as what was asked.
      if (result) await tx.query('UPDATE ai_exam_run SET done = ?, total = GREATEST(total, ?), passed = ?, results = ?, tries = 0, lease_until = NULL, next_at = NOW(3) WHERE id = ? AND fence = ?', [results.length, results.length, passed, JSON.stringify(results), row.id, row.fence]);
      else await tx.query("UPDATE ai_exam_run SET state = 'done', total = ?, done = ?, lease_until = NULL, next_at = NULL WHERE id = ? AND fence = ?", [results.length, results.length, row.id, row.fence]);
      await announceWorkspace(tx, bytesToId(row.workspace_id));
    });
    this.doorbell.ringOutbox();
  }

  private async askLater(row: Row, retryAfterMs: number): Promise<void> {
    const pause = Math.min(TRY_PAUSE_MAX_MS, Math.max(retryAfterMs, TRY_PAUSE_MS * (row.tries + 1) ** 2));
    await this.dataSource.query('UPDATE ai_exam_run SET tries = tries + 1, lease_until = NULL, next_at = NOW(3) + INTERVAL ? MICROSECOND WHERE id = ? AND fence = ?', [pause * 1000, row.id, row.fence]);
  }

  /** What was not asked is not passed: the rest would fare no better, and another exam is started after a pause. */
  private async fail(row: Row, problem: string, result: ExamRun['results'][number] | null): Promise<void> {
    const results = [...jsonColumn<ExamRun['results']>(row.results, []), ...(result ? [result] : [])];
    await inTransaction(this.dataSource, async (tx) => {
      const [before]: { count: number }[] = await tx.query("SELECT COUNT(*) AS count FROM ai_exam_run WHERE workspace_id = ? AND fingerprint = ? AND state = 'failed'", [row.workspace_id, row.fingerprint]);
      const pause = Math.min(FAILED_PAUSE_MAX_S, FAILED_PAUSE_S * 2 ** Math.min(10, Number(before.count)));
      await tx.query(`UPDATE ai_exam_run SET state = 'failed', problem = ?, done = ?, results = ?, lease_until = NULL, next_at = NOW(3) + INTERVAL ${pause} SECOND WHERE id = ? AND fence = ?`, [fitted(problem, PROBLEM_MAX), results.length, JSON.stringify(results), row.id, row.fence]);
      await announceWorkspace(tx, bytesToId(row.workspace_id));
    });
    this.doorbell.ringOutbox();
  }
}
