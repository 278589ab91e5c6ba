import { LOG_DIRECTIONS, LOG_FILTERS, LOG_TYPES, type LogDirection, type LogFilter, type LogType } from '@mailtrixy/shared/dto';

export const LOG_RANGES = ['1h', '24h', '7d', '30d'] as const;
export type LogRange = (typeof LOG_RANGES)[number];

/** Deliveries are kept for 30 days, so that is everything. */
export const RANGE_MS: Readonly<Record<LogRange, number>> = { '1h': 3_600_000, '24h': 86_400_000, '7d': 7 * 86_400_000, '30d': 30 * 86_400_000 };

/** What of the log is shown; all of it is in the address. */
export interface LogView {
  filter: LogFilter;
  type: LogType | null;
  direction: LogDirection | null;
  range: LogRange;
  /** A part that a bar opened; counts instead of the range. */
  span: { from: string; to: string } | null;
  q: string;
}

export const WHOLE_LOG: LogView = { filter: 'all', type: null, direction: null, range: '24h', span: null, q: '' };

/** Whoever searches looks for one thing, however old it is. */
export function viewOf(params: { get(name: string): string | null }): LogView {
  const q = params.get('q') ?? '';
  const [from, to] = [time(params.get('from')), time(params.get('to'))];
  return {
    filter: LOG_FILTERS.find((one) => one === params.get('filter')) ?? 'all',
    type: LOG_TYPES.find((one) => one === params.get('type')) ?? null,
    direction: LOG_DIRECTIONS.find((one) => one === params.get('direction')) ?? null,
    range: LOG_RANGES.find((one) => one === params.get('range')) ?? (q ? '30d' : WHOLE_LOG.range),
    span: from && to && from < to ? { from, to } : null,
    q,
  };
}

/** The times to ask for now. An open range has no end, so that what comes next is in it. */
export function timesOfView({ range, span }: Pick<LogView, 'range' | 'span'>, now: number): { from?: string; to?: string } {
  return span ?? (range === '30d' ? {} : { from: new Date(now - RANGE_MS[range]).toISOString() });
}

/** Where bars need two ends. */
export function spanOfView({ range, span }: Pick<LogView, 'range' | 'span'>, now: number): { from: string; to: string } {
  return span ?? { from: new Date(now - RANGE_MS[range]).toISOString(), to: new Date(now).toISOString() };
}

export function sameView(a: LogView, b: LogView): boolean {
  return a.filter === b.filter && a.type === b.type && a.direction === b.direction && a.range === b.range && a.span?.from === b.span?.from && a.span?.to === b.span?.to && a.q === b.q;
}

function time(text: string | null): string | null {
  const at = text === null ? NaN : Date.parse(text);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
