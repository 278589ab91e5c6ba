/** Different pauses in one batch; each costs one UPDATE. */
const STEPS = 20;

/**
 * When lanes that got no rate token look again. They spread over the time that the whole backlog takes, so that a long
 * queue is not leased and given back over and over while it waits.
 *
 * @param late    lanes of this batch without a token, the longest waiting first
 * @param backlog further lanes of the channel that are due
 * @returns milliseconds per lane, rising
 */
export function spreadLooks(late: number, backlog: number, ratePerS: number, waitMs: number): number[] {
  const wholeMs = ((late + backlog) / Math.max(1, ratePerS)) * 1000;
  const steps = Math.min(STEPS, late);
  return Array.from({ length: late }, (_, index) => Math.ceil(Math.max(1, waitMs) + (wholeMs * Math.ceil(((index + 1) / late) * steps)) / steps - wholeMs / late));
}
