import type { DataSource } from 'typeorm';
import { bytesToId, nullableBytesToId } from '@mailtrixy/server/platform/database';
import type { LogLife, LogLifeStep } from '@mailtrixy/shared/dto';
import type { LogScope } from './log-scope';

const STEPS_MAX = 100;

interface MessageRecord {
  id: Buffer;
  conversationId: Buffer;
  direction: string;
  type: string;
  createdAt: Date;
  providerTs: Date | null;
  receivedAt: Date | null;
}

/**
 * Everything that happened to one message, oldest first: its delivery, the tries of sending it, the statuses, the mark
 * as read. What the deliveries brought is found by their time of arrival (ADR 9).
 * @param messageId of ours, where the caller knows it: a try that Meta refused has no wamid
 */
export async function lifeOf(dataSource: DataSource, scope: LogScope, wamid: string | null, messageId: Buffer | null = null): Promise<LogLife | null> {
  const message = await findMessage(dataSource, scope, wamid, messageId);
  const tries = await triesOf(dataSource, scope, wamid, message?.id ?? messageId);
  const wamids = [...new Set([wamid, ...tries.map((one) => one.wamid)].filter((one): one is string => one !== null))];
  const steps = [...arrival(message), ...tries.flatMap(trySteps), ...(await statusSteps(dataSource, scope, wamids)), ...(await receiptSteps(dataSource, scope, wamids))];
  if (!steps.length) return null;
  return {
    wamid: wamid ?? wamids[0] ?? '',
    direction: message ? (message.direction === 'in' ? 'in' : 'out') : tries.length ? 'out' : null,
    conversationId: nullableBytesToId(message?.conversationId ?? null),
    messageId: nullableBytesToId(message?.id ?? null),
    steps: await withLogIds(dataSource, scope, steps.sort((a, b) => a.at.localeCompare(b.at)).slice(0, STEPS_MAX)),
  };
}

type Step = LogLifeStep & { arrivedAt?: Date };

async function findMessage(dataSource: DataSource, scope: LogScope, wamid: string | null, messageId: Buffer | null): Promise<MessageRecord | null> {
  const columns = 'id, conversation_id AS conversationId, direction, type, created_at AS createdAt, provider_ts AS providerTs, received_at AS receivedAt';
  if (messageId) return ((await dataSource.query(`SELECT ${columns} FROM message WHERE id = ? AND channel_id = ? AND workspace_id = ?`, [messageId, scope.channel, scope.workspace])) as MessageRecord[])[0] ?? null;
  if (!wamid) return null;
  const [byWamid]: MessageRecord[] = await dataSource.query(`SELECT ${columns} FROM message WHERE channel_id = ? AND workspace_id = ? AND external_id = ?`, [scope.channel, scope.workspace, wamid]);
  if (byWamid) return byWamid;
  // A later try of the same message has the newer wamid.
  const [byTry]: { id: Buffer }[] = await dataSource.query('SELECT message_id AS id FROM send_attempt WHERE channel_id = ? AND workspace_id = ? AND wamid = ? LIMIT 1', [scope.channel, scope.workspace, wamid]);
  return byTry ? findMessage(dataSource, scope, null, byTry.id) : null;
}

function arrival(message: MessageRecord | null): Step[] {
  if (!message) return [];
  if (message.direction !== 'in') return [step(message.createdAt, 'queued', `Written here: ${message.type}`)];
  const steps: Step[] = [];
  if (message.providerTs) steps.push(step(message.providerTs, 'written', 'By the customer, by Meta’s clock'));
  if (message.receivedAt) steps.push({ ...step(message.receivedAt, 'delivered to us', `${message.type}, signed by Meta`), arrivedAt: message.receivedAt });
  steps.push(step(message.createdAt, 'in the inbox', 'Stored in its conversation'));
  return steps;
}

interface TryRecord {
  id: Buffer;
  no: number;
  phase: string;
  wamid: string | null;
  startedAt: Date;
  endedAt: Date | null;
  httpStatus: number | null;
  errorCode: number | null;
  errorTitle: string | null;
  tookMs: number | null;
}

function triesOf(dataSource: DataSource, scope: LogScope, wamid: string | null, messageId: Buffer | null): Promise<TryRecord[]> {
  const columns = 'id, no, phase, wamid, started_at AS startedAt, ended_at AS endedAt, http_status AS httpStatus, error_code AS errorCode, error_title AS errorTitle, took_ms AS tookMs';
  if (messageId) return dataSource.query(`SELECT ${columns} FROM send_attempt WHERE message_id = ? AND channel_id = ? AND workspace_id = ? ORDER BY no LIMIT 50`, [messageId, scope.channel, scope.workspace]);
  return dataSource.query(`SELECT ${columns} FROM send_attempt WHERE channel_id = ? AND workspace_id = ? AND wamid = ? ORDER BY no LIMIT 50`, [scope.channel, scope.workspace, wamid]);
}

function trySteps({ id, no, phase, startedAt, endedAt, httpStatus, errorCode, errorTitle, tookMs }: TryRecord): Step[] {
  const logId = bytesToId(id);
  const answer = [httpStatus === null ? null : `HTTP ${httpStatus}`, tookMs === null ? null : `${tookMs} ms`].filter(Boolean).join(', ');
  const handed = { ...step(startedAt, `try ${no}`, 'Handed to WhatsApp'), logId };
  if (phase === 'on_wire') return [handed];
  const words = phase === 'accepted' ? 'Accepted by WhatsApp' : phase === 'unconfirmed' ? 'Answer lost: not confirmed' : `Refused: ${errorTitle ?? 'no reason given'}${errorCode === null ? '' : ` (${errorCode})`}`;
  return [handed, { ...step(endedAt ?? startedAt, 'answered', answer ? `${words} · ${answer}` : words, phase === 'accepted'), logId }];
}

async function statusSteps(dataSource: DataSource, scope: LogScope, wamids: readonly string[]): Promise<Step[]> {
  if (!wamids.length) return [];
  const rows: { status: string; providerTs: Date; receivedAt: Date; error: unknown }[] = await dataSource.query('SELECT status, provider_ts AS providerTs, received_at AS receivedAt, error FROM status_event WHERE channel_id = ? AND workspace_id = ? AND wamid IN (?) ORDER BY received_at LIMIT 100', [scope.channel, scope.workspace, wamids]);
  return rows.map(({ status, providerTs, receivedAt, error }) => {
    const late = receivedAt.getTime() - providerTs.getTime();
    return { ...step(receivedAt, status, `${reasonOf(error) ?? 'Told by WhatsApp'}${late >= 2000 ? `, ${Math.round(late / 1000)} s after it happened` : ''}`, status !== 'failed'), arrivedAt: receivedAt };
  });
}

function reasonOf(error: unknown): string | null {
  const facts = (typeof error === 'string' ? JSON.parse(error) : error) as { code?: unknown; title?: unknown; detail?: unknown } | null;
  if (!facts) return null;
  const words = [facts.title, facts.detail].find((text): text is string => typeof text === 'string' && text !== '') ?? 'Refused';
  return typeof facts.code === 'number' ? `${words} (${facts.code})` : words;
}

async function receiptSteps(dataSource: DataSource, scope: LogScope, wamids: readonly string[]): Promise<Step[]> {
  if (!wamids.length) return [];
  const rows: { id: Buffer; at: Date; state: string; errorCode: number | null }[] = await dataSource.query('SELECT conversation_id AS id, updated_at AS at, state, error_code AS errorCode FROM read_receipt WHERE channel_id = ? AND workspace_id = ? AND external_id IN (?)', [scope.channel, scope.workspace, wamids]);
  return rows.map(({ id, at, state, errorCode }) => ({ ...step(at, 'mark as read', state === 'failed' ? `Refused${errorCode === null ? '' : ` (${errorCode})`}` : state === 'done' ? 'The customer sees blue ticks' : 'Waits to be told', state !== 'failed'), logId: bytesToId(id) }));
}

/** The deliveries that brought something, where no other came in the same millisecond. */
async function withLogIds(dataSource: DataSource, scope: LogScope, steps: Step[]): Promise<LogLifeStep[]> {
  const times = steps.flatMap(({ arrivedAt }) => arrivedAt ?? []);
  const rows: { id: Buffer; at: Date }[] = times.length ? await dataSource.query('SELECT event_id AS id, received_at AS at FROM webhook_event_channel WHERE channel_id = ? AND workspace_id = ? AND received_at IN (?)', [scope.channel, scope.workspace, times]) : [];
  return steps.map(({ arrivedAt, ...rest }) => {
    const same = arrivedAt ? rows.filter(({ at }) => at.getTime() === arrivedAt.getTime()) : [];
    return same.length === 1 ? { ...rest, logId: bytesToId(same[0].id) } : rest;
  });
}

function step(at: Date, what: string, words: string, ok = true): Step {
  return { at: at.toISOString(), what, words, ok, logId: null };
}
