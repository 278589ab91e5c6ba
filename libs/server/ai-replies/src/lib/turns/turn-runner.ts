import { Inject, Injectable } from '@nestjs/common';
import { AutomaticMessages, hasLeft, lockConversation } from '@mailtrixy/server/inbox';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { AiReason } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { noteLast } from '../conversation/ai-conversation-rows';
import { HandOff } from '../hand-off/hand-off';
import { OPENING_HOURS, type OpeningHours } from '../hours/opening-hours';
import { anybodyOnline } from '../hours/people-online';
import { AnswerPipeline } from '../pipeline/answer-pipeline';
import { ConversationInput, type PreparedConversation } from '../pipeline/conversation-input';
import type { PipelineResult } from '../pipeline/pipeline-input';
import { announceConversation } from '../rows/announce-ai';
import { knowledgeRevision } from '../runs/knowledge-revision';
import { silentRun, storeRun } from '../runs/run-rows';
import { isPaused } from '../settings/stored-settings';
import { silenceOf } from './eligibility';
import { SettleTurn } from './settle-turn';
import { Stopped, withStopSignal } from './stop-signal';
import { storeSilence } from './store-silence';
import { finishTurn, leaseTurn, lockTurn, retryTurn, TRIES_MAX, type Turn } from './turn-rows';

const AGE_MAX_MS = 600_000;
/** A provider that fails for the moment is asked this often before the passages themselves are shown. */
const PROVIDER_TRIES = 3;
const PROVIDER_PAUSE_MS = 5000;
const PROVIDER_PAUSE_MAX_MS = 60_000;
const FAILED_PAUSE_MS = 15_000;

/** Looks at conversations whose customer has been quiet, one at a time, whatever number of workers looks. */
@Injectable()
export class TurnRunner {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ConversationInput) private readonly inputs: ConversationInput,
    @Inject(AnswerPipeline) private readonly pipeline: AnswerPipeline,
    @Inject(SettleTurn) private readonly settling: SettleTurn,
    @Inject(AutomaticMessages) private readonly messages: AutomaticMessages,
    @Inject(HandOff) private readonly handOff: HandOff,
    @Inject(OPENING_HOURS) private readonly hours: OpeningHours,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Does one due turn. @returns whether there may be more */
  async runNext(): Promise<boolean> {
    const turn = await leaseTurn(this.dataSource);
    if (!turn) return false;
    try {
      // Its last try left no error behind: it ended the process, and would end this one.
      if (turn.tries > TRIES_MAX && (await this.giveUp(turn))) return true;
      await this.run(turn);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'NOT_FOUND') await inTransaction(this.dataSource, (tx) => finishTurn(tx, turn));
      else {
        this.logger.error({ err: error, conversationId: turn.conversationId }, 'The AI could not look at a conversation; it looks again');
        // Giving up says so, and is tried again itself where it fails.
        if (turn.tries < TRIES_MAX || !(await this.giveUp(turn))) await retryTurn(this.dataSource.manager, turn, FAILED_PAUSE_MS * Math.min(turn.tries, TRIES_MAX));
      }
    }
    return true;
  }

  /** @returns whether that could be stored */
  private async giveUp(turn: Turn): Promise<boolean> {
    try {
      await inTransaction(this.dataSource, async (tx) => {
        // Lock order: the conversation, then its turn.
        await lockConversation(tx, turn.workspaceId, turn.conversationId);
        const mine = await lockTurn(tx, turn);
        if (mine === 'mine') await storeSilence(tx, turn, { code: 'failed', words: `The AI could not look at this message; it tried ${TRIES_MAX} times.` }, new Date(this.clock.now()));
        if (mine !== 'lost') await finishTurn(tx, turn);
      });
      this.doorbell.ringOutbox();
      return true;
    } catch (error) {
      this.logger.warn({ err: error, conversationId: turn.conversationId }, 'That the AI gave a conversation up could not be stored; it is tried again');
      return false;
    }
  }

  private async run(turn: Turn): Promise<void> {
    const { workspaceId, conversationId } = turn;
    const prepared = await this.inputs.prepare(workspaceId, conversationId);
    const silence = await this.silence(turn, prepared);
    if (silence) return this.staySilent(turn, prepared, silence);
    const revision = await knowledgeRevision(this.dataSource.manager, workspaceId);
    let result: PipelineResult;
    try {
      result = await withStopSignal(this.dataSource, (dataSource) => whyStop(dataSource, turn), (signal) => this.pipeline.run({ ...prepared.input, asked: null, purpose: 'answer' }, { signal, keepPrompt: prepared.settings.keepTraces }));
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      if (error.code === 'newer_message') return void (await inTransaction(this.dataSource, (tx) => finishTurn(tx, turn)));
      return this.staySilent(turn, prepared, { code: 'kill_switch', words: 'The AI was stopped for the whole workspace.' });
    }
    if (result.problem && result.retryAfterMs !== null && turn.tries < PROVIDER_TRIES) {
      await retryTurn(this.dataSource.manager, turn, Math.min(PROVIDER_PAUSE_MAX_MS, Math.max(result.retryAfterMs, PROVIDER_PAUSE_MS * turn.tries ** 2)));
      return;
    }
    failpoint('ai.after_generation');
    // Both look at the database over connections of their own: not inside the transaction.
    const [channel, sentence] = await Promise.all([this.messages.channelOf(workspaceId, conversationId), result.decision.outcome === 'hand_off' ? this.handOff.sentence(workspaceId, prepared.settings, result.language) : '']);
    const { ring } = await inTransaction(this.dataSource, (tx) => this.settling.settle(tx, turn, prepared, result, { runId: newId(), channel, sentence, revision }));
    failpoint('ai.after_settled');
    this.doorbell.ringOutbox();
    if (ring) this.messages.ring();
    this.doorbell.ring('ai');
  }

  private async silence(turn: Turn, { facts, settings, channel, standing, open }: PreparedConversation): Promise<AiReason | null> {
    const now = this.clock.now();
    const { manager } = this.dataSource;
    return silenceOf({
      killSwitch: settings.paused,
      mode: channel.mode,
      channelActive: facts.channel.active,
      // A rule that greets or tells the hours has answered nothing yet.
      fromCustomer: open.trigger !== null && facts.messages.findLast(({ authorKind }) => authorKind !== 'rule')?.from === 'customer',
      text: open.question,
      optedOut: await hasLeft(manager, { workspaceId: turn.workspaceId, contactId: facts.contact.id }),
      heldByMetaAgent: facts.heldByMetaAgent,
      status: facts.status,
      ageMs: open.trigger ? now - open.trigger.at.getTime() : 0,
      // Whoever waits longer for the customer to finish does not call that late.
      ageMaxMs: AGE_MAX_MS + channel.debounceS * 1000,
      windowOpen: facts.windowOpen,
      schedule: channel.schedule,
      open: channel.schedule === 'outside_hours' ? await this.hours.isOpen(turn.workspaceId, new Date(now)) : true,
      somebodyOnline: channel.schedule === 'nobody_online' ? await anybodyOnline(manager, turn.workspaceId) : false,
      silent: standing.silent,
    });
  }

  private async staySilent(turn: Turn, { facts, open }: PreparedConversation, reason: AiReason): Promise<void> {
    const at = new Date(this.clock.now());
    await inTransaction(this.dataSource, async (tx) => {
      const mine = await lockTurn(tx, turn);
      if (mine === 'lost') return;
      if (mine === 'mine') {
        await storeRun(tx, silentRun({ workspaceId: turn.workspaceId, conversationId: turn.conversationId, channelId: turn.channelId, contactId: facts.contact.id, origin: 'message', originKey: `message:${turn.messageId}`, messageSeq: turn.seq, question: open.question }, reason, at));
        await noteLast(tx, turn.workspaceId, turn.conversationId, reason, at);
        await announceConversation(tx, turn);
      }
      await finishTurn(tx, turn);
    });
    this.doorbell.ringOutbox();
  }
}

async function whyStop(dataSource: DataSource, turn: Turn): Promise<Stopped['code'] | null> {
  if (await isPaused(dataSource.manager, turn.workspaceId)) return 'kill_switch';
  const [row]: { seq: number }[] = await dataSource.query('SELECT seq FROM ai_turn WHERE conversation_id = ?', [idToBytes(turn.conversationId)]);
  return row && Number(row.seq) > turn.seq ? 'newer_message' : null;
}
