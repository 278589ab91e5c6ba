import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_ACCESS, CHANNEL_DRIVERS, ChannelError, type ChannelAccess, type ChannelDriver, type ChannelDrivers, type ChannelState, type ConnectedChannel } from '@mailtrixy/server/channels';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { DataSource, type EntityManager } from 'typeorm';
import { lockConversations, type LockedConversation } from '../conversations/conversation-lock';
import { isWindowOpen } from '../conversations/reply-window';
import { attemptToken } from './attempt-token';
import { readHeadFiles, type PendingUpload } from './head-files';
import { refusedTemplates, WINDOW_REFUSAL, type HeadRefusal } from './head-rules';
import { readHeads, type Head } from './lane-heads';
import { parkLanes, type Parking } from './lane';
import { recoverLeftovers } from './leftovers';
import { insertOnWire, refuseHeads, type LaneHead, type PreparedSend } from './on-wire';
import { providerContent, type SendableFile } from './outgoing-content';
import { CHANNEL_HOLD_LOOK_MS, LEASE_S, UNCONFIRMED_HOLD_MS, UPLOAD_LOOK_MS } from './pauses';
import { RequestContent } from './request-content';
import { spreadLooks } from './spread-looks';
import { RateTokens } from './rate-tokens';
import { refillHead, SYNC_LOOK_MS } from './stale-template';

interface Line {
  state: ChannelState;
  driver: ChannelDriver;
  connected: ConnectedChannel;
}

/** Takes due lanes and makes their heads ready to send: leases, rules and attempts in one transaction. */
@Injectable()
export class OutboundBatch {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CHANNEL_ACCESS) private readonly channels: ChannelAccess,
    @Inject(CHANNEL_DRIVERS) private readonly drivers: ChannelDrivers,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RateTokens) private readonly tokens: RateTokens,
    @Inject(RequestContent) private readonly contents: RequestContent,
  ) {}

  /**
   * @param uploadRoom how many uploads may begin; a head beyond waits a little
   * @returns uploads: to be made before their heads can go, the lanes stay leased · more: there was work that this call
   * did not do, because of its limit or because somebody held a row
   */
  async prepare(limit: number, uploadRoom: number): Promise<{ sends: PreparedSend[]; uploads: PendingUpload[]; changed: boolean; more: boolean }> {
    const candidates: { conversation_id: Buffer; workspace_id: Buffer; channel_id: Buffer }[] = await this.dataSource.query(
      'SELECT conversation_id, workspace_id, channel_id FROM outbound_lane FORCE INDEX (ix_outbound_lane_work) WHERE next_at <= NOW(3) ORDER BY next_at LIMIT ?',
      [limit],
    );
    if (!candidates.length) return { sends: [], uploads: [], changed: false, more: false };
    const lines = await this.linesOf(candidates.map((row) => ({ workspaceId: bytesToId(row.workspace_id), channelId: bytesToId(row.channel_id) })));
    const ids = candidates.map((row) => bytesToId(row.conversation_id));
    const done = await inTransaction(this.dataSource, (tx) => this.lease(tx, ids, lines, uploadRoom));
    failpoint('out.after_on_wire');
    return { sends: done.sends, uploads: done.uploads, changed: done.changed, more: candidates.length === limit || done.leased < candidates.length };
  }

  /** Channels that may send, with their tokens; read before the transaction, which must not wait for a second connection. */
  private async linesOf(keys: { workspaceId: string; channelId: string }[]): Promise<Map<string, Line>> {
    const lines = new Map<string, Line>();
    for (const { workspaceId, channelId } of new Map(keys.map((key) => [key.channelId, key])).values()) {
      const state = await this.channels.findState(workspaceId, channelId);
      const driver = state ? this.drivers[state.kind] : null;
      if (!state || !driver || state.status !== 'active' || state.sendHold) continue;
      try {
        lines.set(channelId, { state, driver, connected: await this.channels.connected(workspaceId, channelId) });
      } catch (error) {
        if (!(error instanceof ChannelError)) throw error;
        await this.channels.hold(workspaceId, channelId, { reason: error.facts.holdReason ?? 'token_invalid', detail: error.facts.detail, code: error.facts.code }, { accessToken: null });
      }
    }
    return lines;
  }

  private async lease(tx: EntityManager, candidateIds: string[], lines: ReadonlyMap<string, Line>, uploadRoom: number): Promise<{ sends: PreparedSend[]; uploads: PendingUpload[]; changed: boolean; leased: number }> {
    const conversations = await lockConversations(tx, candidateIds, 'skip');
    if (!conversations.length) return { sends: [], uploads: [], changed: false, leased: 0 };
    const leases = await takeLeases(tx, conversations.map(({ id }) => id));
    const fenceOf = (conversation: LockedConversation) => leases.get(conversation.id) as number;
    const leased = conversations.filter(({ id }) => leases.has(id));
    const lost = await recoverLeftovers(tx, leased.map(({ id }) => id));
    const heads = await readHeads(tx, leased.map(({ id }) => id));
    const parkings: Parking[] = [];
    const park = (conversation: LockedConversation, holdMs: number, lookMs = 0) => parkings.push({ conversationId: conversation.id, fence: fenceOf(conversation), holdMs, lookMs });
    const due: LaneHead[] = [];
    for (const conversation of leased) {
      const head = heads.get(conversation.id);
      if (lost.has(conversation.id)) park(conversation, UNCONFIRMED_HOLD_MS);
      else if (!head?.due) park(conversation, 0);
      else if (!lines.has(conversation.channelId)) park(conversation, 0, CHANNEL_HOLD_LOOK_MS);
      else due.push({ conversation, head });
    }
    const { wanting, refused, waiting } = await this.judge(tx, due, lines);
    for (const { conversation } of refused) park(conversation, 0);
    for (const conversation of waiting) park(conversation, 0, SYNC_LOOK_MS);
    const sends: PreparedSend[] = [];
    const uploads: PendingUpload[] = [];
    for (const [channelId, all] of wanting) {
      const line = lines.get(channelId) as Line;
      const files = await readHeadFiles(tx, channelId, all);
      for (const { conversation, head } of all) {
        const attachmentIds = files.missing.get(conversation.id);
        if (!attachmentIds) continue;
        if (uploads.length < uploadRoom) uploads.push({ conversationId: conversation.id, fence: fenceOf(conversation), messageId: head.id, attemptNo: head.attemptNo, workspaceId: conversation.workspaceId, channelId, driver: line.driver, channel: line.connected, attachmentIds });
        else park(conversation, 0, UPLOAD_LOOK_MS);
      }
      const wants = all.filter(({ conversation }) => !files.missing.has(conversation.id));
      if (!wants.length) continue;
      const { granted, waitMs } = await this.tokens.take(channelId, wants.length, line.state.ratePerS);
      // The longest waiting first.
      wants.sort((a, b) => a.head.createdAt.getTime() - b.head.createdAt.getTime());
      const late = wants.slice(granted);
      if (late.length) {
        const looks = spreadLooks(late.length, await countDue(tx, channelId), line.state.ratePerS, waitMs);
        late.forEach(({ conversation }, index) => park(conversation, 0, looks[index]));
      }
      for (const { conversation, head } of wants.slice(0, granted)) sends.push(prepared(conversation, head, fenceOf(conversation), line, files.known));
    }
    await insertOnWire(tx, sends, heads);
    await refuseHeads(tx, refused.map((one) => ({ ...one, fence: fenceOf(one.conversation) })));
    await parkLanes(tx, parkings);
    return { sends, uploads, changed: refused.length > 0 || lost.size > 0, leased: leased.length };
  }

  /** Rules may have changed since a message was queued: the window, an opt-out, its template. */
  private async judge(tx: EntityManager, due: readonly LaneHead[], lines: ReadonlyMap<string, Line>): Promise<{ wanting: Map<string, LaneHead[]>; refused: (LaneHead & { refusal: HeadRefusal })[]; waiting: LockedConversation[] }> {
    const wanting = new Map<string, LaneHead[]>();
    const refused: (LaneHead & { refusal: HeadRefusal })[] = [];
    const waiting: LockedConversation[] = [];
    const gone = await refusedTemplates(tx, due);
    for (const one of due) {
      const { conversation, head } = one;
      const line = lines.get(conversation.channelId) as Line;
      const closed = head.outgoing.type !== 'template' && !isWindowOpen(this.clock, line.driver.replyWindowMs, conversation.windowExpiresAt);
      const refusal = closed ? WINDOW_REFUSAL : gone.get(conversation.id);
      const refill = refusal ? ({ kind: 'refused', refusal } as const) : await refillHead(tx, one, line.connected.wabaId, this.contents);
      if (refill.kind === 'refused') refused.push({ ...one, refusal: refill.refusal });
      else if (refill.kind === 'wait') waiting.push(conversation);
      else wanting.set(conversation.channelId, [...(wanting.get(conversation.channelId) ?? []), { conversation, head: refill.head }]);
    }
    return { wanting, refused, waiting };
  }
}

function prepared(conversation: LockedConversation, head: Head, fence: number, line: Line, files: ReadonlyMap<string, SendableFile>): PreparedSend {
  return {
    attemptId: newId(),
    messageId: head.id,
    workspaceId: conversation.workspaceId,
    channelId: conversation.channelId,
    conversationId: conversation.id,
    fence,
    driver: line.driver,
    channel: line.connected,
    message: { to: { kind: conversation.addressKind, value: conversation.address }, content: providerContent(head.outgoing, head.body, files), quotedExternalId: head.quotedExternalId, token: attemptToken() },
  };
}

/** @returns the new fence of every lane that is ours now; a lane that somebody took since is not among them */
async function takeLeases(tx: EntityManager, conversationIds: readonly string[]): Promise<Map<string, number>> {
  const rows: { conversation_id: Buffer; fence: number }[] = await tx.query('SELECT conversation_id, fence FROM outbound_lane WHERE conversation_id IN (?) AND next_at <= NOW(3) ORDER BY conversation_id FOR UPDATE SKIP LOCKED', [conversationIds.map(idToBytes)]);
  if (!rows.length) return new Map();
  // next_at is the lease's end: a lane whose worker died comes due by itself.
  await tx.query('UPDATE outbound_lane SET fence = fence + 1, lease_until = NOW(3) + INTERVAL ? SECOND, next_at = NOW(3) + INTERVAL ? SECOND, hold_until = NULL WHERE conversation_id IN (?)', [LEASE_S, LEASE_S, rows.map((row) => row.conversation_id)]);
  return new Map(rows.map((row) => [bytesToId(row.conversation_id), Number(row.fence) + 1]));
}

/** Lanes of a channel that are due besides those of this batch. */
async function countDue(tx: EntityManager, channelId: string): Promise<number> {
  const [{ due }]: { due: number | string }[] = await tx.query('SELECT COUNT(*) AS due FROM outbound_lane FORCE INDEX (ix_outbound_lane_channel) WHERE channel_id = ? AND next_at <= NOW(3)', [idToBytes(channelId)]);
  return Number(due);
}
