import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ConnectedChannel, InboundMedia, MediaDownload, MediaProvider, MediaUpload } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { Ffmpeg, MediaProcessor } from '@mailtrixy/server/platform/media-processing';
import { DiskStore, Scratch } from '@mailtrixy/server/platform/media-store';
import type { Message } from '@mailtrixy/shared/dto';
import { loadMessages } from '../../messages/message-rows';
import { createInboxFixture, type InboxFixture } from '../../testing/inbox-fixture';
import { insertAttachments } from '../insert-attachments';
import { MediaFetcher } from '../media-fetcher';

export const sha256Hex = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A provider that hands out what the test says, and keeps count. */
export class ScriptedMedia implements MediaProvider {
  readonly asked: string[] = [];
  readonly uploaded: { channelId: string; mimeType: string; bytes: Buffer }[] = [];
  files: Record<string, (signal: AbortSignal) => Partial<MediaDownload> | Promise<Partial<MediaDownload>>> = {};
  uploadScript: () => void = () => undefined;

  async download(_channel: ConnectedChannel, mediaId: string, signal: AbortSignal): Promise<MediaDownload> {
    this.asked.push(mediaId);
    return { stream: Readable.from([]), mimeType: null, sizeBytes: null, sha256: null, ...(await this.files[mediaId](signal)) };
  }

  async upload(channel: ConnectedChannel, file: MediaUpload): Promise<{ mediaId: string; usableMs: number }> {
    const chunks: Buffer[] = [];
    for await (const chunk of await file.open()) chunks.push(chunk as Buffer);
    this.uploadScript();
    this.uploaded.push({ channelId: channel.id, mimeType: file.mimeType, bytes: Buffer.concat(chunks) });
    return { mediaId: `up-${this.uploaded.length}`, usableMs: 29 * 86_400_000 };
  }

  gives(mediaId: string, bytes: Buffer, over: Partial<MediaDownload> = {}): void {
    this.files[mediaId] = () => ({ stream: Readable.from([bytes]), sizeBytes: bytes.length, sha256: sha256Hex(bytes), ...over });
  }
}

export interface MediaFixture extends InboxFixture {
  media: ScriptedMedia;
  mediaDir: string;
  store: DiskStore;
  scratch: Scratch;
  processor: MediaProcessor;
  fetcher: MediaFetcher;
  anotherFetcher(): MediaFetcher;
  /** A customer's message with a file that is still at the provider. @returns the message's id */
  arrives(mediaId: string | null, over?: Partial<InboundMedia> & { channelId?: string; conversationId?: string; receivedAt?: Date }): Promise<string>;
  message(id: string): Promise<Message>;
  /** Makes every file due now, and fetches. */
  fetchAll(): Promise<void>;
}

export async function createMediaFixture(): Promise<MediaFixture> {
  const inbox = await createInboxFixture();
  const mediaDir = mkdtempSync(path.join(tmpdir(), 'mx-inbox-media-'));
  const media = new ScriptedMedia();
  Object.assign(inbox.driver, { media });
  const store = new DiskStore(mediaDir);
  const scratch = new Scratch(mediaDir);
  const processor = new MediaProcessor(new Ffmpeg(null));
  const { dataSource } = inbox.database;
  const makeFetcher = () => new MediaFetcher(dataSource, inbox.channels, inbox.drivers, store, scratch, processor, inbox.doorbell, inbox.logger);
  const fetcher = makeFetcher();
  let conversation: string | null = null;
  return {
    ...inbox,
    media,
    mediaDir,
    store,
    scratch,
    processor,
    fetcher,
    anotherFetcher: makeFetcher,
    async arrives(mediaId, over = {}) {
      const { channelId = inbox.channelId, conversationId, receivedAt = new Date(), ...file } = over;
      const thread = conversationId ?? (conversation ??= await inbox.conversation());
      const { id } = await inbox.inbound(thread, '');
      await dataSource.query("UPDATE message SET type = 'image', channel_id = ? WHERE id = ?", [idToBytes(channelId), idToBytes(id)]);
      await dataSource.transaction((tx) => insertAttachments(tx, [{ workspaceId: inbox.workspaceId, channelId, conversationId: thread, messageId: id, direction: 'in', receivedAt, media: { kind: 'image', providerMediaId: mediaId, mimeType: 'image/jpeg', sha256: null, fileName: null, animated: false, problem: null, ...file } }]));
      return id;
    },
    async message(id) {
      return (await loadMessages(dataSource.manager, inbox.workspaceId, [id])).get(id) as Message;
    },
    async fetchAll() {
      await dataSource.query("UPDATE attachment SET next_at = NOW(3) WHERE state = 'pending' AND next_at IS NOT NULL");
      await fetcher.run();
      await fetcher.idle();
    },
    async close() {
      await fetcher.onApplicationShutdown();
      await inbox.close();
      rmSync(mediaDir, { recursive: true, force: true });
    },
  };
}

/** Another active channel of the workspace. */
export async function addChannel({ database, workspaceId }: InboxFixture): Promise<string> {
  const id = newId();
  await database.dataSource.query("INSERT INTO channel (id, workspace_id, kind, mode, status, name, external_id, settings, rate_per_s) VALUES (?, ?, 'whatsapp', 'sandbox', 'active', 'Other', ?, '{}', 1000)", [idToBytes(id), idToBytes(workspaceId), id.slice(-15)]);
  return id;
}
