import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'mysql2/promise';
import { CHANNEL_DIRECTORY, type ChannelDirectory, type WebhookCredential } from '@mailtrixy/server/channels';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { RejectReason } from '@mailtrixy/shared/dto';
import { claimedNumber } from './claimed-number';
import { eventId } from './event-id';
import { EventWriter, NotStoredError } from './event-writer';
import type { IncomingDelivery, WebhookAnswer } from './incoming-delivery';
import { MismatchLog } from './mismatch-log';
import { PacedBell } from './paced-bell';
import { RejectedQueue } from './rejected-queue';
import { readSignature, sameDigest, signBody } from './signature';
import { credentialOf, findSigner, type TriedSecret } from './signature-check';
import { MAX_MATCHED_CHANNELS } from './stored-event';
import { WEBHOOK_POOL } from './webhook-pool';
import { SecretsUnavailableError, WebhookSecrets } from './webhook-secrets';

const RETRY_AFTER_S = 5;
const OK: WebhookAnswer = { status: 200 };
const FORBIDDEN: WebhookAnswer = { status: 403 };
const UNAVAILABLE: WebhookAnswer = { status: 503, retryAfterS: RETRY_AFTER_S };

/** Store, then answer: 200 means that the delivery is in the database. Everything else happens in the worker. */
@Injectable()
export class WebhookIngest implements OnApplicationShutdown {
  private readonly writer: EventWriter;
  private readonly mismatches: MismatchLog;
  /** Bytes of one credential's channel ids; credentials are replaced as a whole when they are reloaded. */
  private readonly channelBytes = new WeakMap<WebhookCredential, Buffer>();
  private readonly channelIds = new WeakMap<WebhookCredential, string[]>();

  constructor(
    @Inject(WEBHOOK_POOL) pool: Pool,
    @Inject(WebhookSecrets) private readonly secrets: WebhookSecrets,
    @Inject(RejectedQueue) private readonly rejected: RejectedQueue,
    @Inject(CHANNEL_DIRECTORY) private readonly directory: ChannelDirectory,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {
    const bell = new PacedBell(() => this.doorbell.ring('inbound'));
    this.writer = new EventWriter(pool, () => bell.ring());
    this.mismatches = new MismatchLog(logger);
  }

  /** Never throws. */
  async receive(delivery: IncomingDelivery): Promise<WebhookAnswer> {
    const signature = readSignature(delivery.headers['x-hub-signature-256']);
    const claimed = claimedNumber(delivery.body);
    if ('reason' in signature) return this.reject(delivery, signature.reason, claimed, []);
    const tried: TriedSecret[] = [];
    try {
      const snapshot = this.secrets.fresh() ?? (await this.secrets.current());
      // The usual delivery is signed by the secret of the number it names: one HMAC, no list.
      const usual = credentialOf(snapshot.credentials, claimed);
      let signer = usual && sameDigest(signBody(usual.appSecret, delivery.body), signature.digest) ? usual : null;
      signer ??= await findSigner(delivery.body, signature.digest, snapshot.credentials, claimed, new Set(), tried);
      if (!signer) {
        const newer = await this.secrets.newerThan(snapshot);
        const known = new Set(snapshot.credentials.map((credential) => credential.appSecret));
        if (newer) signer = await findSigner(delivery.body, signature.digest, newer.credentials, claimed, known, tried);
        if (!signer) return this.reject(delivery, (newer ?? snapshot).credentials.length ? 'signature_mismatch' : 'no_active_secret', claimed, tried);
      }
      failpoint('in.after_sig');
      await this.store(delivery, signer);
      return OK;
    } catch (error) {
      if (!(error instanceof NotStoredError || error instanceof SecretsUnavailableError)) this.logger.error({ err: error, requestId: delivery.requestId }, 'Taking a delivery failed');
      return UNAVAILABLE;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.writer.idle();
  }

  private async store(delivery: IncomingDelivery, signer: WebhookCredential): Promise<void> {
    const receivedAt = this.clock.now();
    await this.writer.write({
      id: eventId(receivedAt),
      source: 'http',
      receivedAt,
      body: delivery.body,
      bodySha256: createHash('sha256').update(delivery.body).digest(),
      matchedChannels: this.channelsOf(signer),
      matchedSecret: idToBytes(signer.secretId),
      signature: headerText(delivery.headers['x-hub-signature-256'], 80),
      remoteIp: delivery.remoteIp,
      userAgent: headerText(delivery.headers['user-agent'], 255) ?? '',
      requestId: delivery.requestId,
      startedAt: delivery.startedAt,
    });
    this.directory.recordSignatureOk(this.idsOf(signer), signer.secretId);
  }

  private reject(delivery: IncomingDelivery, reason: RejectReason, claimed: string | null, tried: TriedSecret[]): WebhookAnswer {
    this.mismatches.write(delivery.remoteIp, { reason, claimed, requestId: delivery.requestId });
    this.rejected.add({ method: 'POST', reason, claimed, tried, receivedAt: this.clock.now(), headers: delivery.headers, body: delivery.body, remoteIp: delivery.remoteIp, requestId: delivery.requestId, startedAt: delivery.startedAt });
    return FORBIDDEN;
  }

  private idsOf(signer: WebhookCredential): string[] {
    let ids = this.channelIds.get(signer);
    if (!ids) this.channelIds.set(signer, (ids = signer.channels.map((channel) => channel.channelId)));
    return ids;
  }

  private channelsOf(signer: WebhookCredential): Buffer {
    let bytes = this.channelBytes.get(signer);
    if (!bytes) {
      bytes = Buffer.concat(signer.channels.slice(0, MAX_MATCHED_CHANNELS).map((channel) => idToBytes(channel.channelId)));
      this.channelBytes.set(signer, bytes);
    }
    return bytes;
  }
}

/** Printable ASCII of a header, cut to its column. */
function headerText(value: string | string[] | undefined, max: number): string | null {
  return typeof value === 'string' ? value.replace(/[^\x20-\x7e]/g, '?').slice(0, max) : null;
}
