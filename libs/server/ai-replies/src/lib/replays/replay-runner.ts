import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { bytesToId, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { DataSource } from 'typeorm';
import { AnswerPipeline } from '../pipeline/answer-pipeline';
import { outcomeOf, runOf } from '../pipeline/run-of';
import { Playground } from '../playground/playground';
import { announceWorkspace } from '../rows/announce-ai';
import { silentRun, storeRun } from '../runs/run-rows';
import { KILLED, Stopped, unlessKilled } from '../turns/stop-signal';
import { pastEpisode } from './past-episode';
import { casesOf } from './replays.service';

const LEASE_S = 120;

interface Row {
  id: Buffer;
  workspace_id: Buffer;
  channel_id: Buffer;
  cases: unknown;
  done: number;
  total: number;
  fence: number;
}

/** Goes through a replay one conversation at a time; a worker that dies leaves the rest to the next one. */
@Injectable()
export class ReplayRunner {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AnswerPipeline) private readonly pipeline: AnswerPipeline,
    @Inject(Playground) private readonly playground: Playground,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Does one conversation of one replay. @returns whether there may be more */
  async runNext(): Promise<boolean> {
    const row = await this.lease();
    if (!row) return false;
    const workspaceId = bytesToId(row.workspace_id);
    try {
      const conversationId = casesOf(row.cases)[row.done];
      if (conversationId) await this.replay(row, workspaceId, conversationId);
      await this.advance(row, workspaceId);
    } catch (error) {
      if (error instanceof Stopped) return this.end(row, 'stopped', KILLED);
      if (!(error instanceof DomainError)) this.logger.error({ err: error }, 'A replay failed');
      await this.end(row, 'failed', error instanceof DomainError ? error.detail : 'The replay could not go on. The server’s log says why.');
    }
    return true;
  }

  private async lease(): Promise<Row | null> {
    return inTransaction(this.dataSource, async (tx) => {
      const [row]: Row[] = await tx.query("SELECT id, workspace_id, channel_id, cases, done, total, fence FROM ai_replay WHERE next_at <= NOW(3) AND state = 'running' AND (lease_until IS NULL OR lease_until < NOW(3)) ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED");
      if (!row) return null;
      await tx.query(`UPDATE ai_replay SET fence = fence + 1, lease_until = NOW(3) + INTERVAL ${LEASE_S} SECOND WHERE id = ?`, [row.id]);
      return { ...row, fence: Number(row.fence) + 1 };
    });
  }

  private async replay(row: Row, workspaceId: string, conversationId: string): Promise<void> {
    const at = new Date(this.clock.now());
    const originKey = `replay:${bytesToId(row.id)}:${conversationId}`;
    const episode = await pastEpisode(this.dataSource.manager, workspaceId, conversationId);
    const input = await this.playground.input(workspaceId, bytesToId(row.channel_id));
    const run = episode
      ? await unlessKilled(this.dataSource, workspaceId, (signal) => this.pipeline.run({ ...input, earlier: episode.earlier, question: episode.question, ownAddresses: episode.ownAddresses, asked: null, purpose: 'replay' }, { signal, keepPrompt: input.settings.keepTraces })).then((result) => runOf(input, result, { id: newId(), conversationId, contactId: episode.contactId, origin: 'replay', originKey, parentId: bytesToId(row.id), messageSeq: episode.seq, at }, outcomeOf(result)))
      : { ...silentRun({ workspaceId, conversationId, channelId: input.channelId, contactId: null, origin: 'replay', originKey, messageSeq: null, question: '' }, { code: 'media_only', words: 'The customer wrote no words.' }, at), parentId: bytesToId(row.id) };
    await inTransaction(this.dataSource, (tx) => storeRun(tx, run));
  }

  private async advance(row: Row, workspaceId: string): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      await tx.query("UPDATE ai_replay SET done = done + 1, lease_until = NULL, state = IF(done >= total, 'done', state), next_at = IF(done >= total, NULL, NOW(3)) WHERE id = ? AND fence = ? AND state = 'running'", [row.id, row.fence]);
      await announceWorkspace(tx, workspaceId);
    });
    this.doorbell.ringOutbox();
  }

  private async end(row: Row, state: 'failed' | 'stopped', problem: string): Promise<boolean> {
    await inTransaction(this.dataSource, async (tx) => {
      await tx.query("UPDATE ai_replay SET state = ?, problem = ?, next_at = NULL WHERE id = ? AND fence = ? AND state = 'running'", [state, problem, row.id, row.fence]);
      await announceWorkspace(tx, bytesToId(row.workspace_id));
    });
    this.doorbell.ringOutbox();
    return true;
  }
}
