import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_ACCESS, CHANNEL_DRIVERS, ChannelError, WINDOW_CLOSED_CODE, type ChannelAccess, type ChannelDriver, type ChannelDrivers, type ChannelState, type ConnectedChannel, type OutboundMessage } from '@mailtrixy/server/channels';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { DataSource, type EntityManager } from 'typeorm';
import { lockConversations, type LockedConversation } from '../conversations/conversation-lock';
import { isWindowOpen } from '../conversations/reply-window';
import { attemptToken } from './attempt-token';
import { readHeads, type Head } from './lane-heads';
import { parkLanes, type LaneLease, type Parking } from './lane';
import { recoverLeftovers } from './leftovers';
import { CHANNEL_HOLD_LOOK_MS, LEASE_S, UNCONFIRMED_HOLD_MS } from './pauses';
import { spreadLooks } from './spread-looks';
import { RateTokens } from './rate-tokens';
import { refreshMessages } from './refresh-messages';

/** A message that may go to the wire now. Its attempt is stored. */
export interface PreparedSend extends LaneLease {
  attemptId: string;
  messageId: string;
  workspaceId: string;
  channelId: string;
  driver: ChannelDriver;
  channel: ConnectedChannel;
  message: OutboundMessage;
}

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
  ) {}

  /** @returns more: there was work that this call did not do, because of its limit or because somebody held a row */
  async prepare(limit: number): Promise<{ sends: PreparedSend[]; changed: boolean; more: boolean }> {
    const candidates: { conversation_id: Buffer; workspace_id: Buffer; channel_id: Buffer }[] = await this.dataSource.query(
      'SELECT conversation_id, workspace_id, channel_id FROM outbound_lane FORCE INDEX (ix_outbound_lane_work) WHERE next_at <= NOW(3) ORDER BY next_at LIMIT ?',
      [limit],
    );
    if (!candidates.length) return { sends: [], changed: false, more: false };
    const lines = await this.linesOf(candidates.map((row) => ({ workspaceId: bytesToId(row.workspace_id), channelId: bytesToId(row.channel_id) })));
    const ids = candidates.map((row) => bytesToId(row.conversation_id));
    const done = await inTransaction(this.dataSource, (tx) => this.lease(tx, ids, lines));
    failpoint('out.after_on_wire');
    return { sends: done.sends, changed: done.changed, more: candidates.length === limit || done.leased < candidates.length };
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
        await this.channels.hold(workspaceId, channelId, { reason: error.facts.holdReason ?? 'token_invalid', detail: error.facts.detail, code: error.facts.code });
      }
    }
    return lines;
  }

  private async lease(tx: EntityManager, candidateIds: string[], lines: ReadonlyMap<string, Line>): Promise<{ sends: PreparedSend[]; changed: boolean; leased: number }> {
    const conversations = await lockConversations(tx, candidateIds, 'skip');
    if (!conversations.length) return { sends: [], changed: false, leased: 0 };
    const leases = await takeLeases(tx, conversations.map(({ id }) => id));
    const leased = conversations.filter(({ id }) => leases.has(id));
    const lost = await recoverLeftovers(tx, leased.map(({ id }) => id));
    const heads = await readHeads(tx, leased.map(({ id }) => id));
    const sends: PreparedSend[] = [];
    const refused: { conversation: LockedConversation; head: Head }[] = [];
    const parkings: Parking[] = [];
    const wanting = new Map<string, { conversation: LockedConversation; head: Head }[]>();
    for (const conversation of leased) {
      const head = heads.get(conversation.id);
      const line = lines.get(conversation.channelId);
      const park = (holdMs: number, lookMs = 0) => parkings.push({ conversationId: conversation.id, fence: leases.get(conversation.id) as number, holdMs, lookMs });
      if (lost.has(conversation.id)) park(UNCONFIRMED_HOLD_MS);
      else if (!head?.due) park(0);
      else if (!line) park(0, CHANNEL_HOLD_LOOK_MS);
      else if (!isWindowOpen(this.clock, line.driver.replyWindowMs, conversation.windowExpiresAt)) {
        refused.push({ conversation, head });
        park(0);
      } else wanting.set(conversation.channelId, [...(wanting.get(conversation.channelId) ?? []), { conversation, head }]);
    }
    for (const [channelId, wants] of wanting) {
      const line = lines.get(channelId) as Line;
      const { granted, waitMs } = await this.tokens.take(channelId, wants.length, line.state.ratePerS);
      // The longest waiting first.
      wants.sort((a, b) => a.head.createdAt.getTime() - b.head.createdAt.getTime());
      const late = wants.slice(granted);
      if (late.length) {
        const looks = spreadLooks(late.length, await countDue(tx, channelId), line.state.ratePerS, waitMs);
        late.forEach(({ conversation }, index) => parkings.push({ conversationId: conversation.id, fence: leases.get(conversation.id) as number, holdMs: 0, lookMs: looks[index] }));
      }
      for (const { conversation, head } of wants.slice(0, granted)) sends.push(prepared(conversation, head, leases.get(conversation.id) as number, line));
    }
    await insertOnWire(tx, sends, heads);
    await refuse(tx, refused, leases);
    await parkLanes(tx, parkings);
    return { sends, changed: refused.length > 0 || lost.size > 0, leased: leased.length };
  }
}

function prepared(conversation: LockedConversation, head: Head, fence: number, line: Line): PreparedSend {
  return {
    attemptId: newId(),
    messageId: head.id,
    workspaceId: conversation.workspaceId,
    channelId: conversation.channelId,
    conversationId: conversation.id,
    fence,
    driver: line.driver,
    channel: line.connected,
    message: { to: { kind: conversation.addressKind, value: conversation.address }, content: { type: 'text', body: head.body }, quotedExternalId: head.quotedExternalId, token: attemptToken() },
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

async function insertOnWire(tx: EntityManager, sends: readonly PreparedSend[], heads: ReadonlyMap<string, Head>): Promise<void> {
  if (!sends.length) return;
  const now = new Date();
  const rows = [...sends]
    .sort((a, b) => (a.attemptId < b.attemptId ? -1 : 1))
    .map((send) => [idToBytes(send.attemptId), idToBytes(send.workspaceId), idToBytes(send.channelId), idToBytes(send.conversationId), idToBytes(send.messageId), heads.get(send.conversationId)?.attemptNo, send.message.token, 'on_wire', send.fence, now]);
  await tx.query('INSERT INTO send_attempt (id, workspace_id, channel_id, conversation_id, message_id, no, token, phase, fence, started_at) VALUES ?', [rows]);
  await tx.query("UPDATE message SET delivery_status = 'sending', next_at = NULL WHERE id IN (?)", [sends.map(({ messageId }) => idToBytes(messageId))]);
}

/** Lanes of a channel that are due besides those of this batch. */
async function countDue(tx: EntityManager, channelId: string): Promise<number> {
  const [{ due }]: { due: number | string }[] = await tx.query('SELECT COUNT(*) AS due FROM outbound_lane FORCE INDEX (ix_outbound_lane_channel) WHERE channel_id = ? AND next_at <= NOW(3)', [idToBytes(channelId)]);
  return Number(due);
}

/** The window closed while the message waited: it fails with the words that Meta would use, and nothing is sent. */
async function refuse(tx: EntityManager, refused: readonly { conversation: LockedConversation; head: Head }[], leases: ReadonlyMap<string, number>): Promise<void> {
  if (!refused.length) return;
  const now = new Date();
  const detail = 'The 24-hour window closed before the message could be sent. MailTrixy did not send it.';
  await tx.query('INSERT INTO send_attempt (id, workspace_id, channel_id, conversation_id, message_id, no, token, phase, fence, started_at, ended_at, failed_at, error_code, error_title, error_detail) VALUES ?', [
    refused.map(({ conversation, head }) => [idToBytes(newId()), idToBytes(conversation.workspaceId), idToBytes(conversation.channelId), idToBytes(conversation.id), idToBytes(head.id), head.attemptNo, attemptToken(), 'rejected', leases.get(conversation.id), now, now, now, WINDOW_CLOSED_CODE, 'Re-engagement message', detail]),
  ]);
  await refreshMessages(tx, refused.map(({ head }) => head.id));
}
