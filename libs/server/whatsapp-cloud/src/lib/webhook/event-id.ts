import { randomFillSync } from 'node:crypto';

const random = Buffer.alloc(4096);
let used = random.length;

/** The bytes of a UUIDv7 (as newId), with randomness fetched for many ids at once: this runs for every delivery. */
export function eventId(now: number): Buffer {
  if (used + 10 > random.length) {
    randomFillSync(random);
    used = 0;
  }
  const id = Buffer.allocUnsafe(16);
  id.writeUIntBE(now, 0, 6);
  random.copy(id, 6, used, used + 10);
  used += 10;
  id[6] = 0x70 | (id[6] & 0x0f);
  id[8] = 0x80 | (id[8] & 0x3f);
  return id;
}
