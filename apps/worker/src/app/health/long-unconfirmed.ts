/** Then an unconfirmed send needs a person (RELIABILITY §2.4). */
export const LONG_UNCONFIRMED_S = 120;

/** SQL after FROM: attempts (a) whose message (m) waits for a person: its newest one, not dismissed, unconfirmed for too long. */
export const LONG_UNCONFIRMED = `send_attempt a JOIN message m ON m.id = a.message_id AND m.attempt_no = a.no
  WHERE a.phase = 'unconfirmed' AND a.started_at < NOW(3) - INTERVAL ${LONG_UNCONFIRMED_S} SECOND AND m.delivery_status = 'unconfirmed' AND m.dismissed_at IS NULL`;
