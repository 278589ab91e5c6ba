import { Inject, Injectable } from '@nestjs/common';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { DataSource, type EntityManager } from 'typeorm';
import { lockConversations } from '../conversations/conversation-lock';
import { foldAttempts } from '../statuses/fold-attempts';
import { readAttempts, type Attempt } from './attempt-rows';
import { correctAddresses, learnAddresses } from './canonical-address';
import { parkLanes, type Parking } from './lane';
import { pauseBeforeTry, UNCONFIRMED_HOLD_MS, CHANNEL_HOLD_LOOK_MS } from './pauses';
import { refreshMessages } from './refresh-messages';
import type { PreparedSend } from './on-wire';
import type { SettledSend } from './send-outcome';
import { retryStaleFailures } from './stale-failures';
import { waitForSync } from './stale-template';
import { fitText } from './text-fit';
import { requeue, triedLongEnough } from './try-again';

/** Stores what became of sends: attempts, messages, lanes and the outbox in one transaction. */
@Injectable()
export class SettleSends {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async store(settled: readonly SettledSend[]): Promise<void> {
    await inTransaction(this.dataSource, (tx) => store(tx, settled));
    failpoint('out.after_store');
  }
}

async function store(tx: EntityManager, settled: readonly SettledSend[]): Promise<void> {
  const corrections = await learnAddresses(tx, settled);
  await lockConversations(tx, settled.map(({ send }) => send.conversationId), 'wait');
  const attempts = new Map((await readAttempts(tx, 'id IN (?)', [settled.map(({ send }) => idToBytes(send.attemptId))])).map((attempt) => [attempt.id, attempt]));
  const accepted: Attempt[] = [];
  const touched: string[] = [];
  const parkings: Parking[] = [];
  for (const { send, outcome } of settled) {
    const attempt = attempts.get(send.attemptId);
    if (!attempt) continue;
    touched.push(attempt.messageId);
    const lane = { conversationId: send.conversationId, fence: send.fence };
    if (outcome.kind === 'accepted') {
      // True whatever happened to the lease meanwhile: the provider named this very attempt. A status may have bound it first.
      await tx.query("UPDATE send_attempt SET phase = 'accepted', wamid = COALESCE(wamid, ?), http_status = ?, took_ms = ?, ended_at = NOW(3), error_detail = NULL, note = ? WHERE id = ?", [outcome.receipt.externalId, outcome.receipt.httpStatus, outcome.receipt.tookMs, outcome.receipt.note ? fitText(outcome.receipt.note, 64) : null, idToBytes(attempt.id)]);
      accepted.push({ ...attempt, phase: 'accepted', wamid: attempt.wamid ?? outcome.receipt.externalId });
      parkings.push({ ...lane, holdMs: 0 });
    } else {
      parkings.push({ ...lane, ...(await refuse(tx, attempt, send, outcome.error)) });
    }
  }
  await correctAddresses(tx, corrections);
  await retryStaleFailures(tx, await foldAttempts(tx, accepted));
  await refreshMessages(tx, touched);
  await parkLanes(tx, parkings);
}

/** @returns how the lane waits */
async function refuse(tx: EntityManager, attempt: Attempt, send: PreparedSend, error: Extract<SettledSend['outcome'], { kind: 'refused' }>['error']): Promise<Pick<Parking, 'holdMs' | 'lookMs'>> {
  const { facts, errorClass } = error;
  // Somebody else holds the lane by now, or a status has told more than we know.
  if (attempt.phase !== 'on_wire' || attempt.fence !== send.fence) return { holdMs: 0 };
  const stale = errorClass === 'final' && (await waitForSync(tx, { ...send, wabaId: send.channel.wabaId }, attempt.messageId, facts.code));
  const final = (errorClass === 'final' && !stale) || ((errorClass === 'throttle' || errorClass === 'not_sent') && (await triedLongEnough(tx, attempt.messageId)));
  await tx.query('UPDATE send_attempt SET phase = ?, http_status = ?, error_code = ?, error_title = ?, error_detail = ?, fbtrace_id = ?, ended_at = NOW(3), failed_at = IF(?, NOW(3), NULL) WHERE id = ?', [
    errorClass === 'ambiguous' ? 'unconfirmed' : 'rejected',
    facts.httpStatus,
    facts.code,
    fitText(facts.title, 255),
    fitText(facts.detail, 1000),
    facts.traceId ?? null,
    final,
    idToBytes(attempt.id),
  ]);
  if (final) return { holdMs: 0 };
  if (errorClass === 'ambiguous') return { holdMs: UNCONFIRMED_HOLD_MS };
  // The machine tries again with a new attempt, unless an older one arrived meanwhile: then refreshMessages says so.
  const [{ tries }]: { tries: number }[] = await tx.query('SELECT tries FROM message WHERE id = ?', [idToBytes(attempt.messageId)]);
  if (stale) {
    await requeue(tx, attempt, tries + 1, 0);
    return { holdMs: 0 };
  }
  if (errorClass === 'hold') {
    await requeue(tx, attempt, tries, null);
    return { holdMs: 0, lookMs: CHANNEL_HOLD_LOOK_MS };
  }
  const pause = pauseBeforeTry(tries + 1, facts.retryAfterMs);
  await requeue(tx, attempt, tries + 1, facts.retryAfterMs === 0 ? 0 : pause);
  return { holdMs: facts.throttleScope === 'conversation' ? pause : 0 };
}
