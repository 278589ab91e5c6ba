import { open, stat } from 'node:fs/promises';
import type { MediaStore } from '@mailtrixy/server/platform/media-store';
import { familyOf, resolveType, sniffType, SNIFF_BYTES, type MediaProcessor, type ProcessedMedia } from '@mailtrixy/server/platform/media-processing';
import type { AttachmentKind, AttachmentVariant } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';

export interface LookedAt {
  mimeType: string;
  sizeBytes: number;
  media: ProcessedMedia;
}

export interface KeptFile extends LookedAt {
  kind: AttachmentKind;
  keys: Record<AttachmentVariant, string | null>;
}

const MIME_OF: Readonly<Record<Exclude<AttachmentVariant, 'original'>, string>> = { preview: 'image/webp', playable: 'audio/mp4' };

/** The type by the bytes, and what browsers need. @param folder takes what is made */
export async function lookAt(processor: MediaProcessor, file: string, folder: string, kind: AttachmentKind, declaredType: string): Promise<LookedAt> {
  const mimeType = resolveType(sniffType(await headOf(file)), declaredType, kind === 'audio' || kind === 'voice');
  return { mimeType, sizeBytes: (await stat(file)).size, media: await processor.process(file, mimeType, folder) };
}

/** Puts a file and what was made of it into the store. Keys follow from the ids: a repeat after a crash writes the same ones. */
export async function keepFile(store: MediaStore, workspaceId: string, attachmentId: string, kind: AttachmentKind, file: string, seen: LookedAt): Promise<KeptFile> {
  const keys: KeptFile['keys'] = { original: mediaKey(workspaceId, attachmentId, 'original'), preview: null, playable: null };
  await store.put(mediaKey(workspaceId, attachmentId, 'original'), file, seen.mimeType);
  for (const variant of ['preview', 'playable'] as const) {
    const made = seen.media[variant];
    if (!made) continue;
    keys[variant] = mediaKey(workspaceId, attachmentId, variant);
    await store.put(mediaKey(workspaceId, attachmentId, variant), made, MIME_OF[variant]);
  }
  return { ...seen, kind, keys };
}

/** Also those of a row that died before its keys were written. */
export async function removeFiles(store: MediaStore, workspaceId: string, attachmentId: string): Promise<void> {
  for (const variant of ['original', 'preview', 'playable'] as const) await store.remove(mediaKey(workspaceId, attachmentId, variant));
}

/** A web page that calls itself a photo is shown as a file to download, and nothing else. */
export function kindByBytes(kind: AttachmentKind, mimeType: string): AttachmentKind {
  const family = familyOf(mimeType);
  const wanted = { image: 'image', sticker: 'image', video: 'video', audio: 'audio', voice: 'audio', document: family }[kind];
  return family === wanted ? kind : 'document';
}

/** @returns how many rows took it: 0 where somebody else was faster. `where` must name the row */
export async function writeKept(manager: EntityManager, kept: KeptFile, sha256: Buffer, where: string, parameters: readonly unknown[]): Promise<number> {
  const { media, keys } = kept;
  const { affectedRows }: { affectedRows: number } = await manager.query(
    `UPDATE attachment SET state = 'ready', kind = ?, mime_type = ?, size_bytes = ?, sha256 = ?, storage_key = ?, preview_key = ?, playable_key = ?, width = ?, height = ?, duration_ms = ?, peaks = ?, pages = ?, animated = IF(?, 1, animated),
       next_at = NULL, lease_until = NULL, problem_code = NULL, problem_words = NULL, ready_at = NOW(3) WHERE ${where}`,
    [kept.kind, kept.mimeType, kept.sizeBytes, sha256, keys.original, keys.preview, keys.playable, media.width, media.height, media.durationMs, media.peaks ? Buffer.from(media.peaks) : null, media.pages, media.animated, ...parameters],
  );
  return affectedRows;
}

function mediaKey(workspaceId: string, attachmentId: string, variant: AttachmentVariant): string {
  // The end of a UUIDv7 is random, its beginning the time: by the end, folders fill evenly.
  return `${workspaceId}/${attachmentId.slice(-2)}/${attachmentId}.${variant}`;
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
