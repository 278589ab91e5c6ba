import type { LogDirection, LogFilter, LogType } from '@mailtrixy/shared/dto';

/** What of a log is asked for, apart from its state. */
export interface LogWanted {
  type: LogType | null;
  direction: LogDirection | null;
  /** Inclusive. */
  from: Date | null;
  /** Exclusive. */
  to: Date | null;
}

export const EVERYTHING: LogWanted = { type: null, direction: null, from: null, to: null };

/** Which of the tables of Logs may hold rows of a type. */
export type SourceName = 'deliveries' | 'rejections' | 'attempts' | 'receipts' | 'calls';

const SOURCE_OF: Readonly<Record<LogType, SourceName>> = { messages: 'deliveries', statuses: 'deliveries', other: 'deliveries', rejected: 'rejections', verify: 'rejections', send: 'attempts', mark_read: 'receipts', call: 'calls' };
const INBOUND: ReadonlySet<SourceName> = new Set(['deliveries', 'rejections']);

export function mayHold(source: SourceName, { type, direction }: Pick<LogWanted, 'type' | 'direction'>): boolean {
  return (type === null || SOURCE_OF[type] === source) && (direction === null || (direction === 'in') === INBOUND.has(source));
}

/** `AND at >= ? AND at < ?` on a source's own column. */
export function timesOf({ from, to }: Pick<LogWanted, 'from' | 'to'>, column: string): { sql: string; values: unknown[] } {
  return { sql: `${from ? ` AND ${column} >= ?` : ''}${to ? ` AND ${column} < ?` : ''}`, values: [from, to].filter((time) => time !== null) };
}

/** Deliveries of several families ("mixed · 8 items") belong to each of them. */
export function subjectsOf(type: LogType | null, column: string): string {
  if (type === 'messages') return ` AND (${column} LIKE 'messages%' OR ${column} LIKE 'mixed%')`;
  if (type === 'statuses') return ` AND (${column} LIKE 'statuses%' OR ${column} LIKE 'mixed%')`;
  return type === 'other' ? ` AND ${column} NOT LIKE 'messages%' AND ${column} NOT LIKE 'statuses%'` : '';
}

/** Rows of one state of the filter; null: this source has none of them. */
export type StateSql = Readonly<Record<LogFilter, string | null>>;
