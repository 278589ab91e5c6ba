import { bytesToId, idToBytes, nullableBytesToId } from '@mailtrixy/server/platform/database';
import type { Attachment, AttachmentKind, AttachmentState, AttachmentVariant } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { AttachmentAddresses } from './attachment-addresses';

const COLUMNS = `id, workspace_id, channel_id, conversation_id, message_id, direction, kind, state, provider_media_id, declared_type, mime_type, file_name, size_bytes, storage_key, preview_key, playable_key,
  width, height, duration_ms, peaks, pages, animated, problem_code, problem_words, created_by, (provider_until IS NOT NULL AND provider_until > NOW(3)) AS fetchable`;

export interface AttachmentRecord {
  id: Buffer;
  workspace_id: Buffer;
  channel_id: Buffer | null;
  conversation_id: Buffer | null;
  message_id: Buffer | null;
  direction: 'in' | 'out';
  kind: AttachmentKind;
  state: AttachmentState;
  provider_media_id: string | null;
  declared_type: string;
  mime_type: string | null;
  file_name: string | null;
  size_bytes: string | number | null;
  storage_key: string | null;
  preview_key: string | null;
  playable_key: string | null;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  peaks: Buffer | null;
  pages: number | null;
  animated: number;
  problem_code: string | null;
  problem_words: string | null;
  created_by: Buffer | null;
  /** 1: the provider may still have it. */
  fetchable: number;
}

/** What fetching it again cannot change. */
const FINAL_PROBLEMS = new Set(['too_large', 'refused_type']);

/** Null where there is none in this workspace. */
export async function findAttachment(manager: EntityManager, workspaceId: string, attachmentId: string): Promise<AttachmentRecord | null> {
  const [record]: AttachmentRecord[] = await manager.query(`SELECT ${COLUMNS} FROM attachment WHERE id = ? AND workspace_id = ?`, [idToBytes(attachmentId), idToBytes(workspaceId)]);
  return record ?? null;
}

/** The file of each message; of several (a template's cards) the first. */
export async function loadAttachmentsOf(manager: EntityManager, workspaceId: string, messageIds: readonly string[]): Promise<Map<string, Attachment>> {
  if (!messageIds.length) return new Map();
  const records: AttachmentRecord[] = await manager.query(`SELECT ${COLUMNS} FROM attachment WHERE message_id IN (?) AND workspace_id = ? ORDER BY created_at DESC, id DESC`, [messageIds.map(idToBytes), idToBytes(workspaceId)]);
  const addresses = AttachmentAddresses.of(manager.dataSource);
  return new Map(records.map((record) => [nullableBytesToId(record.message_id) as string, toAttachment(record, addresses)]));
}

export function toAttachment(record: AttachmentRecord, signer: AttachmentAddresses | null): Attachment {
  const id = bytesToId(record.id);
  const workspaceId = bytesToId(record.workspace_id);
  const address = (variant: AttachmentVariant, key: string | null) => (key && signer && (record.state === 'ready' || record.direction === 'out') ? signer.address(workspaceId, id, variant) : null);
  const addresses = { original: address('original', record.storage_key), preview: address('preview', record.preview_key), playable: address('playable', record.playable_key) };
  return {
    id,
    kind: record.kind,
    state: record.state,
    mimeType: record.mime_type ?? record.declared_type,
    fileName: record.file_name,
    sizeBytes: record.size_bytes === null ? null : Number(record.size_bytes),
    width: record.width,
    height: record.height,
    durationMs: record.duration_ms,
    peaks: record.peaks ? [...record.peaks] : null,
    pages: record.pages,
    animated: record.animated === 1,
    problem: record.state === 'failed' ? { code: record.problem_code ?? 'unreachable', words: record.problem_words ?? '', retryable: isRetryable(record) } : null,
    addresses,
    addressesUntil: addresses.original && signer ? new Date(signer.until()).toISOString() : null,
  };
}

/** The provider has its file for seven days; what was wrong with the file itself stays wrong. */
export function isRetryable(record: Pick<AttachmentRecord, 'provider_media_id' | 'problem_code' | 'fetchable'>): boolean {
  return record.provider_media_id !== null && record.fetchable === 1 && !FINAL_PROBLEMS.has(record.problem_code ?? '');
}
