import { Inject, Injectable, Optional } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RobotsRules } from '../crawl/robots-rules';
import type { Db } from '../documents/document-rows';

export const REST_MS = Symbol('rest of a host between two pages');
const POLITE_MS = 300;
/** Hosts of which nothing was read for so long are forgotten. */
const KEPT_DAYS = 1;

/** For the WHERE of a query over documents `d`. */
export const HOST_SQL = "SUBSTRING_INDEX(SUBSTRING_INDEX(d.url, '/', 3), '/', -1)";

/** One page of a host at a time, and a rest after it, whatever number of workers and workspaces read its pages. */
@Injectable()
export class HostTurns {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(RobotsRules) private readonly robots: RobotsRules,
    @Optional() @Inject(REST_MS) private readonly politeMs: number = POLITE_MS,
  ) {}

  /** Hosts that are being read, or rest. */
  async resting(): Promise<string[]> {
    const rows: { host: string }[] = await this.dataSource.query('SELECT host FROM knowledge_host WHERE rests_until > NOW(3)');
    return rows.map(({ host }) => host);
  }

  /** @param seconds after which a worker that died lets the next one have its turn. @returns false when another has it */
  async take(tx: Db, url: string, seconds: number): Promise<boolean> {
    await tx.query("INSERT IGNORE INTO knowledge_host (host, rests_until) VALUES (?, '2000-01-01')", [hostOf(url)]);
    const { affectedRows } = (await tx.query('UPDATE knowledge_host SET rests_until = NOW(3) + INTERVAL ? SECOND WHERE host = ? AND rests_until <= NOW(3)', [seconds, hostOf(url)])) as unknown as { affectedRows: number };
    return affectedRows > 0;
  }

  /** A page was read: its host rests as long as it wishes. */
  async rest(url: string): Promise<void> {
    const ms = Math.max(this.politeMs, this.robots.knownDelayMs(url));
    await this.dataSource.query('UPDATE knowledge_host SET rests_until = NOW(3) + INTERVAL ? MICROSECOND WHERE host = ?', [ms * 1000, hostOf(url)]);
  }

  /** @returns how many */
  async forget(): Promise<number> {
    const { affectedRows } = (await this.dataSource.query('DELETE FROM knowledge_host WHERE rests_until < NOW(3) - INTERVAL ? DAY LIMIT 1000', [KEPT_DAYS])) as unknown as { affectedRows: number };
    return affectedRows;
  }
}

function hostOf(url: string): string {
  return url.split('/', 3)[2] ?? '';
}
