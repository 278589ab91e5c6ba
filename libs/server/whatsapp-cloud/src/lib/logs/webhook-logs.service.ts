import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isUuid } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { LogFilter, LogPage } from '@mailtrixy/shared/dto';
import { logScope, type LogBound } from './log-scope';
import { findMatches } from './log-search';
import { countLogs, LOG_SOURCES, merged } from './log-sources';

export const LOG_LIMIT_MAX = 100;

export interface ListLogs {
  filter: LogFilter;
  q?: string;
  cursor?: string;
  limit: number;
}

/** What happened on a channel's wire, newest first: deliveries, refusals, verifications, sends and mark-as-read calls. */
@Injectable()
export class WebhookLogs {
  constructor(private readonly dataSource: DataSource) {}

  async list(workspaceId: string, channelId: string, { filter, q, cursor, limit }: ListLogs): Promise<LogPage> {
    const scope = await logScope(this.dataSource, workspaceId, channelId);
    const bound = cursor ? boundOf(cursor) : null;
    const matches = q?.trim() ? await findMatches(this.dataSource, scope, q.trim()) : null;
    // One more than asked for tells whether there is a next page.
    const pages = await Promise.all(LOG_SOURCES.map((source) => source.rows(this.dataSource, scope, { filter, bound, limit: limit + 1, matches })));
    const found = merged(pages);
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return { items: shown.map(({ row }) => row), nextCursor: found.length > limit && last ? Buffer.from(`${last.at.getTime()}.${bytesToId(last.id)}`).toString('base64url') : null, counts: await countLogs(this.dataSource, scope) };
  }
}

function boundOf(cursor: string): LogBound {
  const [ms, id] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  if (!/^\d{1,15}$/.test(ms) || !isUuid(id)) throw new DomainError('VALIDATION_FAILED', 'The cursor is not one of ours. Start again without it.', { errors: [{ field: 'cursor', message: 'is not valid' }] });
  return { at: new Date(Number(ms)), id: idToBytes(id) };
}
