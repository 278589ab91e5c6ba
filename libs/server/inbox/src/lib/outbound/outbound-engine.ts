import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CHANNEL_ACCESS, STALE_TEMPLATE_CODES, type ChannelAccess, type ChannelError } from '@mailtrixy/server/channels';
import { isConnectionError, isDeadlock } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { PendingUpload } from './head-files';
import type { PreparedSend } from './on-wire';
import { OutboundBatch } from './outbound-batch';
import { pauseBeforeTry, START_WITHIN_MS } from './pauses';
import { RateTokens } from './rate-tokens';
import { notStarted, refusedBy, type SendOutcome, type SettledSend } from './send-outcome';
import { SettleSends } from './settle-sends';
import { UploadHeads } from './upload-heads';

const BATCH = 200;
/** Sends of this process that wait for the provider's answer. */
const IN_FLIGHT_MAX = 400;
/** Uploads of this process at one time: files are large, and texts of other people must not wait behind them. */
const UPLOADS_MAX = 8;
const BUSY_ROW_PAUSE_MS = 20;
const STORE_RETRY_MS = 500;
const SHUTDOWN_WAIT_MS = 25_000;

/**
 * Sends what is due. Call run() on every ring and from a sweeper: calls that come while it works make it look once more.
 * One process works through it alone; several processes share the lanes by their locks.
 */
@Injectable()
export class OutboundEngine implements OnApplicationShutdown {
  private running: Promise<void> | null = null;
  private again = false;
  private stopping = false;
  private inFlight = 0;
  private uploading = 0;
  private readonly settled: SettledSend[] = [];
  private flushing: Promise<void> | null = null;
  private syncAfterStore = false;

  constructor(
    @Inject(OutboundBatch) private readonly batch: OutboundBatch,
    @Inject(SettleSends) private readonly settle: SettleSends,
    @Inject(UploadHeads) private readonly uploads: UploadHeads,
    @Inject(RateTokens) private readonly tokens: RateTokens,
    @Inject(CHANNEL_ACCESS) private readonly channels: ChannelAccess,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Resolves when nothing more is due; sends may still be on the wire. */
  run(): Promise<void> {
    if (this.stopping) return Promise.resolve();
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.drain().finally(() => (this.running = null));
    return this.running;
  }

  /** Resolves when every send of this process is stored. For tests and shutdown. */
  async idle(): Promise<void> {
    while (this.running || this.inFlight || this.uploading || this.flushing) await pause(5);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.race([this.idle(), pause(SHUTDOWN_WAIT_MS)]);
  }

  private async drain(): Promise<void> {
    do {
      this.again = false;
      const room = Math.min(BATCH, IN_FLIGHT_MAX - this.inFlight);
      if (room <= 0) {
        await pause(BUSY_ROW_PAUSE_MS);
        this.again = true;
        continue;
      }
      const { sends, uploads, changed, more } = await this.batch.prepare(room, UPLOADS_MAX - this.uploading);
      const preparedAt = performance.now();
      if (changed) this.doorbell.ringOutbox();
      for (const send of sends) void this.post(send, preparedAt);
      for (const upload of uploads) void this.upload(upload);
      if (more && !sends.length) await pause(BUSY_ROW_PAUSE_MS);
      this.again ||= more;
    } while (this.again && !this.stopping);
  }

  private async upload(upload: PendingUpload): Promise<void> {
    this.uploading++;
    try {
      const failure = await this.uploads.run(upload);
      if (failure) await this.obey(upload, failure);
    } catch (error) {
      // The lane comes due when its lease ends, and the file is looked at again.
      this.logger.error({ err: error, messageId: upload.messageId }, 'The outcome of an upload could not be stored');
    } finally {
      this.uploading--;
    }
    this.doorbell.ringOutbox();
    void this.run().catch((error: unknown) => this.logger.error({ err: error }, 'The outbound queue could not be read'));
  }

  private async post(send: PreparedSend, preparedAt: number): Promise<void> {
    this.inFlight++;
    const outcome = await this.outcomeOf(send, preparedAt);
    failpoint('out.after_http');
    if (outcome.kind === 'refused') await this.obey(send, outcome.error);
    this.settled.push({ send, outcome });
    this.flushing ??= this.flush().finally(() => (this.flushing = null));
  }

  private async outcomeOf(send: PreparedSend, preparedAt: number): Promise<SendOutcome> {
    // The monotonic clock also counts the time in which this process was stopped.
    if (performance.now() - preparedAt > START_WITHIN_MS) return notStarted();
    try {
      const receipt = await send.driver.send(send.channel, send.message);
      this.channels.recordOutbound(send.workspaceId, send.channelId);
      return { kind: 'accepted', receipt };
    } catch (error) {
      return refusedBy(error);
    }
  }

  /** What concerns the whole channel, before the lane goes on. */
  private async obey(send: Pick<PreparedSend, 'workspaceId' | 'channelId' | 'channel'>, { errorClass, facts }: ChannelError): Promise<void> {
    if (errorClass === 'throttle' && facts.throttleScope !== 'conversation') this.tokens.pause(send.channelId, facts.retryAfterMs ?? pauseBeforeTry(1, null));
    // Its template waits for a sync (see stale-template).
    if (facts.code !== null && STALE_TEMPLATE_CODES.includes(facts.code)) this.syncAfterStore = true;
    if (errorClass !== 'hold') return;
    try {
      await this.channels.hold(send.workspaceId, send.channelId, { reason: facts.holdReason ?? 'permission', detail: facts.detail, code: facts.code }, send.channel);
    } catch (error) {
      // The next refused send holds it; until then the lane only waits.
      this.logger.error({ err: error, channelId: send.channelId }, 'A channel could not be put on hold');
    }
  }

  /** As soon as no store is under way, all outcomes that have gathered go into one transaction. */
  private async flush(): Promise<void> {
    while (this.settled.length) {
      const group = this.settled.splice(0, BATCH);
      await this.storeOrRetry(group);
      this.inFlight -= group.length;
      this.doorbell.ringOutbox();
      if (this.syncAfterStore) this.doorbell.ring('templates');
      this.syncAfterStore = false;
      void this.run().catch((error: unknown) => this.logger.error({ err: error }, 'The outbound queue could not be read'));
    }
  }

  private async storeOrRetry(group: SettledSend[]): Promise<void> {
    for (;;) {
      try {
        await this.settle.store(group);
        return;
      } catch (error) {
        if (isConnectionError(error) || isDeadlock(error)) await pause(STORE_RETRY_MS);
        else if (group.length > 1) {
          // One bad row must not keep its neighbours' results.
          for (const single of group) await this.storeOrRetry([single]);
          return;
        } else {
          // Its attempt stays on_wire and becomes unconfirmed when the lease ends: a status will resolve it by token.
          this.logger.error({ err: error, attemptId: group[0].send.attemptId }, 'The outcome of a send could not be stored');
          return;
        }
      }
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
