import path from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, isDuplicate, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { MediaProcessor } from '@mailtrixy/server/platform/media-processing';
import { MEDIA_STORE, Scratch, type MediaStore } from '@mailtrixy/server/platform/media-store';
import type { AttachmentKind, UploadedAttachment } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { mustWrite, type Actor } from '../conversations/actor';
import { AttachmentAddresses } from './attachment-addresses';
import { findAttachment, toAttachment, type AttachmentRecord } from './attachment-rows';
import { cleanFileName } from './file-name';
import { hashFile } from './hash-file';
import { keepFile, lookAt, writeKept, type LookedAt } from './keep-file';
import { FILE_MAX_BYTES, otherKinds, refusalWords, type JudgedFile } from './media-limits';
import { receiveFile } from './receive-file';
import { removeUnsent } from './remove-unsent';

/** Unsent files of one person: more than anybody attaches at once. */
export const WAITING_MAX = 30;
/** An upload whose process died is taken over by the next try with the same clientId. */
const ABANDONED_S = 300;

export interface ReceivedFile {
  /** A local file; it stays where it is. */
  file: string;
  sizeBytes: number;
  sha256: Buffer;
  fileName: string | null;
  declaredType: string;
  clientId: string;
  kind: AttachmentKind;
  conversationId: string | null;
}

/** Files that people attach, from the upload until a message takes them. */
@Injectable()
export class UploadedFiles {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(MEDIA_STORE) private readonly store: MediaStore,
    @Inject(Scratch) private readonly scratch: Scratch,
    @Inject(MediaProcessor) private readonly processor: MediaProcessor,
    @Inject(AttachmentAddresses) private readonly addresses: AttachmentAddresses,
  ) {}

  /** Before the first byte is read. @throws DomainError FORBIDDEN, ATTACHMENT_REFUSED */
  async mayUpload(workspaceId: string, actor: Actor): Promise<void> {
    mustWrite(actor);
    const [{ waiting }]: { waiting: number }[] = await this.dataSource.query("SELECT COUNT(*) AS waiting FROM attachment WHERE workspace_id = ? AND created_by = ? AND message_id IS NULL AND kept = 0 AND direction = 'out'", [idToBytes(workspaceId), idToBytes(actor.userId)]);
    if (Number(waiting) >= WAITING_MAX) throw new DomainError('ATTACHMENT_REFUSED', `${WAITING_MAX} files of yours wait to be sent. Send or remove some first.`);
  }

  /**
   * The same clientId and file give the same attachment back.
   * @throws DomainError NOT_FOUND (conversation), CLIENT_ID_REUSED, ATTACHMENT_REFUSED (empty), ATTACHMENT_NOT_READY
   */
  async take(workspaceId: string, actor: Actor, received: ReceivedFile): Promise<{ attachment: UploadedAttachment; created: boolean }> {
    mustWrite(actor);
    if (!received.sizeBytes) throw new DomainError('ATTACHMENT_REFUSED', 'The file is empty.');
    if (received.conversationId) await this.conversationMustBe(workspaceId, received.conversationId);
    const { id, created } = await this.row(workspaceId, actor, received);
    if (created) await this.scratch.use((folder) => this.keep(workspaceId, id, received, folder));
    return { attachment: await this.read(workspaceId, id), created };
  }

  /** The same file as another kind. @throws DomainError NOT_FOUND, ATTACHMENT_REFUSED, ATTACHMENT_NOT_READY */
  async changeKind(workspaceId: string, actor: Actor, attachmentId: string, kind: AttachmentKind): Promise<UploadedAttachment> {
    mustWrite(actor);
    const record = await this.ownUnsent(workspaceId, actor, attachmentId);
    if (record.state === 'pending' || !record.storage_key) throw new DomainError('ATTACHMENT_NOT_READY', 'The file is still being prepared. Try again in a moment.');
    const words = refusalWords(kind, await this.lookAgain(record, kind));
    if (words) throw new DomainError('ATTACHMENT_REFUSED', words);
    await this.dataSource.query("UPDATE attachment SET kind = ?, state = 'ready', problem_code = NULL, problem_words = NULL WHERE id = ? AND workspace_id = ? AND message_id IS NULL", [kind, idToBytes(attachmentId), idToBytes(workspaceId)]);
    return this.read(workspaceId, attachmentId);
  }

  /** @throws DomainError NOT_FOUND, also for one that was sent */
  async remove(workspaceId: string, actor: Actor, attachmentId: string): Promise<void> {
    mustWrite(actor);
    await this.ownUnsent(workspaceId, actor, attachmentId);
    if (!(await removeUnsent(this.dataSource, this.store, workspaceId, attachmentId))) throw notFound('file');
  }

  private async keep(workspaceId: string, id: string, received: ReceivedFile, folder: string): Promise<void> {
    let { file, sha256 } = received;
    let seen = await lookAt(this.processor, file, folder, received.kind, received.declaredType);
    if (received.kind === 'voice' && refusalWords('voice', judgedFile(seen))) {
      const voice = await this.processor.toVoice(file, seen.mimeType, folder);
      if (voice) {
        file = voice;
        seen = await lookAt(this.processor, file, folder, 'voice', 'audio/ogg');
        sha256 = await hashFile(file);
      }
    }
    const kept = await keepFile(this.store, workspaceId, id, received.kind, file, seen);
    await writeKept(this.dataSource.manager, kept, sha256, "id = ? AND workspace_id = ? AND state = 'pending'", [idToBytes(id), idToBytes(workspaceId)]);
    const words = refusalWords(received.kind, judgedFile(seen));
    if (words) await this.dataSource.query("UPDATE attachment SET state = 'failed', problem_code = 'refused_type', problem_words = ? WHERE id = ? AND workspace_id = ? AND message_id IS NULL", [words, idToBytes(id), idToBytes(workspaceId)]);
  }

  /** The row comes before the bytes are stored, so that nothing lies in the store that no row knows. */
  private async row(workspaceId: string, actor: Actor, received: ReceivedFile): Promise<{ id: string; created: boolean }> {
    const id = newId();
    try {
      await this.dataSource.query(
        "INSERT INTO attachment (id, workspace_id, conversation_id, direction, kind, state, declared_type, file_name, declared_sha256, client_id, created_by) VALUES (?, ?, ?, 'out', ?, 'pending', ?, ?, ?, ?, ?)",
        [idToBytes(id), idToBytes(workspaceId), nullableIdToBytes(received.conversationId), received.kind, received.declaredType.slice(0, 160), cleanFileName(received.fileName), received.sha256, received.clientId, idToBytes(actor.userId)],
      );
      return { id, created: true };
    } catch (error) {
      if (!isDuplicate(error, 'ux_attachment_client')) throw error;
      return this.known(workspaceId, actor, received);
    }
  }

  private async known(workspaceId: string, actor: Actor, received: ReceivedFile): Promise<{ id: string; created: boolean }> {
    const [row]: { id: Buffer; state: string; declared_sha256: Buffer | null; old: number }[] = await this.dataSource.query('SELECT id, state, declared_sha256, created_at < NOW(3) - INTERVAL ? SECOND AS old FROM attachment WHERE workspace_id = ? AND created_by = ? AND client_id = ?', [ABANDONED_S, idToBytes(workspaceId), idToBytes(actor.userId), received.clientId]);
    if (!row) throw new DomainError('ATTACHMENT_NOT_READY', 'This upload was removed in the same moment. Attach the file again.');
    if (!row.declared_sha256?.equals(received.sha256)) throw new DomainError('CLIENT_ID_REUSED', 'This clientId was used for another file.');
    if (row.state === 'pending' && !row.old) throw new DomainError('ATTACHMENT_NOT_READY', 'This file is being uploaded already.');
    return { id: bytesToId(row.id), created: row.state === 'pending' };
  }

  private async read(workspaceId: string, id: string): Promise<UploadedAttachment> {
    const record = await findAttachment(this.dataSource.manager, workspaceId, id);
    if (!record) throw notFound('file');
    const words = record.state === 'failed' ? record.problem_words : null;
    return { ...toAttachment(record, this.addresses), refusal: words ? { words, sendAs: otherKinds(record.kind, judged(record)) } : null };
  }

  /** The row does not keep codecs and colours: another kind may ask for them. */
  private async lookAgain(record: AttachmentRecord, kind: AttachmentKind): Promise<JudgedFile> {
    if (kind === 'document') return judged(record);
    return this.scratch.use(async (folder) => {
      const stored = await this.store.open(record.storage_key as string);
      if (!stored) throw notFound('file');
      const file = path.join(folder, 'original');
      await receiveFile(stored.stream, file, FILE_MAX_BYTES);
      return judgedFile(await lookAt(this.processor, file, folder, kind, record.mime_type ?? ''));
    });
  }

  private async ownUnsent(workspaceId: string, actor: Actor, attachmentId: string): Promise<AttachmentRecord> {
    const record = await findAttachment(this.dataSource.manager, workspaceId, attachmentId);
    if (!record || record.direction !== 'out' || record.message_id || !record.created_by?.equals(idToBytes(actor.userId))) throw notFound('file');
    return record;
  }

  private async conversationMustBe(workspaceId: string, conversationId: string): Promise<void> {
    const found: unknown[] = await this.dataSource.query('SELECT 1 FROM conversation WHERE id = ? AND workspace_id = ?', [idToBytes(conversationId), idToBytes(workspaceId)]);
    if (!found.length) throw notFound('conversation');
  }
}

function judgedFile({ mimeType, sizeBytes, media }: LookedAt): JudgedFile {
  return { ...media, mimeType, sizeBytes };
}

/** What the row knows: enough for words about other kinds, which are asked again when one is chosen. */
function judged(record: AttachmentRecord): JudgedFile {
  return { mimeType: record.mime_type ?? '', sizeBytes: Number(record.size_bytes ?? 0), width: record.width, height: record.height, animated: record.animated === 1, oddColours: false, audioCodec: null, videoCodec: null, channels: null };
}
