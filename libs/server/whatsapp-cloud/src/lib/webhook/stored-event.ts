/** Sources of a webhook_event row. */
export type EventSource = 'http' | 'replay';

/** A delivery whose signature matched, with everything its row needs. Id and time are made before the first try. */
export interface NewWebhookEvent {
  id: Buffer;
  source: EventSource;
  receivedAt: number;
  body: Buffer;
  bodySha256: Buffer;
  /** Channel ids, 16 bytes each. */
  matchedChannels: Buffer;
  matchedSecret: Buffer | null;
  signature: string | null;
  remoteIp: string;
  userAgent: string;
  requestId: string;
  /** performance.now() of the first byte's handling; took_us is counted from it to the insert. */
  startedAt: number;
}

/** webhook_event.matched_channels is VARBINARY(4096): 256 ids. */
export const MAX_MATCHED_CHANNELS = 256;

const COLUMNS = 'id, state, next_at, lease_until, source, received_at, body, body_bytes, body_sha256, matched_channels, matched_secret, signature, remote_ip, user_agent, request_id, took_us';

/**
 * One INSERT for many events. Written as text with hexadecimal literals: a third of the CPU of a prepared statement with
 * thousands of parameters, and safe for any bytes. next_at is the database's clock, as for every lease; lease_until is there from the start (and over), so
 * that leasing a row does not make it grow and move within its page.
 */
export function insertEventsSql(events: readonly NewWebhookEvent[]): string {
  const now = performance.now();
  let sql = `INSERT INTO webhook_event (${COLUMNS}) VALUES `;
  for (let i = 0; i < events.length; i++) {
    const e = events[i];
    sql += `${i ? ',' : ''}(x'${e.id.toString('hex')}','received',NOW(3),NOW(3),'${e.source}','${dateTime(e.receivedAt)}',x'${e.body.toString('hex')}',${e.body.length},x'${e.bodySha256.toString('hex')}',x'${e.matchedChannels.toString('hex')}',${e.matchedSecret ? `x'${e.matchedSecret.toString('hex')}'` : 'NULL'},${quoted(e.signature)},${quoted(e.remoteIp)},${quoted(e.userAgent)},${quoted(e.requestId)},${Math.max(0, Math.min(2_000_000_000, Math.round((now - e.startedAt) * 1000)))})`;
  }
  return sql;
}

let second = 0;
let secondText = '';

/** 'YYYY-MM-DD HH:MM:SS.mmm' in UTC; the connection's time zone is +00:00. */
function dateTime(ms: number): string {
  const wholeSecond = Math.floor(ms / 1000);
  if (wholeSecond !== second) {
    second = wholeSecond;
    secondText = new Date(wholeSecond * 1000).toISOString().slice(0, 19).replace('T', ' ');
  }
  return `${secondText}.${String(ms - wholeSecond * 1000).padStart(3, '0')}`;
}

const PLAIN = /^[\w .:,;/()=+-]*$/;

/** Values that came from headers: what is not plain goes as bytes, so that no SQL mode or character set can reread it. */
function quoted(value: string | null): string {
  if (value === null) return 'NULL';
  return PLAIN.test(value) ? `'${value}'` : `CONVERT(x'${Buffer.from(value, 'utf8').toString('hex')}' USING utf8mb4)`;
}
