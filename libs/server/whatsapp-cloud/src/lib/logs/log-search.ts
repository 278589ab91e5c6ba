import type { DataSource } from 'typeorm';
import { whatsappParser } from '../inbound/whatsapp-parser';
import type { LogScope } from './log-scope';

const MATCHES_MAX = 200;
const BODIES_AT_ONCE = 20;

/** A search for a text looks through the newest of each. */
const TEXT_ROWS = 2000;

/** What a search by wamid, number or text may show. */
export interface LogMatches {
  events: Buffer[];
  attempts: Buffer[];
  receipts: Buffer[];
  /** The phone_number_id that rejected deliveries claim. */
  claimed: string;
  /** What a call to Meta was about: a wamid or media id. */
  ref: string;
}

/** A wamid, the digits of a number, or a text. Message and status rows lead to their deliveries by time of arrival. */
export async function findMatches(dataSource: DataSource, scope: LogScope, q: string): Promise<LogMatches> {
  // Wire ids are ASCII; comparing their columns with anything else is an error of the database.
  const found = /^[\x20-\x7e]+$/.test(q) ? await findExact(dataSource, scope, q) : { events: [], attempts: [], receipts: [], claimed: '', ref: '' };
  const nothing = !found.events.length && !found.attempts.length && !found.receipts.length;
  return nothing && !q.startsWith('wamid.') ? { ...found, ...(await findText(dataSource, scope, q)) } : found;
}

/** A part of what was written or sent. Meta escapes what is not ASCII, proxies and tools do not. */
async function findText(dataSource: DataSource, scope: LogScope, q: string): Promise<Pick<LogMatches, 'events' | 'attempts'>> {
  const plain = likePattern(JSON.stringify(q).slice(1, -1));
  const escaped = likePattern(JSON.stringify(q).slice(1, -1).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`));
  const events: { id: Buffer }[] = await dataSource.query(
    `SELECT e.id FROM (SELECT event_id FROM webhook_event_channel WHERE channel_id = ? AND workspace_id = ? ORDER BY received_at DESC LIMIT ${TEXT_ROWS}) newest JOIN webhook_event e ON e.id = newest.event_id
     WHERE (CONVERT(e.body USING utf8mb4) LIKE ? ESCAPE '!' OR CONVERT(e.body USING utf8mb4) LIKE ? ESCAPE '!')
     AND NOT EXISTS (SELECT 1 FROM webhook_event_channel o WHERE o.event_id = e.id AND o.workspace_id <> ?) LIMIT ?`,
    [scope.channel, scope.workspace, plain, escaped, scope.workspace, MATCHES_MAX],
  );
  const attempts: { id: Buffer }[] = await dataSource.query(
    `SELECT a.id FROM (SELECT id, message_id FROM send_attempt WHERE channel_id = ? AND workspace_id = ? ORDER BY started_at DESC LIMIT ${TEXT_ROWS}) a JOIN message m ON m.id = a.message_id WHERE m.body LIKE ? ESCAPE '!' LIMIT ?`,
    [scope.channel, scope.workspace, likePattern(q), MATCHES_MAX],
  );
  return { events: events.map(({ id }) => id), attempts: attempts.map(({ id }) => id) };
}

function likePattern(text: string): string {
  return `%${text.replace(/[!%_]/g, '!$&')}%`;
}

async function findExact(dataSource: DataSource, scope: LogScope, q: string): Promise<LogMatches> {
  const digits = q.replace(/^\+/, '').replace(/[\s()-]/g, '');
  const byNumber = /^\d{4,20}$/.test(digits);
  const times = byNumber ? await timesOfNumber(dataSource, scope, digits) : await timesOfMessage(dataSource, scope, q);
  const events = times.length ? await eventsAt(dataSource, scope, times, byNumber ? null : q) : [];
  const attempts: { id: Buffer }[] = byNumber
    ? await dataSource.query(`SELECT a.id FROM send_attempt a JOIN conversation c ON c.id = a.conversation_id JOIN contact_identity i ON i.workspace_id = c.workspace_id AND i.contact_id = c.contact_id WHERE a.channel_id = ? AND i.workspace_id = ? AND i.kind IN ('wa_id', 'phone') AND i.value = ? ORDER BY a.started_at DESC LIMIT ?`, [scope.channel, scope.workspace, digits, MATCHES_MAX])
    : await dataSource.query('SELECT id FROM send_attempt WHERE channel_id = ? AND wamid = ?', [scope.channel, q]);
  const receipts: { id: Buffer }[] = byNumber ? [] : await dataSource.query('SELECT conversation_id AS id FROM read_receipt WHERE channel_id = ? AND external_id = ? LIMIT ?', [scope.channel, q, MATCHES_MAX]);
  return { events, attempts: attempts.map(({ id }) => id), receipts: receipts.map(({ id }) => id), claimed: digits, ref: q };
}

async function timesOfMessage(dataSource: DataSource, scope: LogScope, wamid: string): Promise<Date[]> {
  const rows: { at: Date | null }[] = await dataSource.query('SELECT received_at AS at FROM message WHERE channel_id = ? AND external_id = ? UNION SELECT received_at FROM status_event WHERE channel_id = ? AND wamid = ?', [scope.channel, wamid, scope.channel, wamid]);
  return rows.flatMap(({ at }) => at ?? []);
}

async function timesOfNumber(dataSource: DataSource, scope: LogScope, digits: string): Promise<Date[]> {
  const rows: { at: Date | null }[] = await dataSource.query(
    `SELECT m.received_at AS at FROM contact_identity i JOIN conversation c ON c.workspace_id = i.workspace_id AND c.contact_id = i.contact_id AND c.channel_id = ?
     JOIN message m ON m.conversation_id = c.id WHERE i.workspace_id = ? AND i.kind IN ('wa_id', 'phone') AND i.value = ? AND m.direction = 'in' ORDER BY m.received_at DESC LIMIT ?`,
    [scope.channel, scope.workspace, digits, MATCHES_MAX],
  );
  return rows.flatMap(({ at }) => at ?? []);
}

/** Another delivery may have come in the same millisecond: with a wamid its body decides. */
async function eventsAt(dataSource: DataSource, scope: LogScope, times: readonly Date[], wamid: string | null): Promise<Buffer[]> {
  const rows: { id: Buffer }[] = await dataSource.query('SELECT event_id AS id FROM webhook_event_channel WHERE channel_id = ? AND received_at IN (?)', [scope.channel, times]);
  const ids = rows.map(({ id }) => id);
  if (wamid === null || !ids.length) return ids;
  const found: Buffer[] = [];
  for (let at = 0; at < ids.length; at += BODIES_AT_ONCE) {
    const events: { id: Buffer; body: Buffer | null }[] = await dataSource.query('SELECT id, body FROM webhook_event WHERE id IN (?)', [ids.slice(at, at + BODIES_AT_ONCE)]);
    for (const { id, body } of events) if (body && namesMessage(body, wamid)) found.push(id);
  }
  return found;
}

function namesMessage(body: Buffer, wamid: string): boolean {
  const parsed = whatsappParser.parse(body);
  return parsed.ok && parsed.events.some((element) => 'externalId' in element && element.externalId === wamid);
}
