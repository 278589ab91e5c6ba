import { Inject, Injectable } from '@nestjs/common';
import { idToBytes, inTransaction, nullableBytesToId } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { MEDIA_STORE, type ByteRange, type MediaStore, type StoredFile } from '@mailtrixy/server/platform/media-store';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { Attachment, AttachmentVariant } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { mustWrite, type Actor } from '../conversations/actor';
import { AttachmentAddresses, type SignedQuery } from './attachment-addresses';
import { findAttachment, isRetryable, toAttachment, type AttachmentRecord } from './attachment-rows';
import { plainName } from './file-name';
import { liftPause } from './media-budget';
import { tellMessage } from './settle-file';

export interface ServedFile {
  mimeType: string;
  fileName: string;
  sizeBytes: number;
  /** For how long this address goes on working. */
  leftMs: number;
  open(range?: ByteRange): Promise<StoredFile>;
}

const KEY_OF: Readonly<Record<AttachmentVariant, 'storage_key' | 'preview_key' | 'playable_key'>> = { original: 'storage_key', preview: 'preview_key', playable: 'playable_key' };
const TYPE_OF: Readonly<Record<AttachmentVariant, string | null>> = { original: null, preview: 'image/webp', playable: 'audio/mp4' };

/** Files of messages, for those who read them. */
@Injectable()
export class AttachmentFiles {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(MEDIA_STORE) private readonly store: MediaStore,
    @Inject(AttachmentAddresses) private readonly addresses: AttachmentAddresses,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** With fresh addresses. @throws DomainError NOT_FOUND */
  async get(workspaceId: string, attachmentId: string): Promise<Attachment> {
    return toAttachment(await this.find(workspaceId, attachmentId), this.addresses);
  }

  /** @throws DomainError NOT_FOUND, ATTACHMENT_LINK_EXPIRED */
  async serve(workspaceId: string, attachmentId: string, variant: AttachmentVariant, query: Partial<SignedQuery>): Promise<ServedFile> {
    const leftMs = this.addresses.check(workspaceId, attachmentId, variant, query);
    const record = await this.find(workspaceId, attachmentId);
    const key = record[KEY_OF[variant]];
    if (!key) throw notFound('file');
    const mimeType = TYPE_OF[variant] ?? record.mime_type ?? 'application/octet-stream';
    const sizeBytes = variant === 'original' ? Number(record.size_bytes) : await this.store.size(key);
    if (sizeBytes === null) throw notFound('file');
    return { mimeType, fileName: this.nameOf(record, variant, mimeType), sizeBytes, leftMs, open: (range) => this.open(key, range) };
  }

  /**
   * A person wants a file that failed tried once more.
   * @throws DomainError NOT_FOUND, ATTACHMENT_REFUSED where it cannot help
   */
  async retry(workspaceId: string, actor: Actor, attachmentId: string): Promise<Attachment> {
    mustWrite(actor);
    const record = await this.find(workspaceId, attachmentId);
    if (record.state === 'failed' && !isRetryable(record)) throw new DomainError('ATTACHMENT_REFUSED', record.problem_words || 'This file cannot be fetched again.');
    if (record.provider_media_id === null || record.state === 'ready') return toAttachment(record, this.addresses);
    await inTransaction(this.dataSource, async (tx) => {
      const failed = "id = ? AND workspace_id = ? AND state = 'failed'";
      const { affectedRows }: { affectedRows: number } = await tx.query(`UPDATE attachment SET state = 'pending', tries = 0, next_at = NOW(3), problem_code = NULL, problem_words = NULL WHERE ${failed}`, [idToBytes(attachmentId), idToBytes(workspaceId)]);
      // One that waits for its next try comes forward; one that is being fetched stays as it is.
      if (!affectedRows) await tx.query("UPDATE attachment SET next_at = NOW(3) WHERE id = ? AND workspace_id = ? AND state = 'pending' AND lease_until IS NULL", [idToBytes(attachmentId), idToBytes(workspaceId)]);
      const messageId = nullableBytesToId(record.message_id);
      if (affectedRows && messageId) await tellMessage(tx, workspaceId, messageId);
    });
    const channelId = nullableBytesToId(record.channel_id);
    if (channelId) await liftPause(this.dataSource, channelId);
    this.doorbell.ring('media');
    this.doorbell.ringOutbox();
    return this.get(workspaceId, attachmentId);
  }

  private async find(workspaceId: string, attachmentId: string): Promise<AttachmentRecord> {
    const record = await findAttachment(this.dataSource.manager, workspaceId, attachmentId);
    if (!record) throw notFound('file');
    return record;
  }

  private async open(key: string, range?: ByteRange): Promise<StoredFile> {
    const file = await this.store.open(key, range);
    if (!file) throw notFound('file');
    return file;
  }

  private nameOf({ file_name: name, kind }: AttachmentRecord, variant: AttachmentVariant, mimeType: string): string {
    return variant === 'original' ? (name ?? plainName(kind, mimeType)) : plainName(variant, mimeType);
  }
}
