import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';

/** What a call to Meta is about; sends and mark-as-read calls have rows of their own. */
export interface CallSubject {
  workspaceId: string;
  channelId: string;
  /** e.g. "media · download", "templates · list", "typing". */
  subject: string;
  /** A wamid, media id or template name to search by. */
  ref: string | null;
}

export interface MadeCall extends CallSubject {
  at: Date;
  httpStatus: number | null;
  tookMs: number;
  error: { code: number | null; title: string; detail: string; traceId: string | null } | null;
}

const QUEUE_MAX = 500;
const BATCH = 100;

/**
 * Calls to Meta, for Logs (ADR 10). Bounded and dropping: no call waits for its row, and a database that is away loses
 * rows of Logs, nothing else.
 */
@Injectable()
export class ProviderCalls implements OnApplicationShutdown {
  private queue: MadeCall[] = [];
  private working: Promise<void> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Returns at once. */
  add(call: MadeCall): void {
    if (this.queue.length >= QUEUE_MAX) return;
    this.queue.push(call);
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
        await this.store(batch.map((call) => ({ ...call, id: newId() })));
      } catch (error) {
        this.logger.warn({ err: error, lost: batch.length }, 'Calls to Meta could not be listed in Logs');
      }
    }
  }

  /** Open Logs pages are told once for each channel: they read the newest rows, however many there are. */
  private async store(batch: readonly ListedCall[]): Promise<void> {
    const newest = new Map(batch.map((call) => [call.channelId, call]));
    await inTransaction(this.dataSource, async (tx) => {
      await tx.query('INSERT INTO provider_call (id, workspace_id, channel_id, at, subject, ref, http_status, error_code, error_title, error_detail, fbtrace_id, took_ms) VALUES ?', [batch.map(columnsOf)]);
      await appendOutbox(tx, [...newest.values()].map(({ workspaceId, channelId, id }) => ({ workspaceId, topic: 'log.created' as const, channelId, entityId: id })));
    });
    this.doorbell.ringOutbox();
  }
}

type ListedCall = MadeCall & { id: string };

function columnsOf({ id, workspaceId, channelId, at, subject, ref, httpStatus, tookMs, error }: ListedCall): unknown[] {
  return [idToBytes(id), idToBytes(workspaceId), idToBytes(channelId), at, subject.slice(0, 60), ascii(ref)?.slice(0, 255) ?? null, httpStatus, error?.code ?? null, error?.title.slice(0, 255) ?? null, error?.detail.slice(0, 1000) ?? null, ascii(error?.traceId ?? null)?.slice(0, 64) ?? null, Math.round(tookMs)];
}

function ascii(text: string | null): string | null {
  return text === null ? null : text.replace(/[^\x20-\x7e]/g, '?');
}
