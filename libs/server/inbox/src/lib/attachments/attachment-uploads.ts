import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_DRIVERS, ChannelError, type ChannelDrivers, type ConnectedChannel } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { MEDIA_STORE, type MediaStore } from '@mailtrixy/server/platform/media-store';
import { DataSource } from 'typeorm';
import { findAttachment, type AttachmentRecord } from './attachment-rows';
import { plainName } from './file-name';
import { giveUploadLeaseBack, RENEW_MS, renewUploadLease, takeUploadLease, type UploadLease } from './upload-lease';

/** How often one looks whether another process has finished. */
const LOOK_MS = 250;
/** An id that ends sooner is not used: the send may wait for its turn. */
const USABLE_FOR_S = 3600;

/** Files on their way to a provider: each is uploaded once per number and then sent by its id. */
@Injectable()
export class AttachmentUploads {
  private readonly underWay = new Map<string, Promise<string>>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CHANNEL_DRIVERS) private readonly drivers: ChannelDrivers,
    @Inject(MEDIA_STORE) private readonly store: MediaStore,
  ) {}

  /**
   * Never call it in a transaction: it may take minutes. Those who ask at once share one upload, in this process and in
   * others. Repeating it does no harm, so a lost answer is told as not_sent.
   * @returns the provider's id of the file, usable for an hour at least
   * @throws ChannelError final where the file cannot be sent, else the provider's
   */
  mediaIdFor(workspaceId: string, channel: ConnectedChannel, attachmentId: string): Promise<string> {
    const key = `${channel.id}|${attachmentId}`;
    const known = this.underWay.get(key);
    if (known) return known;
    const work = this.find(workspaceId, channel, attachmentId).finally(() => this.underWay.delete(key));
    this.underWay.set(key, work);
    return work;
  }

  private async find(workspaceId: string, channel: ConnectedChannel, attachmentId: string): Promise<string> {
    const lease = { workspaceId, channelId: channel.id, attachmentId, owner: newId() };
    for (;;) {
      const kept = await this.kept(channel.id, attachmentId);
      if (kept) return kept;
      if (await takeUploadLease(this.dataSource, lease)) return this.underLease(lease, channel);
      await sleep(LOOK_MS);
    }
  }

  private async underLease(lease: UploadLease, channel: ConnectedChannel): Promise<string> {
    // A lease that is not renewed ends: then the file is uploaded twice, which does no harm.
    const renewal = setInterval(() => void renewUploadLease(this.dataSource, lease).catch(() => undefined), RENEW_MS);
    try {
      // The one who had the lease may have finished between our look and our claim.
      return (await this.kept(channel.id, lease.attachmentId)) ?? (await this.upload(lease.workspaceId, channel, lease.attachmentId));
    } finally {
      clearInterval(renewal);
      await giveUploadLeaseBack(this.dataSource, lease).catch(() => undefined);
    }
  }

  private async kept(channelId: string, attachmentId: string): Promise<string | null> {
    const [row]: { provider_media_id: string }[] = await this.dataSource.query('SELECT provider_media_id FROM attachment_upload WHERE attachment_id = ? AND channel_id = ? AND expires_at > NOW(3) + INTERVAL ? SECOND', [idToBytes(attachmentId), idToBytes(channelId), USABLE_FOR_S]);
    return row?.provider_media_id ?? null;
  }

  private async upload(workspaceId: string, channel: ConnectedChannel, attachmentId: string): Promise<string> {
    const record = await findAttachment(this.dataSource.manager, workspaceId, attachmentId);
    const provider = this.drivers[channel.kind]?.media;
    if (!record || record.state !== 'ready' || !record.storage_key) throw cannot('The file is not here any more, or cannot be sent.');
    if (!provider) throw cannot('This kind of channel sends no files.');
    const { mediaId, usableMs } = await provider.upload(channel, this.fileOf(record)).catch((error: unknown) => {
      throw error instanceof ChannelError && error.errorClass === 'ambiguous' ? new ChannelError('not_sent', error.facts) : error;
    });
    await this.dataSource.query(
      'INSERT INTO attachment_upload (attachment_id, channel_id, workspace_id, provider_media_id, expires_at) VALUES (?, ?, ?, ?, NOW(3) + INTERVAL ? SECOND) ON DUPLICATE KEY UPDATE provider_media_id = VALUES(provider_media_id), expires_at = VALUES(expires_at)',
      [idToBytes(attachmentId), idToBytes(channel.id), idToBytes(workspaceId), mediaId, Math.floor(usableMs / 1000)],
    );
    return mediaId;
  }

  private fileOf(record: AttachmentRecord) {
    const { storage_key: key, mime_type: mimeType, size_bytes: sizeBytes, kind, file_name: fileName } = record;
    const type = mimeType ?? 'application/octet-stream';
    return {
      sizeBytes: Number(sizeBytes),
      mimeType: type,
      fileName: fileName ?? plainName(kind, type),
      open: async () => {
        const file = await this.store.open(key as string).catch((error: Error) => {
          throw new ChannelError('not_sent', { code: null, title: 'File store', detail: `The file cannot be read from its store at the moment (${error.message}).`, httpStatus: null });
        });
        if (!file) throw cannot('The file is missing from the store of this server.');
        return file.stream;
      },
    };
  }
}

function cannot(detail: string): ChannelError {
  return new ChannelError('final', { code: null, title: 'File cannot be sent', detail, httpStatus: null });
}
