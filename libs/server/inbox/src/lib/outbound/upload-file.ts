import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_DRIVERS, ChannelError, type ChannelDrivers, type ConnectedChannel } from '@mailtrixy/server/channels';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { MEDIA_STORE, type MediaStore } from '@mailtrixy/server/platform/media-store';
import { DataSource } from 'typeorm';
import type { FileUploader } from './file-uploader';

interface Row {
  kind: string;
  mime_type: string | null;
  file_name: string | null;
  size_bytes: number | string | null;
  storage_key: string | null;
}

const PLAIN_NAME = 'file';

/** Uploads from our store; the provider's id is kept for as long as it is good, so that a file goes up once per number. */
@Injectable()
export class UploadFile implements FileUploader {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CHANNEL_DRIVERS) private readonly drivers: ChannelDrivers,
    @Inject(MEDIA_STORE) private readonly store: MediaStore,
  ) {}

  async upload(channel: ConnectedChannel, attachmentId: string): Promise<void> {
    const [row]: Row[] = await this.dataSource.query("SELECT kind, mime_type, file_name, size_bytes, storage_key FROM attachment WHERE id = ? AND workspace_id = ? AND state = 'ready'", [idToBytes(attachmentId), idToBytes(channel.workspaceId)]);
    const provider = this.drivers[channel.kind]?.media;
    if (!row?.storage_key || !row.mime_type || row.size_bytes === null) throw gone('The file is no longer in MailTrixy. Attach it again.');
    if (!provider) throw gone('Files cannot be sent on this channel.');
    const key = row.storage_key;
    const { mediaId, usableMs } = await provider.upload(channel, {
      open: async () => {
        const file = await this.store.open(key);
        if (!file) throw gone('The file is no longer in the store. Attach it again.');
        return file.stream;
      },
      sizeBytes: Number(row.size_bytes),
      mimeType: row.mime_type,
      fileName: row.file_name ?? PLAIN_NAME,
    });
    await this.dataSource.query(
      `INSERT INTO attachment_upload (attachment_id, channel_id, workspace_id, provider_media_id, expires_at) VALUES (?, ?, ?, ?, NOW(3) + INTERVAL ? SECOND)
       ON DUPLICATE KEY UPDATE provider_media_id = VALUES(provider_media_id), expires_at = VALUES(expires_at)`,
      [idToBytes(attachmentId), idToBytes(channel.id), idToBytes(channel.workspaceId), mediaId, Math.floor(usableMs / 1000)],
    );
  }
}

function gone(detail: string): ChannelError {
  return new ChannelError('final', { code: null, title: 'No file', detail, httpStatus: null });
}
