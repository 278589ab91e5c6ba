import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '@mailtrixy/server/accounts';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { MEDIA_STORE, type MediaStore } from '@mailtrixy/server/platform/media-store';
import type { CreateTemplateSampleRequest, TemplateSample } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { refused, TemplateAccounts } from './template-accounts';

/** What Meta takes as an example of a header. */
const TYPES = new Set(['image/jpeg', 'image/png', 'video/mp4', 'application/pdf']);

interface FileRow {
  state: string;
  storage_key: string | null;
  mime_type: string | null;
  size_bytes: number | string | null;
  file_name: string | null;
}

/** Uploads example files of headers to Meta. */
@Injectable()
export class TemplateSamples {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(MEDIA_STORE) private readonly store: MediaStore,
    @Inject(TemplateAccounts) private readonly accounts: TemplateAccounts,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** @throws DomainError NOT_FOUND, ATTACHMENT_NOT_READY, ATTACHMENT_REFUSED, TEMPLATE_REFUSED, CHANNEL_PROVIDER_FAILED */
  async create(workspaceId: string, actor: Actor, { channelId, attachmentId }: CreateTemplateSampleRequest): Promise<TemplateSample> {
    const [row]: { waba_id: string | null; app_id: string | null }[] = await this.dataSource.query('SELECT waba_id, app_id FROM channel WHERE id = ? AND workspace_id = ?', [idToBytes(channelId), idToBytes(workspaceId)]);
    if (!row) throw notFound('channel');
    const file = await this.file(workspaceId, attachmentId);
    const { app_id: appId } = row;
    if (!appId) throw refused('The Meta app of this channel is not known. Run “Test connection” under Settings → Channels, then try again.');
    const { channel, provider } = await this.accounts.connect(workspaceId, row.waba_id, channelId);
    const handle = await this.accounts.ask(workspaceId, channel, () => provider.uploadSample(channel, appId, file));
    await this.audit.record(this.dataSource, actor, 'template.sample_uploaded', { kind: 'template', name: file.fileName });
    return { handle };
  }

  private async file(workspaceId: string, attachmentId: string) {
    const [row]: FileRow[] = await this.dataSource.query("SELECT state, storage_key, mime_type, size_bytes, file_name FROM attachment WHERE id = ? AND workspace_id = ? AND direction = 'out'", [idToBytes(attachmentId), idToBytes(workspaceId)]);
    if (!row) throw notFound('file');
    const { storage_key: key, mime_type: mimeType } = row;
    if (row.state !== 'ready' || !key) throw new DomainError('ATTACHMENT_NOT_READY', 'The file is still being prepared. Try again in a moment.');
    if (!mimeType || !TYPES.has(mimeType)) throw new DomainError('ATTACHMENT_REFUSED', 'Meta takes JPEG, PNG, MP4 and PDF as examples.');
    const open = async () => {
      const stored = await this.store.open(key);
      if (!stored) throw new DomainError('ATTACHMENT_NOT_READY', 'The file is not here any more. Upload it again.');
      return stored.stream;
    };
    return { open, sizeBytes: Number(row.size_bytes), mimeType, fileName: row.file_name ?? 'example' };
  }
}
