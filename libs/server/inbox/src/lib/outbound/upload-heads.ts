import { Inject, Injectable } from '@nestjs/common';
import { ChannelError } from '@mailtrixy/server/channels';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { DataSource, type EntityManager } from 'typeorm';
import { lockConversations } from '../conversations/conversation-lock';
import { FILE_UPLOADER, type FileUploader } from './file-uploader';
import type { PendingUpload } from './head-files';
import { readHeads } from './lane-heads';
import { parkLanes } from './lane';
import { refuseHeads } from './on-wire';
import { CHANNEL_HOLD_LOOK_MS, LEASE_S, pauseBeforeTry } from './pauses';
import { pauseMessage, triedLongEnough } from './try-again';

const RENEW_MS = 15_000;

/**
 * Uploads what heads need, before their attempts are made: nothing of it reaches the customer, so that it may be repeated
 * as often as it takes. The lane stays leased meanwhile, which keeps the order of the thread.
 */
@Injectable()
export class UploadHeads {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(FILE_UPLOADER) private readonly uploader: FileUploader,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns why the files could not be uploaded; null when the head may go now */
  async run(upload: PendingUpload): Promise<ChannelError | null> {
    const renewal = setInterval(() => void this.renew(upload), RENEW_MS);
    let failure: ChannelError | null = null;
    try {
      for (const attachmentId of upload.attachmentIds) await this.uploader.upload(upload.channel, attachmentId);
      failpoint('out.after_upload');
    } catch (error) {
      failure = error instanceof ChannelError ? error : new ChannelError('not_sent', { code: null, title: 'Internal error', detail: 'The file could not be uploaded.', httpStatus: null });
      if (failure !== error) this.logger.error({ err: error, messageId: upload.messageId }, 'A file could not be uploaded');
    } finally {
      clearInterval(renewal);
    }
    await inTransaction(this.dataSource, (tx) => release(tx, upload, failure));
    return failure;
  }

  /** A large file takes longer than a lease. */
  private async renew({ conversationId, fence }: PendingUpload): Promise<void> {
    try {
      await this.dataSource.query('UPDATE outbound_lane SET lease_until = NOW(3) + INTERVAL ? SECOND, next_at = NOW(3) + INTERVAL ? SECOND WHERE conversation_id = ? AND fence = ?', [LEASE_S, LEASE_S, idToBytes(conversationId), fence]);
    } catch (error) {
      // The lane comes due by itself, and the upload is made again.
      this.logger.warn({ err: error, conversationId }, 'The lease of an upload could not be renewed');
    }
  }
}

async function release(tx: EntityManager, upload: PendingUpload, failure: ChannelError | null): Promise<void> {
  const { conversationId, fence, messageId, attemptNo } = upload;
  const [conversation] = await lockConversations(tx, [conversationId], 'wait');
  const head = (await readHeads(tx, [conversationId])).get(conversationId);
  const ours = await holdsLane(tx, upload);
  const parking = { conversationId, fence, holdMs: 0, lookMs: 0 };
  // Somebody else may have taken the lane or the message meanwhile; then the upload is only a cached file.
  if (ours && failure && conversation && head?.id === messageId && head.attemptNo === attemptNo) {
    const { facts, errorClass } = failure;
    if (errorClass === 'final' || (errorClass !== 'hold' && (await triedLongEnough(tx, messageId)))) {
      await refuseHeads(tx, [{ conversation, head, fence, refusal: { code: facts.code, title: facts.title, detail: facts.detail } }]);
    } else if (errorClass === 'hold') parking.lookMs = CHANNEL_HOLD_LOOK_MS;
    else await pauseMessage(tx, messageId, attemptNo, (tries) => pauseBeforeTry(tries, facts.retryAfterMs));
  }
  await parkLanes(tx, [parking]);
}

async function holdsLane(tx: EntityManager, { conversationId, fence }: PendingUpload): Promise<boolean> {
  const [lane]: { fence: number | string }[] = await tx.query('SELECT fence FROM outbound_lane WHERE conversation_id = ? FOR UPDATE', [idToBytes(conversationId)]);
  return lane !== undefined && Number(lane.fence) === fence;
}
