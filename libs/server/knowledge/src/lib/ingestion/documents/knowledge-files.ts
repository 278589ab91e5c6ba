import { open } from 'node:fs/promises';
import path from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '@mailtrixy/server/accounts';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction, isDuplicate } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { SNIFF_BYTES } from '@mailtrixy/server/platform/media-processing';
import { MEDIA_STORE, type MediaStore } from '@mailtrixy/server/platform/media-store';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { KnowledgeAudience, KnowledgeDocument } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { UnreadableError } from '../parse/parsed-source';
import { MIME_TYPES, sourceType } from '../parse/source-type';
import { checkedLanguage, cutTo } from './checked-fields';
import { assertSame, clientHash } from './client-hash';
import { findDocument } from './document-rows';
import { announceKnowledge } from './knowledge-changes';
import { KnowledgeDocuments, targetOf } from './knowledge-documents';

export interface UploadedKnowledgeFile {
  /** Where the whole file is on this machine. */
  path: string;
  fileName: string | null;
  sizeBytes: number;
  sha256: Buffer;
  clientId: string;
  audience?: KnowledgeAudience;
  language?: string | null;
}

/** Takes files; a worker reads them. What can be told by a name and the first bytes is told at once. */
@Injectable()
export class KnowledgeFiles {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(MEDIA_STORE) private readonly store: MediaStore,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(KnowledgeDocuments) private readonly documents: KnowledgeDocuments,
  ) {}

  /** @throws DomainError KNOWLEDGE_FILE_REFUSED with words, CLIENT_ID_REUSED, VALIDATION_FAILED */
  async take(workspaceId: string, actor: Actor, file: UploadedKnowledgeFile): Promise<{ document: KnowledgeDocument; created: boolean }> {
    const hash = clientHash([file.sha256.toString('hex'), file.fileName, file.audience ?? null, file.language ?? null]);
    const known = await this.byClientId(workspaceId, file.clientId, hash);
    if (known) return { document: await this.documents.get(workspaceId, known), created: false };
    const language = checkedLanguage(file.language ?? null);
    const fileName = cleanName(file.fileName);
    if (!file.sizeBytes) throw new DomainError('KNOWLEDGE_FILE_REFUSED', 'This file is empty.');
    const mimeType = await typeOf(file.path, fileName);
    const id = newId();
    const title = path.parse(fileName).name.slice(0, 200) || fileName;
    const key = `${workspaceId}/${id.slice(-2)}/${id}.knowledge`;
    await this.store.put(key, file.path, mimeType);
    try {
      await inTransaction(this.dataSource, async (tx) => {
        await tx.query(
          `INSERT INTO knowledge_document (id, workspace_id, kind, client_id, client_hash, title, language, language_fixed, audience, auto_send, published, state, want_version, file_name, mime_type, size_bytes, sha256, storage_key, owner_id, next_at)
           VALUES (?, ?, 'file', ?, ?, ?, ?, ?, ?, 1, 1, 'queued', 1, ?, ?, ?, ?, ?, ?, NOW(3))`,
          [idToBytes(id), idToBytes(workspaceId), file.clientId, hash, title, language, language !== null, file.audience ?? 'public', fileName, mimeType, file.sizeBytes, file.sha256, key, actor.userId ? idToBytes(actor.userId) : null],
        );
        await this.audit.record(tx, actor, 'knowledge.file_added', targetOf({ id, title: fileName }));
        await announceKnowledge(tx, workspaceId, [id]);
      });
    } catch (error) {
      // An answer that was lost on its way says nothing about the commit: bytes that a document names must stay.
      if (await this.isStored(workspaceId, id)) return this.taken(workspaceId, id);
      await this.store.remove(key);
      const twin = isDuplicate(error) ? await this.byClientId(workspaceId, file.clientId, hash) : null;
      if (!twin) throw error;
      return { document: await this.documents.get(workspaceId, twin), created: false };
    }
    return this.taken(workspaceId, id);
  }

  private async taken(workspaceId: string, id: string): Promise<{ document: KnowledgeDocument; created: boolean }> {
    this.doorbell.ring('knowledge');
    this.doorbell.ringOutbox();
    return { document: await this.documents.get(workspaceId, id), created: true };
  }

  private async isStored(workspaceId: string, id: string): Promise<boolean> {
    return (await findDocument(this.dataSource, workspaceId, id)) !== null;
  }

  private async byClientId(workspaceId: string, clientId: string, hash: Buffer): Promise<string | null> {
    const [row]: { id: Buffer; client_hash: Buffer | null }[] = await this.dataSource.query('SELECT id, client_hash FROM knowledge_document WHERE workspace_id = ? AND client_id = ?', [idToBytes(workspaceId), clientId]);
    if (!row) return null;
    assertSame(row.client_hash, hash);
    return bytesToId(row.id);
  }
}

async function typeOf(file: string, fileName: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return MIME_TYPES[sourceType(fileName, buffer.subarray(0, bytesRead))];
  } catch (error) {
    if (error instanceof UnreadableError) throw new DomainError('KNOWLEDGE_FILE_REFUSED', error.words);
    throw error;
  } finally {
    await handle.close();
  }
}

/** Without folders, which some browsers send, and without control characters. */
function cleanName(name: string | null): string {
  const base = (name ?? '').split(/[\\/]/).pop()?.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').trim() ?? '';
  const { name: stem, ext } = path.parse(base);
  return base.length <= 255 ? base || 'file' : `${cutTo(stem, 250 - ext.length)}${ext}`;
}
