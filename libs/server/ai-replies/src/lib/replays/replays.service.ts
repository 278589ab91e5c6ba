import { Inject, Injectable } from '@nestjs/common';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction, isDuplicate, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { AiReplay, ReplayedCase, StartReplayRequest } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { announceWorkspace } from '../rows/announce-ai';
import { jsonColumn } from '../rows/json-column';
import { RUN_COLUMNS, toRunRow } from '../runs/run-rows';
import { isPaused } from '../settings/stored-settings';

const LISTED = 20;

interface Row {
  id: Buffer;
  channel_id: Buffer;
  state: AiReplay['state'];
  done: number;
  total: number;
  problem: string | null;
  created_at: Date;
  cases: unknown;
}

/** Past conversations through today's pipeline: what would have been sent. */
@Injectable()
export class ReplaysService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** The newest first, without their runs. */
  async list(workspaceId: string): Promise<AiReplay[]> {
    const rows: Row[] = await this.dataSource.query('SELECT * FROM ai_replay WHERE workspace_id = ? ORDER BY created_at DESC, id DESC LIMIT ?', [idToBytes(workspaceId), LISTED]);
    return Promise.all(rows.map((row) => this.view(workspaceId, row, false)));
  }

  /** @throws DomainError NOT_FOUND */
  async get(workspaceId: string, replayId: string): Promise<AiReplay> {
    const [row]: Row[] = await this.dataSource.query('SELECT * FROM ai_replay WHERE id = ? AND workspace_id = ?', [idToBytes(replayId), idToBytes(workspaceId)]);
    if (!row) throw notFound('replay');
    return this.view(workspaceId, row, true);
  }

  /** The same clientId gives the same replay back. @throws DomainError NOT_FOUND, AI_PAUSED, VALIDATION_FAILED */
  async start(workspaceId: string, userId: string | null, { clientId, channelId, conversations }: StartReplayRequest): Promise<AiReplay> {
    const { manager } = this.dataSource;
    const [channel]: unknown[] = await manager.query('SELECT 1 FROM channel WHERE id = ? AND workspace_id = ?', [idToBytes(channelId), idToBytes(workspaceId)]);
    if (!channel) throw notFound('channel');
    const known = await this.byClient(workspaceId, clientId);
    if (known) return this.get(workspaceId, known);
    if (await isPaused(manager, workspaceId)) throw new DomainError('AI_PAUSED', 'The AI is stopped for the whole workspace.');
    const rows: { id: Buffer }[] = await manager.query('SELECT id FROM conversation WHERE workspace_id = ? AND channel_id = ? ORDER BY last_message_at DESC, id DESC LIMIT ?', [idToBytes(workspaceId), idToBytes(channelId), conversations]);
    if (!rows.length) throw new DomainError('VALIDATION_FAILED', 'This channel has no conversations yet.', { errors: [{ field: 'channelId', message: 'has no conversations yet' }] });
    const id = newId();
    try {
      await inTransaction(this.dataSource, async (tx) => {
        await tx.query("INSERT INTO ai_replay (id, workspace_id, client_id, channel_id, state, cases, total, started_by, next_at) VALUES (?, ?, ?, ?, 'running', ?, ?, ?, NOW(3))", [idToBytes(id), idToBytes(workspaceId), clientId, idToBytes(channelId), JSON.stringify(rows.map((row) => bytesToId(row.id))), rows.length, nullableIdToBytes(userId)]);
        await announceWorkspace(tx, workspaceId);
      });
    } catch (error) {
      const first = isDuplicate(error) ? await this.byClient(workspaceId, clientId) : null;
      if (!first) throw error;
      return this.get(workspaceId, first);
    }
    this.doorbell.ringOutbox();
    this.doorbell.ring('ai');
    return this.get(workspaceId, id);
  }

  /** @throws DomainError NOT_FOUND */
  async stop(workspaceId: string, replayId: string): Promise<AiReplay> {
    await this.get(workspaceId, replayId);
    await inTransaction(this.dataSource, async (tx) => {
      await tx.query("UPDATE ai_replay SET state = 'stopped', next_at = NULL WHERE id = ? AND workspace_id = ? AND state = 'running'", [idToBytes(replayId), idToBytes(workspaceId)]);
      await announceWorkspace(tx, workspaceId);
    });
    this.doorbell.ringOutbox();
    return this.get(workspaceId, replayId);
  }

  private async byClient(workspaceId: string, clientId: string): Promise<string | null> {
    const [row]: { id: Buffer }[] = await this.dataSource.query('SELECT id FROM ai_replay WHERE workspace_id = ? AND client_id = ?', [idToBytes(workspaceId), clientId]);
    return row ? bytesToId(row.id) : null;
  }

  private async view(workspaceId: string, row: Row, withRuns: boolean): Promise<AiReplay> {
    const counts: { would_be: string; count: number }[] = await this.dataSource.query('SELECT would_be, COUNT(*) AS count FROM ai_run WHERE workspace_id = ? AND parent_id = ? GROUP BY would_be', [idToBytes(workspaceId), row.id]);
    const count = (outcome: string) => Number(counts.find(({ would_be }) => would_be === outcome)?.count ?? 0);
    const runs = withRuns ? await this.runs(workspaceId, row.id) : [];
    return { id: bytesToId(row.id), channelId: bytesToId(row.channel_id), state: row.state, done: row.done, total: row.total, sent: count('sent'), drafted: count('draft'), handedOff: count('hand_off'), silent: count('nothing'), at: row.created_at.toISOString(), problem: row.problem, runs };
  }

  private async runs(workspaceId: string, replay: Buffer): Promise<ReplayedCase[]> {
    const rows: (Parameters<typeof toRunRow>[0] & Pick<ReplayedCase, 'answer'> & { would_be: ReplayedCase['wouldBe'] })[] = await this.dataSource.query(`SELECT ${RUN_COLUMNS}, would_be, answer FROM ai_run WHERE workspace_id = ? AND parent_id = ? ORDER BY at, id`, [idToBytes(workspaceId), replay]);
    return rows.map((row) => ({ ...toRunRow(row), wouldBe: row.would_be, answer: row.answer }));
  }
}

export function casesOf(column: unknown): string[] {
  return jsonColumn<string[]>(column, []);
}
