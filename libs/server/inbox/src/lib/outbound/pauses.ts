/** A lane's lease: longer than the 10 s in which a prepared send may still start plus the longest HTTP time-out. */
export const LEASE_S = 45;
/** A prepared send that has not started after so long is not posted: its lease may be gone before its answer. */
export const START_WITHIN_MS = 10_000;
/** After an unconfirmed send the lane waits so long for a status that resolves it, then goes on. */
export const UNCONFIRMED_HOLD_MS = 20_000;
/** How often a lane of a channel on hold looks whether it may go. */
export const CHANNEL_HOLD_LOOK_MS = 5000;
/** How long a head waits that cannot be uploaded yet, because other uploads are under way. */
export const UPLOAD_LOOK_MS = 500;
/** A message that only throttles and dead connections kept from leaving fails after this. */
export const GIVE_UP_AFTER_S = 86_400;

const LONGEST_PAUSE_MS = 300_000;

/**
 * Pause before the machine tries again: 1, 4, 16, 64 … seconds (Meta's advice for 131056 is 4^n), or longer when the
 * provider says so.
 * @param tries tries so far, this one included
 */
export function pauseBeforeTry(tries: number, retryAfterMs: number | null | undefined): number {
  return Math.max(retryAfterMs ?? 0, Math.min(LONGEST_PAUSE_MS, 1000 * 4 ** Math.min(tries - 1, 6)));
}
