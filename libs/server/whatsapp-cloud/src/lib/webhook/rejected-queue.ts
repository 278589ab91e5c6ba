import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CHANNEL_DIRECTORY, type ChannelDirectory, type DirectoryChannel } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { RejectReason } from '@mailtrixy/shared/dto';
import { pruneRejected } from './rejected-retention';
import type { TriedSecret } from './signature-check';

const BODY_KEPT = 64 * 1024;
const QUEUE_MAX = 500;
const BATCH = 50;
/** Channels of several workspaces may name one number while they are being set up; more than this is an attack. */
const CLAIMED_MAX = 5;
const KEPT_HEADERS = ['host', 'content-type', 'content-length', 'transfer-encoding', 'user-agent', 'x-forwarded-for', 'x-forwarded-proto', 'via', 'accept', 'accept-encoding'];

/** A delivery or verification that was refused; or a verification that passed (`verify_ok`), which is listed beside them. */
export interface RejectedDelivery {
  method: 'POST' | 'GET';
  reason: RejectReason | 'verify_ok';
  /** The phone_number_id that the body claims. */
  claimed: string | null;
  /** Known for a verification that passed. */
  channels?: readonly Pick<DirectoryChannel, 'channelId' | 'workspaceId'>[];
  tried: readonly TriedSecret[];
  receivedAt: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
  remoteIp: string;
  requestId: string;
  startedAt: number;
}

/**
 * What was refused, for Logs. Its own queue, bounded and dropping: a 403 never waits for the database, and a flood of
 * forged deliveries costs a bounded amount of memory and disk.
 */
@Injectable()
export class RejectedQueue implements OnApplicationShutdown {
  private queue: RejectedDelivery[] = [];
  private working: Promise<void> | null = null;
  dropped = 0;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CHANNEL_DIRECTORY) private readonly directory: ChannelDirectory,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** Returns at once. */
  add(delivery: RejectedDelivery): void {
    if (this.queue.length >= QUEUE_MAX) {
      this.dropped++;
      return;
    }
    const whole = delivery.body.length <= BODY_KEPT;
    // A copy of the kept part: the request's whole buffer may go.
    this.queue.push(whole ? delivery : { ...delivery, body: Object.assign(Buffer.from(delivery.body.subarray(0, BODY_KEPT)), { wholeLength: delivery.body.length }) });
    this.working ??= this.work().finally(() => (this.working = null));
  }

  /** Resolves when everything that was added is stored or given up. */
  async idle(): Promise<void> {
    while (this.working) await this.working;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.race([this.idle(), new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
  }

  private async work(): Promise<void> {
    while (this.queue.length) {
      const batch = this.queue.splice(0, BATCH);
      try {
        await this.store(batch);
      } catch (error) {
        this.dropped += batch.length;
        this.logger.warn({ err: error, lost: batch.length }, 'Rejected deliveries could not be listed in Logs');
      }
    }
  }

  private async store(batch: RejectedDelivery[]): Promise<void> {
    const rows = (await Promise.all(batch.map((delivery) => this.rowsOf(delivery)))).flat();
    await inTransaction(this.dataSource, async (tx) => {
      await insertRejected(tx, rows);
      const listed = rows.filter((row) => row.channel !== null);
      await appendOutbox(tx, listed.map((row) => ({ workspaceId: row.channel?.workspaceId ?? '', topic: 'log.created' as const, channelId: row.channel?.channelId, entityId: row.id })));
      for (const channelId of new Set(rows.map((row) => row.channel?.channelId ?? null))) await pruneRejected(tx, channelId);
    });
    const refused = rows.filter((row) => row.channel && row.delivery.reason !== 'verify_ok').map((row) => row.channel?.channelId ?? '');
    if (refused.length) this.directory.recordRejected([...new Set(refused)]);
    this.doorbell.ringOutbox();
  }

  private async rowsOf(delivery: RejectedDelivery): Promise<RejectedRow[]> {
    const channels = delivery.channels ?? (delivery.claimed ? await this.directory.findByExternalId(delivery.claimed) : []);
    if (!channels.length) return [{ id: newId(), channel: null, delivery }];
    return channels.slice(0, CLAIMED_MAX).map((channel) => ({ id: newId(), channel, delivery }));
  }
}

interface RejectedRow {
  id: string;
  channel: Pick<DirectoryChannel, 'channelId' | 'workspaceId'> | null;
  delivery: RejectedDelivery;
}

async function insertRejected(tx: EntityManager, rows: RejectedRow[]): Promise<void> {
  const values = rows.map(({ id, channel, delivery }) => {
    const bytes = (delivery.body as Buffer & { wholeLength?: number }).wholeLength ?? delivery.body.length;
    return [
      idToBytes(id),
      channel ? idToBytes(channel.workspaceId) : null,
      channel ? idToBytes(channel.channelId) : null,
      delivery.method,
      new Date(delivery.receivedAt),
      delivery.reason,
      delivery.claimed,
      signatureText(delivery.headers['x-hub-signature-256']),
      JSON.stringify(keptHeaders(delivery.headers)),
      JSON.stringify(delivery.tried),
      delivery.body,
      bytes,
      bytes === delivery.body.length,
      delivery.remoteIp,
      delivery.requestId,
      Math.round((performance.now() - delivery.startedAt) * 1000),
    ];
  });
  await tx.query('INSERT INTO webhook_rejected (id, workspace_id, channel_id, method, received_at, reason, claimed_external_id, signature, headers, tried, body, body_bytes, body_whole, remote_ip, request_id, took_us) VALUES ?', [values]);
}

function signatureText(value: string | string[] | undefined): string | null {
  return value === undefined ? null : printable(String(value)).slice(0, 160);
}

function keptHeaders(headers: RejectedDelivery['headers']): Record<string, string> {
  return Object.fromEntries(KEPT_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, printable(String(headers[name])).slice(0, 300)]])));
}

function printable(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '?');
}
