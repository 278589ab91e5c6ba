import path from 'node:path';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CHANNEL_ACCESS, CHANNEL_DRIVERS, ChannelError, type ChannelAccess, type ChannelDrivers, type MediaDownload } from '@mailtrixy/server/channels';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { MediaProcessor } from '@mailtrixy/server/platform/media-processing';
import { MEDIA_STORE, Scratch, type MediaStore } from '@mailtrixy/server/platform/media-store';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { DataSource } from 'typeorm';
import { FetchProblem, problemOf } from './fetch-problem';
import { keepFile, kindByBytes, lookAt } from './keep-file';
import { countFailure, countSuccess, downloadAllowances } from './media-budget';
import { LEASE_S, leaseFiles, releaseLease, renewLease, type LeasedFile } from './media-lease';
import { FILE_MAX_BYTES } from './media-limits';
import { receiveFile } from './receive-file';
import { settleFailed, settleLater, settleReady } from './settle-file';

const AT_ONCE = 8;
const AT_ONCE_PER_CHANNEL = 3;
/** 100 MB at 170 kB/s. */
const LONGEST_MS = 10 * 60_000;
const RENEW_MS = (LEASE_S * 1000) / 3;

/** Fetches the files of customers' messages, several at once, and never many of one number. */
@Injectable()
export class MediaFetcher implements OnApplicationShutdown {
  private readonly running = new Map<LeasedFile, Promise<void>>();
  private readonly stop = new AbortController();
  private looking: Promise<void> | null = null;
  private again = false;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CHANNEL_ACCESS) private readonly channels: ChannelAccess,
    @Inject(CHANNEL_DRIVERS) private readonly drivers: ChannelDrivers,
    @Inject(MEDIA_STORE) private readonly store: MediaStore,
    @Inject(Scratch) private readonly scratch: Scratch,
    @Inject(MediaProcessor) private readonly processor: MediaProcessor,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Starts what is due and there is room for. Resolves when it is started, not when it is done. */
  run(): Promise<void> {
    if (this.looking) {
      this.again = true;
      return this.looking;
    }
    this.looking = this.look().finally(() => (this.looking = null));
    return this.looking;
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.running.size || this.looking) await Promise.allSettled([...this.running.values(), this.looking]);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.idle();
  }

  private async look(): Promise<void> {
    do {
      this.again = false;
      while (!this.stop.signal.aborted && this.running.size < AT_ONCE && (await this.start())) continue;
    } while (this.again && !this.stop.signal.aborted);
  }

  /** @returns true when something was started, so that there may be more */
  private async start(): Promise<boolean> {
    const budget = await downloadAllowances(this.dataSource, AT_ONCE_PER_CHANNEL);
    const busy = new Map<string, number>();
    for (const { channelId } of this.running.keys()) busy.set(channelId, (busy.get(channelId) ?? 0) + 1);
    const allowed = (channelId: string) => (budget.get(channelId) ?? AT_ONCE_PER_CHANNEL) - (busy.get(channelId) ?? 0);
    const full = [...new Set([...budget.keys(), ...busy.keys()])].filter((channelId) => allowed(channelId) <= 0);
    const leased = await leaseFiles(this.dataSource, AT_ONCE - this.running.size, full, allowed);
    for (const file of leased) {
      const work = this.fetch(file)
        .catch((error: unknown) => this.logger.warn({ err: error, attachmentId: file.id }, 'A file could not be settled; its lease ends by itself'))
        .finally(() => {
          this.running.delete(file);
          if (!this.stop.signal.aborted) void this.run().catch(() => undefined);
        });
      this.running.set(file, work);
    }
    return leased.length > 0;
  }

  private async fetch(file: LeasedFile): Promise<void> {
    const lost = new AbortController();
    const renewal = setInterval(() => void renewLease(this.dataSource, file).then((kept) => kept || lost.abort(), () => undefined), RENEW_MS);
    const signal = AbortSignal.any([this.stop.signal, lost.signal, AbortSignal.timeout(LONGEST_MS)]);
    try {
      await this.scratch.use((folder) => this.fetchInto(folder, file, signal));
    } catch (error) {
      if (this.stop.signal.aborted) await releaseLease(this.dataSource, file);
      else if (!lost.signal.aborted) await this.fail(file, problemOf(error));
    } finally {
      clearInterval(renewal);
    }
  }

  private async fetchInto(folder: string, file: LeasedFile, signal: AbortSignal): Promise<void> {
    if (file.ended) throw new FetchProblem('gone', 'WhatsApp keeps a file for seven days; this one could not be fetched in time.');
    const target = path.join(folder, 'original');
    const download = await this.open(file, signal);
    const declared = [file.declaredSha256, download.sha256 ? Buffer.from(download.sha256, 'hex') : null].filter((hash) => hash !== null);
    if ((download.sizeBytes ?? 0) > FILE_MAX_BYTES) {
      download.stream.destroy();
      throw new FetchProblem('too_large', `The file is ${Math.ceil((download.sizeBytes ?? 0) / 1024 / 1024)} MB; 100 MB are the most.`);
    }
    const { sizeBytes, sha256 } = await receiveFile(download.stream, target, FILE_MAX_BYTES, signal);
    if (!sizeBytes) throw new FetchProblem('empty', 'WhatsApp handed over an empty file.');
    if (declared.some((hash) => !hash.equals(sha256))) throw new FetchProblem('checksum', 'The file did not come through whole: its checksum is not the one WhatsApp gave.');
    await countSuccess(this.dataSource, file.channelId);
    failpoint('media.after_download');
    const seen = await lookAt(this.processor, target, folder, file.kind, download.mimeType ?? file.declaredType);
    const kept = await this.keep(file, target, seen);
    failpoint('media.after_put');
    if (await settleReady(this.dataSource, file, kept, sha256)) this.doorbell.ringOutbox();
  }

  private async open(file: LeasedFile, signal: AbortSignal): Promise<MediaDownload> {
    const channel = await this.channels.connected(file.workspaceId, file.channelId).catch((error: unknown) => {
      // The credential is at fault, not the number's files: nobody was asked anything.
      throw error instanceof ChannelError ? new FetchProblem('no_access', error.message) : error;
    });
    const provider = this.drivers[channel.kind]?.media;
    if (!provider) throw new FetchProblem('unreachable', 'This kind of channel has no files.');
    return provider.download(channel, file.mediaId, signal);
  }

  private async keep(file: LeasedFile, target: string, seen: Awaited<ReturnType<typeof lookAt>>) {
    try {
      return await keepFile(this.store, file.workspaceId, file.id, kindByBytes(file.kind, seen.mimeType), target, seen);
    } catch (error) {
      this.logger.error({ err: error, attachmentId: file.id, store: this.store.kind }, 'A file could not be stored; it is tried again');
      throw new FetchProblem('storage', 'The file could not be stored on this server. An admin finds the reason in the log.');
    }
  }

  private async fail(file: LeasedFile, problem: FetchProblem): Promise<void> {
    if (problem.failure && (await countFailure(this.dataSource, file.workspaceId, file.channelId, problem.failure))) this.logger.warn({ channelId: file.channelId, reason: problem.message }, 'Files of this number failed several times; it is left alone for a while');
    const waitS = problem.waitAfter(file.tries);
    this.logger.info({ attachmentId: file.id, code: problem.code, reason: problem.message, tries: file.tries, nextInS: waitS }, 'A file could not be fetched');
    if (waitS !== null) await settleLater(this.dataSource, file, { code: problem.code, words: problem.message }, waitS);
    else if (await settleFailed(this.dataSource, file, { code: problem.code, words: problem.message })) this.doorbell.ringOutbox();
  }
}
