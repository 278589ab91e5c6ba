import type { DataSource } from 'typeorm';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';

/** The channel whose Logs are read, proven to be the workspace's. */
export interface LogScope {
  workspaceId: string;
  channelId: string;
  workspace: Buffer;
  channel: Buffer;
  /** Deliveries that name no number of ours are shown where nobody else could be meant: in a one-workspace installation. */
  seesUnclaimed: boolean;
}

/** @throws DomainError NOT_FOUND, for another workspace's channel too */
export async function logScope(dataSource: DataSource, workspaceId: string, channelId: string): Promise<LogScope> {
  const [workspace, channel] = [idToBytes(workspaceId), idToBytes(channelId)];
  const rows = await dataSource.query('SELECT (SELECT COUNT(*) FROM (SELECT id FROM workspace LIMIT 2) w) AS workspaces FROM channel WHERE id = ? AND workspace_id = ?', [channel, workspace]);
  if (!rows.length) throw notFound('channel');
  return { workspaceId, channelId, workspace, channel, seesUnclaimed: Number(rows[0].workspaces) === 1 };
}

/** Rows newer than this are left out: the page before ended there. */
export interface LogBound {
  at: Date;
  id: Buffer;
}

/** One row of any source with its place in the order (at, id) descending. */
export interface Placed<T> {
  at: Date;
  id: Buffer;
  row: T;
}

/** `AND (column, id) < bound`, written so that MariaDB keeps to the index (PERF §3). */
export function beforeBound(bound: LogBound | null, at: string, id: string): { sql: string; values: unknown[] } {
  return bound ? { sql: ` AND ${at} <= ? AND (${at} < ? OR ${id} < ?)`, values: [bound.at, bound.at, bound.id] } : { sql: '', values: [] };
}
