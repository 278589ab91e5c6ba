import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isUuid } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { LogDirection, LogFilter, LogHistogram, LogPage, LogType } from '@mailtrixy/shared/dto';
import { anyLogs, countLogs, logHistogram } from './log-counts';
import { logScope, type LogBound } from './log-scope';
import { findMatches } from './log-search';
import { LOG_SOURCES, merged } from './log-sources';

export const LOG_LIMIT_MAX = 100;
const DAY_MS = 86_400_000;

export interface ListLogs {
  filter: LogFilter;
  type?: LogType;
  direction?: LogDirection;
  from?: Date;
  to?: Date;
  q?: string;
  cursor?: string;
  limit: number;
}

/** What happened on a channel's wire, newest first: deliveries, refusals, verifications, and every call to Meta. */
@Injectable()
export class WebhookLogs {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws DomainError NOT_FOUND, VALIDATION_FAILED */
  async list(workspaceId: string, channelId: string, { filter, type, direction, from, to, q, cursor, limit }: ListLogs): Promise<LogPage> {
    const scope = await logScope(this.dataSource, workspaceId, channelId);
    const bound = cursor ? boundOf(cursor) : null;
    const matches = q?.trim() ? await findMatches(this.dataSource, scope, q.trim()) : null;
    const wanted = { type: type ?? null, direction: direction ?? null, from: from ?? null, to: to ?? null };
    // One more than asked for tells whether there is a next page.
    const pages = await Promise.all(LOG_SOURCES.map((source) => source.rows(this.dataSource, scope, { filter, wanted, bound, limit: limit + 1, matches })));
    const found = merged(pages);
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map(({ row }) => row),
      nextCursor: found.length > limit && last ? Buffer.from(`${last.at.getTime()}.${bytesToId(last.id)}`).toString('base64url') : null,
      counts: await countLogs(this.dataSource, scope, wanted),
      any: shown.length > 0 || (await anyLogs(this.dataSource, scope)),
    };
  }

  /** Bars over a time; without one, over the last 24 hours. @throws DomainError NOT_FOUND, VALIDATION_FAILED */
  async histogram(workspaceId: string, channelId: string, { type, direction, to = new Date(), from = new Date(to.getTime() - DAY_MS) }: Pick<ListLogs, 'type' | 'direction' | 'from' | 'to'>): Promise<LogHistogram> {
    const scope = await logScope(this.dataSource, workspaceId, channelId);
    if (!(from < to)) throw new DomainError('VALIDATION_FAILED', 'The time must begin before it ends.', { errors: [{ field: 'from', message: 'must be before to' }] });
    return logHistogram(this.dataSource, scope, { type: type ?? null, direction: direction ?? null, from, to });
  }
}

function boundOf(cursor: string): LogBound {
  const [ms, id] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  if (!/^\d{1,15}$/.test(ms) || !isUuid(id)) throw new DomainError('VALIDATION_FAILED', 'The cursor is not one of ours. Start again without it.', { errors: [{ field: 'cursor', message: 'is not valid' }] });
  return { at: new Date(Number(ms)), id: idToBytes(id) };
}
