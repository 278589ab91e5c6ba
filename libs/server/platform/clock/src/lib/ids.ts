import { randomFillSync } from 'node:crypto';

export type IdSource = () => string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const pool = Buffer.alloc(4000);
let used = pool.length;
const bytes = Buffer.alloc(16);

/**
 * A UUIDv7 (RFC 9562): sorted roughly by time of making, so that inserts go to the end of an index.
 * Never order or page by it; two processes' clocks differ.
 */
export function newId(now: number = Date.now()): string {
  // Randomness is fetched for many ids at once: one call to the generator costs more than all the rest.
  if (used + 10 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  pool.copy(bytes, 6, used, (used += 10));
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** True for the canonical lower-case form of any UUID. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}
