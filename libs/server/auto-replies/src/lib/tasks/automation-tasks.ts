import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DataSource } from 'typeorm';
import type { AutomationTask } from './automation-task';

const LEASE_S = 60;
const TRIES_MAX = 6;
const BACKOFF_S = [1, 5, 20, 60, 180];
const KEEP_FAILED_DAYS = 7;
const PROBLEM_MAX = 500;

interface Row {
  message_id: Buffer;
  workspace_id: Buffer;
  conversation_id: Buffer;
  channel_id: Buffer;
  seq: number;
  state: string;
  tries: number;
}

/** The tasks' queue: rows in MySQL, leased with SKIP LOCKED. A worker that dies gives its tasks back after a minute. */
@Injectable()
export class AutomationTasks {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** The oldest due ones; nobody else gets them while the lease lasts. One that was leased before comes alone: if it is what ended a worker, it takes no other with it. */
  async lease(limit: number): Promise<AutomationTask[]> {
    return inTransaction(this.dataSource, async (tx) => {
      const due: Row[] = await tx.query("SELECT message_id, workspace_id, conversation_id, channel_id, seq, state, tries FROM automation_task WHERE state IN ('waiting', 'consent') AND next_at <= NOW(3) ORDER BY next_at, seq LIMIT ? FOR UPDATE SKIP LOCKED", [limit]);
      const spent = due.filter(({ tries }) => tries >= TRIES_MAX);
      if (spent.length) await tx.query("UPDATE automation_task SET state = 'failed', next_at = NULL, problem = ? WHERE message_id IN (?)", [`The worker ended each of ${TRIES_MAX} times that it looked at this message.`, spent.map((row) => row.message_id)]);
      const [first, ...others] = due.filter(({ tries }) => tries < TRIES_MAX);
      const rows = !first ? [] : first.tries > 0 ? [first] : [first, ...others.filter(({ tries }) => tries === 0)];
      if (rows.length) await tx.query('UPDATE automation_task SET next_at = NOW(3) + INTERVAL ? SECOND, tries = tries + 1 WHERE message_id IN (?)', [LEASE_S, rows.map((row) => row.message_id)]);
      return rows.map((row) => ({ workspaceId: bytesToId(row.workspace_id), channelId: bytesToId(row.channel_id), conversationId: bytesToId(row.conversation_id), messageId: bytesToId(row.message_id), seq: Number(row.seq), consentOnly: row.state === 'consent', tries: row.tries + 1 }));
    });
  }

  async done({ messageId }: AutomationTask): Promise<void> {
    await this.dataSource.query('DELETE FROM automation_task WHERE message_id = ?', [idToBytes(messageId)]);
  }

  /** Tried again later; in the end kept as failed for a week, where the health page sees it. */
  async failed({ messageId, tries }: AutomationTask, problem: string): Promise<void> {
    const words = [...problem].slice(0, PROBLEM_MAX).join('');
    if (tries >= TRIES_MAX) await this.dataSource.query("UPDATE automation_task SET state = 'failed', next_at = NULL, problem = ? WHERE message_id = ?", [words, idToBytes(messageId)]);
    else await this.dataSource.query('UPDATE automation_task SET next_at = NOW(3) + INTERVAL ? SECOND, problem = ? WHERE message_id = ?', [BACKOFF_S[tries - 1] ?? BACKOFF_S[0], words, idToBytes(messageId)]);
  }

  /** What nobody will look at any more. */
  async removeOld(): Promise<void> {
    await this.dataSource.query("DELETE FROM automation_task WHERE state = 'failed' AND created_at < NOW(3) - INTERVAL ? DAY LIMIT 1000", [KEEP_FAILED_DAYS]);
    await this.dataSource.query('DELETE FROM rule_hit WHERE at < NOW(3) - INTERVAL 365 DAY LIMIT 5000');
  }
}
