import { STALE_TEMPLATE_CODES } from '@mailtrixy/server/channels';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { wantSync } from '@mailtrixy/server/templates';
import type { EntityManager } from 'typeorm';
import type { HeadRefusal } from './head-rules';
import type { Head } from './lane-heads';
import type { LaneHead } from './on-wire';
import { readOutgoing, type OutgoingContent } from './outgoing-content';
import type { RequestContent } from './request-content';

/** How often a message that waits for a sync looks whether it is over. */
export const SYNC_LOOK_MS = 1000;
/** Then it fails with Meta's error: the list could not be read. */
const SYNC_WAIT_S = 300;
const SAME_WORDS = 'Meta refused this template, although its list shows it as it was filled in. Look at it under Settings → Templates, or choose another one.';
const SYNC_WORDS = 'MailTrixy could not read the templates anew, so it did not send this again.';

type TemplateOutgoing = Extract<OutgoingContent, { type: 'template' }>;

/**
 * Meta refused a template that our copy calls fit: the copy is old. Asks for a sync; the message then waits for it, is
 * filled in again and sent once more.
 * @returns false: it is no such refusal, or the one more try was this one
 */
export async function waitForSync(tx: EntityManager, place: { workspaceId: string; channelId: string; wabaId: string | null }, messageId: string, code: number | null): Promise<boolean> {
  if (code === null || !STALE_TEMPLATE_CODES.includes(code) || !place.wabaId) return false;
  const [row]: { outgoing: unknown }[] = await tx.query('SELECT outgoing FROM message WHERE id = ?', [idToBytes(messageId)]);
  const outgoing = readOutgoing(row?.outgoing ?? null);
  if (outgoing.type !== 'template') return false;
  await wantSync(tx, place.workspaceId, place.wabaId, place.channelId);
  if (outgoing.stale) return false;
  await markStale(tx, messageId, outgoing, code);
  return true;
}

/** The template is filled in again before the next try, after a sync. */
export async function markStale(tx: EntityManager, messageId: string, outgoing: TemplateOutgoing, code: number, byPerson = false): Promise<void> {
  const [{ now }]: { now: Date }[] = await tx.query('SELECT NOW(3) AS now');
  const stale: TemplateOutgoing = { ...outgoing, stale: { since: now.toISOString(), code, filled: false, ...(byPerson ? { byPerson } : {}) } };
  await tx.query('UPDATE message SET outgoing = ? WHERE id = ?', [JSON.stringify(stale), idToBytes(messageId)]);
}

/** What became of a head whose template waits for a sync. */
export type Refill = { kind: 'ready'; head: Head } | { kind: 'wait' } | { kind: 'refused'; refusal: HeadRefusal };

/** Fills the head's template in again once the sync is over. */
export async function refillHead(tx: EntityManager, { conversation, head }: LaneHead, wabaId: string | null, contents: RequestContent): Promise<Refill> {
  const { outgoing } = head;
  if (outgoing.type !== 'template' || !outgoing.stale || outgoing.stale.filled) return { kind: 'ready', head };
  const { since, code } = outgoing.stale;
  const refused = (detail: string): Refill => ({ kind: 'refused', refusal: { code, title: 'Template changed', detail } });
  const [sync]: { state: string; started_at: Date | null; waited_s: number | string }[] = await tx.query('SELECT state, started_at, TIMESTAMPDIFF(SECOND, ?, NOW(3)) AS waited_s FROM template_sync WHERE workspace_id = ? AND waba_id = ?', [new Date(since), idToBytes(conversation.workspaceId), wabaId]);
  const begunSince = Boolean(sync?.started_at && sync.started_at.getTime() >= new Date(since).getTime());
  if (!sync || (begunSince && sync.state === 'failed') || Number(sync.waited_s) > SYNC_WAIT_S) return refused(SYNC_WORDS);
  if (!begunSince || sync.state !== 'done') return { kind: 'wait' };
  try {
    const { body, content, ...template } = await contents.fillAgain(tx, conversation, wabaId, head.authorId, { templateId: outgoing.template.templateId, values: outgoing.template.values });
    // The same again would be refused again.
    if (!outgoing.stale.byPerson && template.contentHash === outgoing.template.contentHash) return refused(SAME_WORDS);
    const fresh: TemplateOutgoing = { type: 'template', template, stale: { since, code, filled: true } };
    await tx.query('UPDATE message SET outgoing = ?, body = ?, payload = ? WHERE id = ?', [JSON.stringify(fresh), body, JSON.stringify({ content }), idToBytes(head.id)]);
    return { kind: 'ready', head: { ...head, body, outgoing: fresh } };
  } catch (error) {
    if (error instanceof DomainError) return refused(error.detail);
    throw error;
  }
}
