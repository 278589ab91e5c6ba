import { Inject, Injectable, Optional } from '@nestjs/common';
import { CHANNEL_ACCESS, whatsAppError, type ChannelAccess, type InboundStatus } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import type { EntityManager } from 'typeorm';
import { lockConversations } from '../conversations/conversation-lock';
import { readAttempts, type Attempt } from '../outbound/attempt-rows';
import { refreshMessages } from '../outbound/refresh-messages';
import { retryStaleFailures } from '../outbound/stale-failures';
import { foldAttempts } from './fold-attempts';

/** A failure of a whole number that Meta tells later than this holds nothing. */
const HOLD_WITHIN_MS = 600_000;

/** A status with the channel that it came in on. */
export interface ReceivedStatus {
  workspaceId: string;
  channelId: string;
  status: InboundStatus;
  receivedAt: Date;
}

/** What names the attempt of a status: the wamid on its channel, or our token. */
export interface StatusKey {
  channelId: string;
  wamid: string;
  token: string | null;
}

/** Stores statuses, then folds them into the attempts that they speak of. Both in the caller's transaction. */
@Injectable()
export class StatusStore {
  /** @param channels absent: no status puts a channel on hold */
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Optional() @Inject(CHANNEL_ACCESS) private readonly channels: Pick<ChannelAccess, 'hold'> | null = null,
  ) {}

  /** Repeats are no-ops. What speaks of no attempt (yet) stays as an orphan and is looked at again. */
  async store(tx: EntityManager, statuses: readonly ReceivedStatus[]): Promise<void> {
    if (!statuses.length) return;
    await upsertEvents(tx, statuses);
    failpoint('st.after_store');
    const attempts = await this.fold(tx, statuses.map(({ channelId, status }) => ({ channelId, wamid: status.externalId, token: status.token })));
    const fresh = new Set(attempts.filter(({ failedAt }) => failedAt === null).map(({ channelId, wamid }) => `${channelId}/${wamid}`));
    this.holdChannels(statuses.filter(({ channelId, status }) => fresh.has(`${channelId}/${status.externalId}`)));
  }

  /**
   * Meta tells some troubles of a whole number only afterwards, message by message (billing, a locked account): what still
   * waits must not run into them too. Not awaited: a hold takes a connection of its own, and this transaction has one.
   */
  private holdChannels(statuses: readonly ReceivedStatus[]): void {
    for (const { workspaceId, channelId, status } of statuses) {
      const code = status.status === 'failed' ? (status.error?.code ?? null) : null;
      const known = code === null ? null : whatsAppError(code);
      // An old failure that came late says nothing about now.
      if (known?.class !== 'hold' || Date.now() - status.providerTs > HOLD_WITHIN_MS) continue;
      this.channels?.hold(workspaceId, channelId, { reason: known.hold ?? 'permission', detail: status.error?.detail ?? '', code }).catch((error: unknown) => this.logger.error({ err: error, channelId }, 'A channel could not be put on hold'));
    }
  }

  /** @returns wamids that found their attempt, per channel as `channelId/wamid` */
  async apply(tx: EntityManager, keys: readonly StatusKey[]): Promise<Set<string>> {
    return new Set((await this.fold(tx, keys)).map(({ channelId, wamid }) => `${channelId}/${wamid}`));
  }

  /** @returns the attempts that the statuses speak of, as they were before */
  private async fold(tx: EntityManager, keys: readonly StatusKey[]): Promise<Attempt[]> {
    const candidates = await findAttempts(tx, keys);
    if (!candidates.length) return [];
    await lockConversations(tx, candidates.map(({ conversationId }) => conversationId), 'wait');
    // Again, for what changed while the locks were waited for.
    const attempts = await readAttempts(tx, 'id IN (?)', [candidates.map(({ id }) => idToBytes(id))]);
    await this.bind(tx, attempts, keys);
    const known = new Set(keys.map(({ channelId, wamid }) => `${channelId}/${wamid}`));
    const resolved = attempts.filter(({ channelId, wamid }) => wamid !== null && known.has(`${channelId}/${wamid}`));
    await retryStaleFailures(tx, await foldAttempts(tx, resolved));
    await refreshMessages(tx, resolved.map(({ messageId }) => messageId));
    return resolved;
  }

  /**
   * A status that carries our token tells that the provider took a send whose answer was lost or is still under way:
   * it gives the attempt its wamid. The token counts only on the attempt's own channel.
   */
  private async bind(tx: EntityManager, attempts: readonly Attempt[], keys: readonly StatusKey[]): Promise<void> {
    const byToken = new Map(keys.filter(({ token }) => token).map((key) => [key.token as string, key]));
    for (const attempt of attempts) {
      const key = byToken.get(attempt.token);
      if (!key || attempt.wamid !== null) continue;
      if (key.channelId !== attempt.channelId) {
        this.logger.warn({ channelId: key.channelId, attemptId: attempt.id }, "A status carried the token of another channel's send; it is not used");
        continue;
      }
      await tx.query("UPDATE send_attempt SET wamid = ?, phase = 'accepted', ended_at = COALESCE(ended_at, NOW(3)), failed_at = NULL, error_code = NULL, error_title = NULL, error_detail = NULL WHERE id = ? AND wamid IS NULL", [key.wamid, idToBytes(attempt.id)]);
      // The lane waited for this answer: it may go on.
      await tx.query('UPDATE outbound_lane SET next_at = IF(next_at IS NULL OR lease_until IS NOT NULL, next_at, NOW(3)), hold_until = NULL WHERE conversation_id = ? AND hold_until IS NOT NULL', [idToBytes(attempt.conversationId)]);
      attempt.wamid = key.wamid;
      attempt.phase = 'accepted';
    }
  }
}

/** By (channel, wamid), and by token where no wamid is known yet. */
async function findAttempts(tx: EntityManager, keys: readonly StatusKey[]): Promise<Attempt[]> {
  const found = new Map<string, Attempt>();
  const byChannel = new Map<string, string[]>();
  for (const { channelId, wamid } of keys) byChannel.set(channelId, [...(byChannel.get(channelId) ?? []), wamid]);
  for (const [channelId, wamids] of byChannel) {
    for (const attempt of await readAttempts(tx, 'channel_id = ? AND wamid IN (?)', [idToBytes(channelId), wamids])) found.set(attempt.id, attempt);
  }
  const tokens = [...new Set(keys.map(({ token }) => token).filter((token): token is string => token !== null && token.startsWith('mt1.') && token.length <= 64))];
  if (tokens.length) for (const attempt of await readAttempts(tx, 'token IN (?)', [tokens])) found.set(attempt.id, attempt);
  return [...found.values()];
}

/** The earliest time and its error win, whatever the order in which repeats come. */
async function upsertEvents(tx: EntityManager, statuses: readonly ReceivedStatus[]): Promise<void> {
  const key = ({ channelId, status }: ReceivedStatus) => `${channelId}/${status.externalId}/${status.status}/${status.participant}`;
  const rows = [...statuses]
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    .map(({ workspaceId, channelId, status, receivedAt }) => [
      idToBytes(newId()),
      idToBytes(workspaceId),
      idToBytes(channelId),
      status.externalId,
      status.status,
      ascii(status.participant, 64) ?? '',
      ascii(status.token, 512),
      new Date(status.providerTs),
      receivedAt,
      status.error ? JSON.stringify(status.error) : null,
      status.pricing ? JSON.stringify(status.pricing) : null,
    ]);
  await tx.query(
    `INSERT INTO status_event (id, workspace_id, channel_id, wamid, status, participant, token, provider_ts, received_at, error, pricing, state, next_at)
     VALUES ${rows.map(() => "(?, 'orphan', NOW(3) + INTERVAL 1 SECOND)").join(', ')}
     ON DUPLICATE KEY UPDATE error = IF(VALUES(provider_ts) < provider_ts, COALESCE(VALUES(error), error), COALESCE(error, VALUES(error))), pricing = COALESCE(pricing, VALUES(pricing)), token = COALESCE(token, VALUES(token)), provider_ts = LEAST(provider_ts, VALUES(provider_ts))`,
    rows,
  );
}

/** Other tools on the number may put anything there; the columns are ASCII. */
function ascii(text: string | null, max: number): string | null {
  return text !== null && text.length <= max && /^[\x20-\x7e]+$/.test(text) ? text : null;
}

