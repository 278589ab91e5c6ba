import { Inject, Injectable } from '@nestjs/common';
import { lockConversation, type AutomaticMessages, type LockedConversation } from '@mailtrixy/server/inbox';
import { recordGap } from '@mailtrixy/server/knowledge';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { AiReason } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { handOverIn, noteLast, pauseIn } from '../conversation/ai-conversation-rows';
import { standingOf } from '../conversation/human-activity';
import { showAiState } from '../conversation/show-ai-state';
import { cameAfter } from '../drafts/came-after';
import { draftOf } from '../drafts/draft-of';
import { insertDraft } from '../drafts/draft-rows';
import { HandOff } from '../hand-off/hand-off';
import type { PreparedConversation } from '../pipeline/conversation-input';
import type { PipelineResult } from '../pipeline/pipeline-input';
import { outcomeOf, runOf } from '../pipeline/run-of';
import { announceConversation } from '../rows/announce-ai';
import { storeRun } from '../runs/run-rows';
import { readChannel } from '../settings/stored-channel';
import { isPaused } from '../settings/stored-settings';
import { finishTurn, lockTurn, type Turn } from './turn-rows';

type SendChannel = Awaited<ReturnType<AutomaticMessages['channelOf']>>;

export interface Settling {
  runId: string;
  channel: SendChannel;
  /** For the customer, if it is handed over. */
  sentence: string;
  revision: number;
}

/** Limits whose end is the end of talking to each other: two machines would go on for ever. */
const PAUSING_CAPS = new Set(['cap_conversation', 'cap_contact']);

/**
 * Stores what a turn came to, under the conversation's lock and after looking again: what held when the model began to
 * think may not hold any more.
 */
@Injectable()
export class SettleTurn {
  constructor(
    @Inject(HandOff) private readonly handOff: HandOff,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns ring: a message is in the lane */
  async settle(tx: EntityManager, turn: Turn, prepared: PreparedConversation, result: PipelineResult, settling: Settling): Promise<{ ring: boolean }> {
    const { workspaceId, conversationId } = turn;
    const conversation = await lockConversation(tx, workspaceId, conversationId);
    const mine = await lockTurn(tx, turn);
    if (mine === 'lost') return { ring: false };
    const at = new Date(this.clock.now());
    const changed = mine === 'newer' ? NEWER : await this.whatChanged(tx, turn, conversation);
    const outcome = changed ?? (await this.act(tx, turn, conversation, prepared, result, settling, at));
    if (mine === 'mine') {
      const decided = changed ? { ...result, decision: { ...result.decision, outcome: 'nothing' as const } } : result;
      await storeRun(tx, runOf(prepared.input, decided, { id: settling.runId, conversationId, contactId: conversation.contactId, origin: 'message', originKey: `message:${turn.messageId}`, messageSeq: turn.seq, at }, outcome.reason));
      await noteLast(tx, workspaceId, conversationId, outcome.reason, at);
      await showAiState(tx, conversation);
      await announceConversation(tx, turn);
    }
    await finishTurn(tx, turn);
    return { ring: outcome.ring };
  }

  /** Why nothing of it may be shown or sent any more. */
  private async whatChanged(tx: EntityManager, turn: Turn, conversation: LockedConversation): Promise<Outcome | null> {
    if (await isPaused(tx, turn.workspaceId)) return { ring: false, reason: { code: 'kill_switch', words: 'The AI was stopped for the whole workspace while it thought.' } };
    const { mode } = await readChannel(tx, turn.workspaceId, turn.channelId);
    if (mode === 'off') return { ring: false, reason: { code: 'channel_off', words: 'The AI was switched off for this channel while it thought.' } };
    if (conversation.status === 'resolved') return { ring: false, reason: { code: 'resolved', words: 'The conversation was resolved meanwhile.' } };
    const after = await cameAfter(tx, conversation.id, turn.seq);
    if (after === 'customer') return NEWER;
    return after === 'us' ? { ring: false, reason: { code: 'taken_over', words: 'A person answered while the AI thought.' } } : null;
  }

  private async act(tx: EntityManager, turn: Turn, conversation: LockedConversation, { facts, settings, channel }: PreparedConversation, result: PipelineResult, settling: Settling, at: Date): Promise<Outcome> {
    const { workspaceId, conversationId, channelId } = turn;
    const now = await readChannel(tx, workspaceId, channelId);
    const standing = await standingOf(tx, workspaceId, conversationId, channel.pauseAfterHuman, at.getTime());
    const { outcome, why } = result.decision;
    const place = { id: newId(), workspaceId, conversationId, channelId, messageId: turn.messageId, seq: turn.seq, responderVersion: conversation.responderVersion };
    if (outcome === 'send') {
      const kept = now.mode !== 'auto' ? { code: 'mode', words: 'Auto-send was switched off while the AI thought.' } : conversation.responderVersion !== facts.responderVersion ? { code: 'taken_over', words: 'A person acted in this conversation while the AI thought.' } : (standing.human ?? standing.silent);
      if (kept) {
        await insertDraft(tx, place, draftOf(result, settling.runId, settling.revision, 'ready', { why: kept }), null);
        return { ring: false, reason: { code: kept.code, words: `A draft: ${kept.words}` } };
      }
      const sendAt = new Date(at.getTime() + now.delayS * 1000);
      await insertDraft(tx, place, draftOf(result, settling.runId, settling.revision, 'scheduled', { sendAt }), 'sendAt');
      return { ring: false, reason: outcomeOf(result) };
    }
    if (outcome === 'draft') {
      await insertDraft(tx, place, draftOf(result, settling.runId, settling.revision, 'ready'), null);
      if (now.mode === 'auto' && why && PAUSING_CAPS.has(why.code)) await pauseIn(tx, workspaceId, conversationId, why, conversation.lastSeq, null, at);
      return { ring: false, reason: outcomeOf(result) };
    }
    if (outcome === 'hand_off') {
      const reason = result.handOff?.reason ?? why ?? { code: 'other', words: 'The AI asks a person to answer this.' };
      const summary = result.handOff?.summary ?? '';
      if (standing.handedOver || standing.human) return { ring: false, reason: { code: 'person_is_here', words: `A person looks after this already. ${reason.words}` } };
      if (now.mode !== 'auto') {
        await handOverIn(tx, workspaceId, conversationId, reason, summary, conversation.lastSeq, at);
        return { ring: false, reason: { code: reason.code, words: `For a person: ${reason.words}` } };
      }
      const refused = await this.handOff.handOverIn(tx, conversation, settling.channel, settings, { runId: settling.runId, reason, summary, trigger: { messageId: turn.messageId, seq: turn.seq }, responderVersion: facts.responderVersion, sentence: settling.sentence });
      return refused ? { ring: false, reason: refused } : { ring: true, reason: { code: reason.code, words: `Handed over: ${reason.words}` } };
    }
    if (why?.code === 'no_source') {
      await insertDraft(tx, place, draftOf(result, settling.runId, settling.revision, 'no_source'), null);
      if (await recordGap(tx, workspaceId, result.query ?? result.question, conversationId)) await appendOutbox(tx, [{ workspaceId, topic: 'knowledge.updated', entityId: null }]);
    }
    return { ring: false, reason: outcomeOf(result) };
  }
}

interface Outcome {
  ring: boolean;
  reason: AiReason;
}

const NEWER: Outcome = { ring: false, reason: { code: 'newer_message', words: 'The customer wrote again; the newer message is answered instead.' } };
