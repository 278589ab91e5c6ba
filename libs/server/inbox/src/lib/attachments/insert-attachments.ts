import type { InboundMedia, InboundMessage } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesSql, dateSql, idSql, numberSql, rowsSql, textSql } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { fitText } from '../outbound/text-fit';
import { cleanFileName } from './file-name';

export interface ArrivedFile {
  workspaceId: string;
  channelId: string;
  conversationId: string;
  messageId: string;
  direction: 'in' | 'out';
  receivedAt: Date;
  media: InboundMedia;
}

/** What is needed of a stored row of the thread. */
interface StoredRow {
  id: string;
  thread: { id: string; workspaceId: string; channelId: string };
  arrival: { message: InboundMessage; receivedAt: Date } | null;
}

/** The file of a row that has just been stored: none or one. */
export function arrivedFile({ id, thread, arrival }: StoredRow): ArrivedFile[] {
  const media = arrival?.message.media;
  if (!arrival || !media) return [];
  return [{ workspaceId: thread.workspaceId, channelId: thread.channelId, conversationId: thread.id, messageId: id, direction: arrival.message.direction, receivedAt: arrival.receivedAt, media }];
}

/** A media id of a webhook is good for seven days (META-CLOUD-API §9). */
const PROVIDER_KEEPS_MS = 7 * 86_400_000;
const SHA256 = /^[0-9a-f]{64}$/;
/** Column widths. */
const MEDIA_ID_MAX = 255;
const TYPE_MAX = 160;
const WORDS_MAX = 500;

/**
 * Rows for files of messages that have just been stored, in the same transaction; the bytes come later (MediaFetcher).
 * Ring 'media' after the commit; the sweeper finds them otherwise.
 */
export async function insertAttachments(tx: EntityManager, files: readonly ArrivedFile[]): Promise<void> {
  if (!files.length) return;
  await tx.query(
    `INSERT INTO attachment (id, workspace_id, channel_id, conversation_id, message_id, direction, kind, state, provider_media_id, provider_until, declared_type, file_name, declared_sha256, animated, next_at, problem_code, problem_words) VALUES ${rowsSql(files.map(valuesOf))}`,
  );
}

function valuesOf({ workspaceId, channelId, conversationId, messageId, direction, receivedAt, media }: ArrivedFile): string[] {
  const place = [newId(), workspaceId, channelId, conversationId, messageId].map(idSql);
  const mediaId = media.providerMediaId && /^[\x21-\x7e]+$/.test(media.providerMediaId) && media.providerMediaId.length <= MEDIA_ID_MAX ? media.providerMediaId : null;
  const sha256 = media.sha256 && SHA256.test(media.sha256) ? bytesSql(Buffer.from(media.sha256, 'hex')) : 'NULL';
  const problem = mediaId ? ['NULL', 'NULL'] : ["'gone'", textSql(fitText(media.problem || 'WhatsApp did not hand this file over.', WORDS_MAX))];
  return [...place, textSql(direction), textSql(media.kind), mediaId ? "'pending'" : "'failed'", textSql(mediaId), mediaId ? dateSql(receivedAt.getTime() + PROVIDER_KEEPS_MS) : 'NULL', textSql(fitText(media.mimeType ?? '', TYPE_MAX)), textSql(cleanFileName(media.fileName)), sha256, numberSql(media.animated ? 1 : 0), mediaId ? 'NOW(3)' : 'NULL', ...problem];
}
