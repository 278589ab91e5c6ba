import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CHANNEL_DIRECTORY, type ChannelDirectory } from '@mailtrixy/server/channels';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { RecheckResult, ReplayManyResult, ReplayResult } from '@mailtrixy/shared/dto';
import { claimedNumber } from '../webhook/claimed-number';
import { isUsableSecret, readSignature } from '../webhook/signature';
import { findSigner } from '../webhook/signature-check';
import { insertEventsSql } from '../webhook/stored-event';
import { eventId } from '../webhook/event-id';
import { logScope, type LogScope } from './log-scope';
import { rerouteForeign } from './reroute-foreign';

const DEAD_EVENTS_MAX = 1000;
const BATCH = 100;
const NOT_KEPT = 'The bytes of this delivery are not kept any more.';

interface Signer {
  secretId: string;
  /** Only channels of the asking workspace: whoever else shares the secret asks for themselves. */
  channelIds: Buffer[];
}

interface Held {
  body: Buffer | null;
  signature: string | null;
  replayed: Buffer | null;
  requestId: string;
}

/** Re-check and Replay of Logs. Nothing is processed whose signature does not match a stored secret now. */
@Injectable()
export class LogReplay {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CHANNEL_DIRECTORY) private readonly directory: ChannelDirectory,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** Compares a refused delivery with the secrets of now. @throws DomainError NOT_FOUND */
  async recheck(workspaceId: string, channelId: string, logId: string): Promise<RecheckResult> {
    const scope = await logScope(this.dataSource, workspaceId, channelId);
    const held = await this.held(this.dataSource.manager, scope, idToBytes(logId), false);
    if (!held) throw notFound('refused delivery');
    if (!held.body) return { matches: false, words: 'The delivery was too long to be kept whole, so it cannot be checked again. Meta sends it again by itself.' };
    const signer = await this.signerOf(scope, held.body, held.signature);
    if (!signer) return { matches: false, words: 'Still different: no App Secret stored now signed these bytes.' };
    await this.dataSource.query('UPDATE webhook_rejected SET matched_at = COALESCE(matched_at, NOW(3)), matched_channels = ? WHERE id = ?', [Buffer.concat(signer.channelIds), idToBytes(logId)]);
    return { matches: true, words: 'Matches now. Replay puts it into the inbox.' };
  }

  /**
   * Processes a delivery again. A refused one becomes a stored one, once; dead letters are tried again; what was for an
   * unknown number is routed by the channels of now. Messages that are stored already change nothing.
   * @throws DomainError LOG_SIGNATURE_UNPROVEN, NOT_FOUND, CHANNEL_NOT_ACTIVE when nobody has the number of the delivery yet
   */
  async replay(workspaceId: string, channelId: string, logId: string): Promise<ReplayResult> {
    const scope = await logScope(this.dataSource, workspaceId, channelId);
    const id = idToBytes(logId);
    const done = await inTransaction(this.dataSource, async (tx) => (await this.replayHeld(tx, scope, id)) ?? (await this.replayStored(tx, scope, id)));
    if (!done) throw notFound('log entry');
    this.doorbell.ring('inbound');
    return done;
  }

  /** One after the other, in the order given; what is refused keeps nobody else. @throws DomainError NOT_FOUND */
  async replayMany(workspaceId: string, channelId: string, logIds: readonly string[]): Promise<ReplayManyResult> {
    await logScope(this.dataSource, workspaceId, channelId);
    const outcomes: ReplayManyResult['outcomes'] = [];
    for (const id of logIds) {
      try {
        const { replayed, refused } = await this.replay(workspaceId, channelId, id);
        outcomes.push({ id, replayed, refusal: refused ? NOT_KEPT : null });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        outcomes.push({ id, replayed: 0, refusal: error.detail });
      }
    }
    return { outcomes };
  }

  /** Every dead letter of the channel. */
  async replayDead(workspaceId: string, channelId: string): Promise<ReplayResult> {
    const scope = await logScope(this.dataSource, workspaceId, channelId);
    const rows: { id: Buffer }[] = await this.dataSource.query("SELECT DISTINCT event_id AS id FROM webhook_item WHERE channel_id = ? AND state = 'dead' LIMIT ?", [scope.channel, DEAD_EVENTS_MAX]);
    let replayed = 0;
    for (let at = 0; at < rows.length; at += BATCH) {
      const ids = rows.slice(at, at + BATCH).map((row) => row.id);
      await inTransaction(this.dataSource, async (tx) => {
        for (const id of ids) replayed += await revive(tx, scope, id);
      });
    }
    if (replayed) this.doorbell.ring('inbound');
    return { replayed, refused: 0 };
  }

  private async replayHeld(tx: EntityManager, scope: LogScope, id: Buffer): Promise<ReplayResult | null> {
    const held = await this.held(tx, scope, id, true);
    if (!held) return null;
    if (held.replayed) return { replayed: 0, refused: 0 };
    const signer = held.body ? await this.signerOf(scope, held.body, held.signature) : null;
    if (!held.body || !signer) throw unproven();
    const event = await this.storeAgain(tx, held.body, held.signature, signer, held.requestId);
    await tx.query('UPDATE webhook_rejected SET replayed_event_id = ?, matched_at = COALESCE(matched_at, NOW(3)), matched_channels = ? WHERE id = ?', [event, Buffer.concat(signer.channelIds), id]);
    return { replayed: 1, refused: 0 };
  }

  private async replayStored(tx: EntityManager, scope: LogScope, id: Buffer): Promise<ReplayResult | null> {
    const [event]: { body: Buffer | null; signature: string | null; receivedAt: Date; matched: Buffer }[] = await tx.query('SELECT e.body, e.signature, e.received_at AS receivedAt, e.matched_channels AS matched FROM webhook_event e JOIN webhook_event_channel ec ON ec.event_id = e.id WHERE e.id = ? AND ec.channel_id = ? AND ec.workspace_id = ?', [id, scope.channel, scope.workspace]);
    if (!event) return null;
    if (!event.body) return { replayed: 0, refused: 1 };
    const revived = await revive(tx, scope, id);
    if (revived) return { replayed: revived, refused: 0 };
    // Locked: of two presses the second finds nothing foreign any more.
    const foreign: { idx: number }[] = await tx.query("SELECT idx FROM webhook_item WHERE event_id = ? AND state = 'foreign' ORDER BY idx FOR UPDATE", [id]);
    if (!foreign.length) return { replayed: 0, refused: 0 };
    const signer = await this.signerOf(scope, event.body, event.signature);
    if (!signer) throw unproven();
    const rerouted = await rerouteForeign(tx, { id, receivedAt: event.receivedAt, body: event.body, matched: event.matched }, foreign, signer.channelIds);
    if (!rerouted) throw new DomainError('CHANNEL_NOT_ACTIVE', 'No active channel with the signing App Secret has the Phone Number ID of this delivery. Add or activate that channel, then replay.');
    return { replayed: rerouted, refused: 0 };
  }

  private async storeAgain(tx: EntityManager, body: Buffer, signature: string | null, signer: Signer, requestId: string): Promise<Buffer> {
    const receivedAt = this.clock.now();
    const id = eventId(receivedAt);
    await tx.query(insertEventsSql([{ id, source: 'replay', receivedAt, body, bodySha256: createHash('sha256').update(body).digest(), matchedChannels: Buffer.concat(signer.channelIds), matchedSecret: idToBytes(signer.secretId), signature, remoteIp: '', userAgent: 'Replay', requestId, startedAt: performance.now() }]));
    return id;
  }

  private async held(db: EntityManager, scope: LogScope, id: Buffer, lock: boolean): Promise<Held | null> {
    const [row]: (Held & { bodyWhole: number })[] = await db.query(
      `SELECT body, body_whole AS bodyWhole, signature, replayed_event_id AS replayed, request_id AS requestId FROM webhook_rejected WHERE id = ? AND method = 'POST' AND ((channel_id = ? AND workspace_id = ?)${scope.seesUnclaimed ? ' OR channel_id IS NULL' : ''})${lock ? ' FOR UPDATE' : ''}`,
      [id, scope.channel, scope.workspace],
    );
    return row ? { ...row, body: row.bodyWhole ? row.body : null } : null;
  }

  /** The workspace's secret that signed the bytes, read afresh: whoever asks has just pasted another one. */
  private async signerOf(scope: LogScope, body: Buffer, header: string | null): Promise<Signer | null> {
    const signature = readSignature(header ?? undefined);
    if (!('digest' in signature)) return null;
    const own = (await this.directory.webhookCredentials())
      .filter((credential) => isUsableSecret(credential.appSecret))
      .map((credential) => ({ ...credential, channels: credential.channels.filter((channel) => channel.workspaceId === scope.workspaceId) }))
      .filter((credential) => credential.channels.length);
    const signer = await findSigner(body, signature.digest, own, claimedNumber(body), new Set(), []);
    return signer && { secretId: signer.secretId, channelIds: signer.channels.slice(0, 256).map((channel) => idToBytes(channel.channelId)) };
  }
}

function unproven(): DomainError {
  return new DomainError('LOG_SIGNATURE_UNPROVEN', 'No App Secret stored now signed this delivery, so it is not processed. Paste the right App Secret, re-check, then replay.');
}

/** Dead letters of a delivery become due again. @returns how many */
async function revive(tx: EntityManager, scope: LogScope, eventId: Buffer): Promise<number> {
  const dead: { id: Buffer }[] = await tx.query("SELECT id FROM webhook_item WHERE event_id = ? AND state = 'dead' AND channel_id = ? ORDER BY id FOR UPDATE", [eventId, scope.channel]);
  if (!dead.length) return 0;
  await tx.query("UPDATE webhook_item SET state = 'ready', attempts = 0, next_at = NOW(3), last_error = NULL WHERE id IN (?)", [dead.map(({ id }) => id)]);
  await tx.query("UPDATE webhook_event SET state = 'split' WHERE id = ? AND state = 'done'", [eventId]);
  await tx.query("UPDATE webhook_event_channel SET state = 'processing' WHERE event_id = ? AND channel_id = ?", [eventId, scope.channel]);
  return dead.length;
}
