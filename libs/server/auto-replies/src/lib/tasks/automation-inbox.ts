import { Inject, Injectable } from '@nestjs/common';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { readOffset, readOutboxTopics, saveOffset, stampOutbox, syncCursor, type OutboxRow } from '@mailtrixy/server/platform/realtime';
import { DataSource, type EntityManager } from 'typeorm';
import { consentOf } from '../consent/opt-out-words';
import { AutomatedChannels } from './automated-channels';

const CONSUMER = 'automation';
/** Numbers of the outbox per transaction. */
const STRETCH = 2000;
/** Messages per statement. */
const AT_ONCE = 500;
/** Nobody expects an answer to what lay somewhere for longer. */
const OLD_MIN = 10;
/** Longer messages say no word of consent. */
const CONSENT_MAX = 60;
/** While nothing is automated, the outbox is looked at so often only. */
const IDLE_LOOK_MS = 10_000;

/**
 * Turns arrived messages of automated channels into tasks, and STOP and START of every channel, also while Meta's own agent
 * holds the thread. The tasks and the place in the outbox are stored in one transaction: a message becomes a task once, whenever this process dies and however many workers look.
 */
@Injectable()
export class AutomationInbox {
  private idleSince = -IDLE_LOOK_MS;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AutomatedChannels) private readonly channels: AutomatedChannels,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** @returns whether there may be more */
  async take(): Promise<boolean> {
    const idle = (await this.channels.ids()).size === 0;
    if (idle && performance.now() - this.idleSince < IDLE_LOOK_MS) return false;
    this.idleSince = idle ? performance.now() : -IDLE_LOOK_MS;
    await stampOutbox(this.dataSource);
    const after = await readOffset(this.dataSource.manager, CONSUMER);
    const newest = Number(await syncCursor(this.dataSource.manager));
    if (newest <= after) return false;
    // After the numbers: a rule that was switched on before one of these messages came is in the list.
    const channels = await this.channels.read();
    const { tasks, more } = await inTransaction(this.dataSource, (tx) => this.takeStretch(tx, channels, newest));
    if (tasks) {
      failpoint('automation.after_take');
      this.doorbell.ring('automation');
    }
    return more;
  }

  private async takeStretch(tx: EntityManager, channels: ReadonlySet<string>, newest: number): Promise<{ tasks: number; more: boolean }> {
    const [place]: { seq: number }[] = await tx.query('SELECT seq FROM consumer_offset WHERE consumer = ? FOR UPDATE SKIP LOCKED', [CONSUMER]);
    // Another worker is at it.
    if (!place) return { tasks: 0, more: false };
    const after = Number(place.seq);
    const upTo = Math.min(newest, after + STRETCH);
    const tasks = upTo > after ? await store(tx, await readOutboxTopics(tx, after, upTo, ['message.received', 'message.created']), channels) : 0;
    await saveOffset(tx, CONSUMER, upTo);
    return { tasks, more: upTo < newest };
  }
}

/**
 * Reactions, echoes, lines of the system and history are no message.received; what is old or gone is left out here. What a
 * customer writes to Meta's agent is told as message.created, as all that is shown and needs nothing else.
 */
async function store(tx: EntityManager, rows: readonly OutboxRow[], channels: ReadonlySet<string>): Promise<number> {
  const automated = rows.filter(({ topic, channelId }) => topic === 'message.received' && channelId !== null && channels.has(channelId));
  return (await storeAutomated(tx, idsOf(automated))) + (await storeConsent(tx, idsOf(rows)));
}

async function storeAutomated(tx: EntityManager, ids: readonly Buffer[]): Promise<number> {
  let stored = 0;
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const { affectedRows }: { affectedRows: number } = await tx.query(
      `INSERT IGNORE INTO automation_task (message_id, workspace_id, conversation_id, channel_id, seq, next_at)
       SELECT id, workspace_id, conversation_id, channel_id, seq, NOW(3) FROM message WHERE id IN (?) AND direction = 'in' AND received_at > NOW(3) - INTERVAL ? MINUTE`,
      [ids.slice(from, from + AT_ONCE), OLD_MIN],
    );
    stored += affectedRows;
  }
  return stored;
}

/** A customer's STOP counts on channels without automation and after hours too; only nobody answers it then. */
async function storeConsent(tx: EntityManager, ids: readonly Buffer[]): Promise<number> {
  let stored = 0;
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const short: { id: Buffer; body: string }[] = await tx.query("SELECT id, body FROM message WHERE id IN (?) AND direction = 'in' AND received_at IS NOT NULL AND type <> 'reaction' AND CHAR_LENGTH(body) BETWEEN 1 AND ?", [ids.slice(from, from + AT_ONCE), CONSENT_MAX]);
    const consent = short.filter(({ body }) => consentOf(body, null) !== null).map(({ id }) => id);
    if (!consent.length) continue;
    const { affectedRows }: { affectedRows: number } = await tx.query("INSERT IGNORE INTO automation_task (message_id, workspace_id, conversation_id, channel_id, seq, state, next_at) SELECT id, workspace_id, conversation_id, channel_id, seq, 'consent', NOW(3) FROM message WHERE id IN (?)", [consent]);
    stored += affectedRows;
  }
  return stored;
}

function idsOf(rows: readonly OutboxRow[]): Buffer[] {
  return rows.flatMap(({ entityId }) => (entityId ? [idToBytes(entityId)] : []));
}
