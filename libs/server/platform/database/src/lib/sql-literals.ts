import { escape } from 'mysql2';

/**
 * Literals for multi-row statements on the hot paths, where a parameter list of thousands of Buffers costs several times
 * the statement itself. Elsewhere use parameters. Every function is safe for any value of its type.
 */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID as the BINARY(16) that idToBytes gives. @throws RangeError for anything that is not a UUID */
export function idSql(id: string | null | undefined): string {
  if (id == null) return 'NULL';
  if (!UUID.test(id)) throw new RangeError('not a UUID');
  return `x'${id.slice(0, 8)}${id.slice(9, 13)}${id.slice(14, 18)}${id.slice(19, 23)}${id.slice(24)}'`;
}

export function bytesSql(bytes: Buffer | null): string {
  return bytes === null ? 'NULL' : `x'${bytes.toString('hex')}'`;
}

export function textSql(value: string | null | undefined): string {
  return value == null ? 'NULL' : escape(value);
}

export function numberSql(value: number | null): string {
  if (value === null) return 'NULL';
  if (!Number.isFinite(value)) throw new RangeError('not a number');
  return String(value);
}

let second = Number.NaN;
let secondText = '';

/** 'YYYY-MM-DD HH:MM:SS.mmm' in UTC; every connection's time zone is +00:00. */
export function dateSql(value: Date | number | null): string {
  if (value === null) return 'NULL';
  const ms = typeof value === 'number' ? value : value.getTime();
  const whole = Math.floor(ms / 1000);
  if (whole !== second) {
    secondText = new Date(whole * 1000).toISOString().slice(0, 19).replace('T', ' ');
    second = whole;
  }
  return `'${secondText}.${String(ms - whole * 1000).padStart(3, '0')}'`;
}

/** `(a,b),(c,d)` for INSERT … VALUES. */
export function rowsSql(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `(${row.join(',')})`).join(',');
}

/** `a,b,c` for IN (…). @throws RangeError for an empty list, which SQL does not know */
export function listSql(literals: readonly string[]): string {
  if (!literals.length) throw new RangeError('empty list');
  return literals.join(',');
}
