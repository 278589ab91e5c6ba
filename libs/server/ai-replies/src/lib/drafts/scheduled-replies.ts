import { Inject, Injectable } from '@nestjs/common';
import { AutomaticMessages, lockConversation, type LockedConversation } from '@mailtrixy/server/inbox';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { AiReason } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { noteLast, pauseIn } from '../conversation/ai-conversation-rows';
import { standingOf } from '../conversation/human-activity';
import { showAiState } from '../conversation/show-ai-state';
import { capsOf } from '../deciding/caps';
import { announceConversation } from '../rows/announce-ai';
import { knowledgeRevision } from '../runs/knowledge-revision';
import { livingPassages } from '../runs/stored-source';
import { ExamLock } from '../settings/exam-lock';
import { readChannel } from '../settings/stored-channel';
import { readSettings, type StoredSettings } from '../settings/stored-settings';
import { customerText, wasDisclosed } from './customer-text';
import { findDraft, type StoredDraft } from './draft-rows';

type SendChannel = Awaited<ReturnType<AutomaticMessages['channelOf']>>;

const TRIES_MAX = 10;
const PAUSE_S = 15;

/** Why a reply that waited is not sent, and what becomes of it. */
interface Refused extends AiReason {
  state: 'ready' | 'outdated' | 'canceled';
  /** The AI stays away from this conversation from now on. */
  pause?: boolean;
}

/**
 * Sends automatic replies whose time to be stopped is over. Looking again, the message, its booking and the draft's end are
 * one transaction: a crash before its commit leaves the reply waiting, one after it leaves it sent, and nothing in between.
 */
@Injectable()
export class ScheduledReplies {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AutomaticMessages) private readonly messages: AutomaticMessages,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(ExamLock) private readonly lock: ExamLock,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns whether there may be more */
  async sendNext(): Promise<boolean> {
    const [due]: { id: Buffer; workspace_id: Buffer; conversation_id: Buffer }[] = await this.dataSource.query("SELECT id, workspace_id, conversation_id FROM ai_draft WHERE next_at <= NOW(3) AND state = 'scheduled' ORDER BY next_at LIMIT 1");
    if (!due) return false;
    const [draftId, workspaceId, conversationId] = [due.id, due.workspace_id, due.conversation_id].map(bytesToId);
    try {
      const channel = await this.messages.channelOf(workspaceId, conversationId);
      const sent = await inTransaction(this.dataSource, (tx) => this.send(tx, workspaceId, conversationId, draftId, channel));
      failpoint('ai.after_send');
      if (sent !== null) this.doorbell.ringOutbox();
      if (sent) this.messages.ring();
    } catch (error) {
      this.logger.error({ err: error, draftId, conversationId }, 'An automatic reply could not be sent; it is tried again');
      await this.putOff(draftId);
    }
    return true;
  }

  /** One that fails lets the others pass, and stays with people after many tries. */
  private async putOff(draftId: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE ai_draft SET next_at = IF(tries + 1 < ${TRIES_MAX}, NOW(3) + INTERVAL ${PAUSE_S} * (tries + 1) SECOND, NULL), state = IF(tries + 1 < ${TRIES_MAX}, state, 'ready'), send_at = IF(tries + 1 < ${TRIES_MAX}, send_at, NULL),
         why_code = IF(tries + 1 < ${TRIES_MAX}, why_code, 'failed'), why_words = IF(tries + 1 < ${TRIES_MAX}, why_words, 'It could not be sent.'), version = version + 1, tries = tries + 1 WHERE id = ? AND state = 'scheduled'`,
      [idToBytes(draftId)],
    );
  }

  /** @returns whether it was sent; null: somebody else was first */
  private async send(tx: EntityManager, workspaceId: string, conversationId: string, draftId: string, channel: SendChannel): Promise<boolean | null> {
    const conversation = await lockConversation(tx, workspaceId, conversationId);
    const draft = await findDraft(tx, workspaceId, draftId, true);
    if (draft?.state !== 'scheduled' || !(await isDue(tx, draftId))) return null;
    const settings = await readSettings(tx, workspaceId);
    const refused = (await this.mayGo(tx, conversation, draft, settings)) ?? (await this.commit(tx, conversation, draft, settings, channel));
    await announceConversation(tx, draft);
    if (!refused) {
      await showAiState(tx, conversation);
      return true;
    }
    await tx.query('UPDATE ai_draft SET state = ?, next_at = NULL, send_at = NULL, why_code = ?, why_words = ?, version = version + 1 WHERE id = ?', [refused.state, refused.code, refused.words, idToBytes(draft.id)]);
    const at = new Date(this.clock.now());
    await noteLast(tx, workspaceId, conversationId, { code: refused.code, words: `Not sent: ${refused.words}` }, at);
    if (refused.pause) await pauseIn(tx, workspaceId, conversationId, refused, conversation.lastSeq, null, at);
    if (draft.runId) await tx.query('UPDATE ai_run SET code = ?, words = ?, would_be = ? WHERE id = ? AND workspace_id = ?', [refused.code, `Not sent: ${refused.words}`, 'draft', idToBytes(draft.runId), idToBytes(workspaceId)]);
    await showAiState(tx, conversation);
    return false;
  }

  private async mayGo(tx: EntityManager, conversation: LockedConversation, draft: StoredDraft, settings: StoredSettings): Promise<Refused | null> {
    const { workspaceId } = draft;
    // Holding the row, nobody else counts against the same limits.
    const channel = await readChannel(tx, workspaceId, draft.channelId, true);
    if (settings.paused) return { code: 'kill_switch', words: 'The AI was stopped for the whole workspace.', state: 'canceled' };
    if (channel.mode !== 'auto') return { code: 'mode', words: 'Auto-send was switched off for this channel.', state: 'ready' };
    const locked = await this.lock.reason(tx, workspaceId, settings);
    if (locked) return { code: 'locked', words: locked, state: 'ready' };
    const standing = await standingOf(tx, workspaceId, conversation.id, channel.pauseAfterHuman, this.clock.now());
    const paused = standing.human ?? standing.silent;
    if (paused) return { ...paused, state: 'ready' };
    const caps = await capsOf(tx, { workspaceId, conversationId: conversation.id, contactId: conversation.contactId }, channel, standing.resolvedSeq);
    const names = { conversation: 'in this conversation', contact: 'to this person today', channel: 'on this channel today' } as const;
    for (const name of ['conversation', 'contact', 'channel'] as const) {
      const { used, max } = caps[name];
      if (used >= max) return { code: `cap_${name}`, words: `The limit of ${max} replies ${names[name]} is reached.`, state: 'ready', pause: name !== 'channel' };
    }
    return sourcesGone(tx, draft);
  }

  private async commit(tx: EntityManager, conversation: LockedConversation, draft: StoredDraft, settings: StoredSettings, channel: SendChannel): Promise<Refused | null> {
    const { workspaceId } = draft;
    if (!draft.runId || !draft.messageId) return { code: 'invalid', words: 'The reply does not belong to a message.', state: 'ready' };
    const told = await wasDisclosed(tx, workspaceId, conversation.id);
    const body = customerText(draft.body, settings, told);
    const outcome = await this.messages.commitIn(tx, conversation, channel, { authorKind: 'ai', authorName: settings.assistantName, originKey: `ai:${draft.runId}`, content: { type: 'text', body }, trigger: { messageId: draft.messageId, seq: draft.seq }, responderVersion: draft.responderVersion });
    if (!outcome.sent) return { code: outcome.reason, words: outcome.words, state: outcome.reason === 'newer_message' ? 'outdated' : outcome.reason === 'resolved' ? 'canceled' : 'ready' };
    failpoint('ai.sent_not_booked');
    const at = new Date(this.clock.now());
    await tx.query('INSERT INTO ai_sent (run_id, workspace_id, conversation_id, channel_id, contact_id, message_id, seq, disclosed, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE run_id = run_id', [
      idToBytes(draft.runId),
      idToBytes(workspaceId),
      idToBytes(conversation.id),
      idToBytes(draft.channelId),
      idToBytes(conversation.contactId),
      idToBytes(outcome.messageId),
      conversation.lastSeq,
      settings.disclosure || told,
      at,
    ]);
    await tx.query("UPDATE ai_draft SET state = 'sent', sent_message_id = ?, next_at = NULL, version = version + 1 WHERE id = ?", [idToBytes(outcome.messageId), idToBytes(draft.id)]);
    const words = { code: 'sent', words: 'Answered by itself.' };
    await noteLast(tx, workspaceId, conversation.id, words, at);
    await tx.query('UPDATE ai_run SET code = ?, words = ? WHERE id = ? AND workspace_id = ?', [words.code, words.words, idToBytes(draft.runId), idToBytes(workspaceId)]);
    return null;
  }
}

/** By the clock that chose it: a process whose own clock is late would look at it again and again. */
async function isDue(tx: EntityManager, draftId: string): Promise<boolean> {
  const [due]: unknown[] = await tx.query('SELECT 1 FROM ai_draft WHERE id = ? AND next_at <= NOW(3)', [idToBytes(draftId)]);
  return due !== undefined;
}

/** A source that was deleted, unpublished or lost its approval since may not be quoted to anybody. */
async function sourcesGone(tx: EntityManager, draft: StoredDraft): Promise<Refused | null> {
  if (!draft.sources.length) return { code: 'sources', words: 'It cites no source.', state: 'ready' };
  if (draft.knowledgeRevision === (await knowledgeRevision(tx, draft.workspaceId)) && draft.knowledgeRevision > 0) return null;
  const living = await livingPassages(tx, draft.workspaceId, draft.sources.map(({ passageId }) => passageId));
  const gone = draft.sources.find(({ passageId }) => !living.get(passageId)?.autoSend);
  return gone ? { code: 'source_changed', words: `“${gone.title}” was changed or taken away since.`, state: 'ready' } : null;
}
