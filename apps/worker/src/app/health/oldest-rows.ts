import type { DataSource } from 'typeorm';
import { LONG_UNCONFIRMED } from './long-unconfirmed';

/** A queue of rows whose oldest member's age is the alarm that matters (DESIGN §10). */
export interface Backlog {
  table: string;
  state: string;
  /** Oldest waiting row, and how many wait. The column is one whose age means delay. */
  sql: string;
}

const CAP = 10_000;

function backlog(table: string, state: string, since: string, where: string): Backlog {
  // Counted up to a bound: a look must stay cheap while a backlog is large.
  return { table, state, sql: `SELECT TIMESTAMPDIFF(MICROSECOND, MIN(at), NOW(3)) / 1000000 AS age, COUNT(*) AS waiting FROM (SELECT ${since} AS at FROM ${table} WHERE ${where} ORDER BY ${since} LIMIT ${CAP}) t` };
}

export const BACKLOGS: readonly Backlog[] = [
  backlog('webhook_event', 'received', 'received_at', "state = 'received'"),
  backlog('webhook_item', 'ready', 'next_at', "state = 'ready'"),
  // Dead letters wait for a person, not for us: only their number counts.
  { table: 'webhook_item', state: 'dead', sql: `SELECT 0 AS age, COUNT(*) AS waiting FROM (SELECT 1 FROM webhook_item WHERE state = 'dead' LIMIT ${CAP}) t` },
  backlog('outbound_lane', 'due', 'next_at', 'next_at <= NOW(3)'),
  backlog('send_attempt', 'on_wire', 'started_at', "phase = 'on_wire'"),
  backlog('send_attempt', 'unconfirmed', 'started_at', "phase = 'unconfirmed'"),
  // Of those, what a person has to decide: a number above 0 is worth an alarm.
  { table: 'message', state: 'unconfirmed_2min', sql: `SELECT TIMESTAMPDIFF(MICROSECOND, MIN(at), NOW(3)) / 1000000 AS age, COUNT(*) AS waiting FROM (SELECT a.started_at AS at FROM ${LONG_UNCONFIRMED} ORDER BY a.started_at LIMIT ${CAP}) t` },
  backlog('status_event', 'orphan', 'next_at', "state = 'orphan'"),
  backlog('read_receipt', 'waiting', 'next_at', "state = 'waiting'"),
  backlog('attachment', 'pending', 'next_at', "state = 'pending' AND next_at <= NOW(3)"),
  // An account whose numbers are all switched off waits for nobody.
  backlog('template_sync', 'due', 'next_at', "next_at <= NOW(3) AND EXISTS (SELECT 1 FROM channel c WHERE c.workspace_id = template_sync.workspace_id AND c.waba_id = template_sync.waba_id AND c.status = 'active')"),
  backlog('automation_task', 'due', 'next_at', "state IN ('waiting', 'consent') AND next_at <= NOW(3)"),
  { table: 'automation_task', state: 'failed', sql: `SELECT 0 AS age, COUNT(*) AS waiting FROM (SELECT 1 FROM automation_task WHERE state = 'failed' LIMIT ${CAP}) t` },
  backlog('outbox_event', 'unstamped', 'created_at', 'seq IS NULL'),
];

export interface Waiting {
  table: string;
  state: string;
  ageS: number;
  waiting: number;
}

export async function oldestRows(dataSource: Pick<DataSource, 'query'>): Promise<Waiting[]> {
  const found: Waiting[] = [];
  for (const { table, state, sql } of BACKLOGS) {
    const [row] = await dataSource.query(sql);
    found.push({ table, state, ageS: Math.max(0, Number(row.age ?? 0)), waiting: Number(row.waiting) });
  }
  return found;
}
