import type { DataSource } from 'typeorm';
import { LOG_FILTERS, type LogBucket, type LogFilter, type LogHistogram } from '@mailtrixy/shared/dto';
import type { LogScope } from './log-scope';
import { LOG_SOURCES, type SourceScan } from './log-sources';
import { EVERYTHING, type LogWanted } from './log-wanted';

const COUNT_CAP = 10_000;
/** Rows that bars are counted from, newest first. */
const BARS_CAP = 100_000;
const BARS = 48;

/** Per filter, each counted up to 10,000: a look at Logs must stay cheap on a channel with millions of deliveries. */
export async function countLogs(dataSource: DataSource, scope: LogScope, wanted: LogWanted): Promise<Record<LogFilter, number>> {
  const count = async (filter: LogFilter): Promise<number> => {
    const scans = LOG_SOURCES.flatMap((source) => source.scans(scope, filter, wanted, null));
    const parts = await Promise.all(scans.map(({ from, values }) => dataSource.query(`SELECT COUNT(*) AS n FROM (SELECT 1 ${from} LIMIT ${COUNT_CAP}) t`, values) as Promise<{ n: string | number }[]>));
    return parts.reduce((sum, [row]) => sum + Number(row.n), 0);
  };
  const named = LOG_FILTERS.filter((filter) => filter !== 'all');
  const counts = Object.fromEntries(await Promise.all(named.map(async (filter) => [filter, await count(filter)] as const))) as Record<LogFilter, number>;
  return { ...counts, all: counts.processed + counts.rejected + counts.failed + counts.ignored };
}

/** Whether a log holds anything at all. */
export async function anyLogs(dataSource: DataSource, scope: LogScope): Promise<boolean> {
  for (const source of LOG_SOURCES) {
    for (const { from, values } of source.scans(scope, 'all', EVERYTHING, null)) if (((await dataSource.query(`SELECT 1 ${from} LIMIT 1`, values)) as unknown[]).length) return true;
  }
  return false;
}

/** How many rows came in each of 48 equal parts of a time, and how many of them failed or were refused. */
export async function logHistogram(dataSource: DataSource, scope: LogScope, wanted: LogWanted & { from: Date; to: Date }): Promise<LogHistogram> {
  const { from, to } = wanted;
  const bucketMs = Math.max(1000, Math.ceil((to.getTime() - from.getTime()) / BARS));
  const buckets: LogBucket[] = Array.from({ length: Math.max(1, Math.ceil((to.getTime() - from.getTime()) / bucketMs)) }, (_, index) => ({ at: new Date(from.getTime() + index * bucketMs).toISOString(), total: 0, failed: 0, rejected: 0 }));
  let cut = false;
  const add = async (scan: SourceScan, what: 'total' | 'failed' | 'rejected'): Promise<void> => {
    const rows: { part: string | number; n: string | number }[] = await dataSource.query(
      `SELECT FLOOR(TIMESTAMPDIFF(MICROSECOND, ?, t.at) / ?) AS part, COUNT(*) AS n FROM (SELECT ${scan.at} AS at ${scan.from} ORDER BY ${scan.at} DESC LIMIT ${BARS_CAP}) t GROUP BY part`,
      [from, bucketMs * 1000, ...scan.values],
    );
    if (rows.reduce((sum, { n }) => sum + Number(n), 0) >= BARS_CAP) cut = true;
    for (const { part, n } of rows) if (buckets[Number(part)]) buckets[Number(part)][what] += Number(n);
  };
  const kinds = [['all', 'total'], ['failed', 'failed'], ['rejected', 'rejected']] as const;
  await Promise.all(kinds.flatMap(([filter, what]) => LOG_SOURCES.flatMap((source) => source.scans(scope, filter, wanted, null)).map((scan) => add(scan, what))));
  return { from: from.toISOString(), to: to.toISOString(), bucketMs, buckets, cut };
}
