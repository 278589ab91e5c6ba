import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { InboundStatus } from '@mailtrixy/server/channels';
import type { EntityManager } from 'typeorm';
import type { Attempt } from '../outbound/attempt-rows';
import { fitText } from '../outbound/text-fit';
import { noteFreeEntryPoints, type PricedStatus } from './free-entry-point';
import { foldStatuses, type FoldStatus } from './status-fold';

interface StatusRecord {
  id: Buffer;
  channel_id: Buffer;
  wamid: string;
  status: InboundStatus['status'];
  state: string;
  provider_ts: Date;
  error: unknown;
  pricing: unknown;
}

/**
 * Folds every stored status of these attempts into their rows. Also those that came before the send's answer: they
 * waited for the wamid. The caller holds the conversations' locks and refreshes the messages afterwards.
 *
 * @param attempts whose wamid is known
 * @returns those that failed and did not arrive, with Meta's error
 */
export async function foldAttempts(tx: EntityManager, attempts: readonly Attempt[]): Promise<Attempt[]> {
  const withWamid = attempts.filter(({ wamid }) => wamid);
  const statuses = await readStatuses(tx, withWamid);
  if (!statuses.length) return [];
  const lost: Attempt[] = [];
  const rows: unknown[][] = [];
  const priced: PricedStatus[] = [];
  for (const attempt of [...withWamid].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const own = statuses.filter((status) => status.wamid === attempt.wamid && bytesToId(status.channel_id) === attempt.channelId);
    if (!own.length) continue;
    const times = foldStatuses([...own.map(({ status, provider_ts }) => ({ status, at: provider_ts.getTime() })), ...removedSince(attempt, new Set(own.map(({ status }) => status)))]);
    const failed = own.filter(({ status }) => status === 'failed').sort((a, b) => a.provider_ts.getTime() - b.provider_ts.getTime())[0];
    const error = parsed<NonNullable<InboundStatus['error']>>(failed?.error);
    if (times.failedAt !== null && times.deliveredAt === null && times.openedAt === null) lost.push({ ...attempt, failedAt: new Date(times.failedAt), errorCode: error?.code ?? attempt.errorCode });
    const pricing = own.map((status) => parsed<Record<string, unknown>>(status.pricing)).find((value) => value);
    priced.push(...own.filter(({ state }) => state !== 'applied').map((status) => ({ conversationId: attempt.conversationId, status: status.status, at: status.provider_ts.getTime(), pricing: parsed<Record<string, unknown>>(status.pricing) })));
    const key = [attempt.id, attempt.workspaceId, attempt.channelId, attempt.conversationId, attempt.messageId].map(idToBytes);
    rows.push([...key, attempt.no, attempt.token, attempt.phase, attempt.fence, own[0].provider_ts, ...[times.sentAt, times.deliveredAt, times.openedAt, times.playedAt, times.failedAt].map((at) => (at === null ? null : new Date(at))), error?.code ?? null, error ? fitText(error.title, 255) : null, error ? fitText(error.detail || error.title, 1000) : null, pricing ? JSON.stringify(pricing) : null]);
  }
  // Every row exists, so this is one UPDATE of many rows with different values; a refusal's own error stays.
  await tx.query(
    `INSERT INTO send_attempt (id, workspace_id, channel_id, conversation_id, message_id, no, token, phase, fence, started_at, sent_at, delivered_at, opened_at, played_at, failed_at, error_code, error_title, error_detail, pricing)
     VALUES ? ON DUPLICATE KEY UPDATE sent_at = VALUES(sent_at), delivered_at = VALUES(delivered_at), opened_at = VALUES(opened_at), played_at = COALESCE(VALUES(played_at), played_at), failed_at = COALESCE(VALUES(failed_at), failed_at),
       error_code = COALESCE(VALUES(error_code), error_code), error_title = COALESCE(VALUES(error_title), error_title), error_detail = COALESCE(VALUES(error_detail), error_detail), pricing = COALESCE(VALUES(pricing), pricing)`,
    [rows],
  );
  await noteFreeEntryPoints(tx, priced);
  await tx.query("UPDATE status_event SET state = 'applied', next_at = NULL WHERE id IN (?) AND state <> 'applied'", [statuses.map(({ id }) => id)]);
  return lost;
}

/** What the attempt was told by statuses that retention has removed; a stored one of the same kind knows better. */
function removedSince(attempt: Attempt, stored: ReadonlySet<InboundStatus['status']>): FoldStatus[] {
  const known: readonly [FoldStatus['status'], Date | null][] = [['sent', attempt.sentAt], ['delivered', attempt.deliveredAt], ['read', stored.has('played') ? null : attempt.openedAt]];
  return known.flatMap(([status, at]) => (at && !stored.has(status) ? [{ status, at: at.getTime() }] : []));
}

async function readStatuses(tx: EntityManager, attempts: readonly Attempt[]): Promise<StatusRecord[]> {
  const byChannel = new Map<string, string[]>();
  for (const { channelId, wamid } of attempts) byChannel.set(channelId, [...(byChannel.get(channelId) ?? []), wamid as string]);
  const found: StatusRecord[] = [];
  // One query per channel: MariaDB does not use an index for a list of pairs.
  for (const [channelId, wamids] of byChannel) {
    found.push(...((await tx.query('SELECT id, channel_id, wamid, status, state, provider_ts, error, pricing FROM status_event WHERE channel_id = ? AND wamid IN (?) ORDER BY id', [idToBytes(channelId), wamids])) as StatusRecord[]));
  }
  return found;
}

/** MySQL hands JSON over parsed, MariaDB as text. */
function parsed<T>(json: unknown): T | null {
  return typeof json === 'string' ? (JSON.parse(json) as T) : ((json as T | null | undefined) ?? null);
}
