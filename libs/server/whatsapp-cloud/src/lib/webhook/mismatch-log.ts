import type { Logger } from 'pino';
import { SIGNATURE_MISMATCH, type RejectReason } from '@mailtrixy/shared/dto';

const LINES_PER_WINDOW = 60;
const WINDOW_MS = 60_000;
const ADDRESSES_MAX = 10_000;

/**
 * The log line that SEED promises, for every refused delivery. An address that keeps failing gets 60 lines a minute; then
 * the lines are counted and the count is told with the next one, so that a scanner cannot fill the disk.
 */
export class MismatchLog {
  private readonly addresses = new Map<string, { since: number; lines: number; held: number }>();

  constructor(private readonly logger: Logger) {}

  write(remoteIp: string, fields: { reason: RejectReason; claimed: string | null; requestId: string }): void {
    const now = performance.now();
    const known = this.addresses.get(remoteIp);
    const window = known && now - known.since < WINDOW_MS ? known : { since: now, lines: 0, held: 0 };
    if (window !== known) this.remember(remoteIp, window);
    if (window.lines >= LINES_PER_WINDOW) {
      window.held++;
      return;
    }
    window.lines++;
    const held = known && known !== window ? known.held : 0;
    this.logger.warn({ reason: fields.reason, claimedPhoneNumberId: fields.claimed, requestId: fields.requestId, remoteIp, ...(held ? { similarLinesHeldBack: held } : {}) }, SIGNATURE_MISMATCH);
  }

  private remember(remoteIp: string, window: { since: number; lines: number; held: number }): void {
    if (this.addresses.size >= ADDRESSES_MAX) this.addresses.clear();
    this.addresses.set(remoteIp, window);
  }
}
