import { Inject, Injectable } from '@nestjs/common';
import { AutomaticMessages, ConversationFacts, lockConversation, SystemNotices, whatCameAfter, type FactsOfConversation, type SendChannel } from '@mailtrixy/server/inbox';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import type { AiReason } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { consentOf } from '../consent/opt-out-words';
import { BusinessHoursService } from '../hours/business-hours.service';
import { RuleEvaluation, type RuleInput } from '../rules/evaluate-rule';
import { loadRules, type StoredRule } from '../rules/stored-rule';
import type { AutomationTask } from '../tasks/automation-task';
import { findArrived, type ArrivedText } from './arrived-message';
import { ConsentWords } from './consent-words';
import { firstMessageFacts, isFirst } from './first-message';
import { loopProblem } from './loop-guard';
import { addHit, CONSENT_RULE, findHit, limitProblem, type AfterRule } from './rule-hits';
import { RunActions } from './run-actions';

/** What the AI may do after the rules. */
export interface RulesVerdict {
  /** A rule that matched says that nothing comes after it, or the customer opted out or in. */
  stopped: boolean;
  /** A rule wants the AI to answer this message. */
  handToAi: boolean;
  /** A rule wants the AI to be silent in this conversation. */
  stopAi: boolean;
  /** Why the AI is silent, where it is `stopped`. */
  reason: AiReason | null;
}

const NOTHING: RulesVerdict = { stopped: false, handToAi: false, stopAi: false, reason: null };

const silent = (code: string, words: string): RulesVerdict => ({ ...NOTHING, stopped: true, reason: { code, words } });

/** Runs a workspace's rules over one message of a customer. Running it again does nothing more and gives the same verdict. */
@Injectable()
export class RuleRunner {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ConversationFacts) private readonly facts: ConversationFacts,
    @Inject(BusinessHoursService) private readonly hours: BusinessHoursService,
    @Inject(AutomaticMessages) private readonly messages: AutomaticMessages,
    @Inject(ConsentWords) private readonly consent: ConsentWords,
    @Inject(SystemNotices) private readonly notices: SystemNotices,
    @Inject(RunActions) private readonly ruleActions: RunActions,
  ) {}

  async run({ workspaceId, conversationId, messageId, consentOnly }: AutomationTask): Promise<RulesVerdict> {
    const { manager } = this.dataSource;
    const message = await findArrived(manager, workspaceId, messageId);
    if (!message || message.conversationId !== conversationId) return silent('message_gone', 'The message is not there any more.');
    const facts = await this.facts.load(workspaceId, conversationId, 0);
    const consent = await this.consentIn(message, facts);
    // Before all else, whoever answers the conversation: the customer's wish counts at once.
    if (consent) {
      await this.consent.take(workspaceId, message, consent, consentOnly || !(await isAutomated(manager, workspaceId, message.channelId)) ? 'silently' : { responderVersion: facts.responderVersion });
      return consent === 'stop' ? silent('opted_out', 'The customer opted out.') : silent('opted_in', 'The customer wants messages again.');
    }
    if (consentOnly) return silent('not_automated', 'Nothing is automated here.');
    // Meta's own agent answers there, and answers alone.
    if (facts.heldByMetaAgent) return silent('meta_agent', 'Meta’s own AI agent answers this conversation.');
    const rules = (await loadRules(manager, workspaceId)).filter(({ enabled }) => enabled);
    return rules.length ? this.runAll(workspaceId, message, facts, rules) : NOTHING;
  }

  /** START is an ordinary word to everybody who never stopped messages; not to whom it has just brought back. */
  private async consentIn(message: ArrivedText, facts: FactsOfConversation): Promise<'stop' | 'start' | null> {
    const consent = message.isButton ? null : consentOf(message.text, message.language);
    if (consent !== 'start' || facts.contact.optedOutAt) return consent;
    return (await findHit(this.dataSource.manager, CONSENT_RULE, message.messageId)) ? 'start' : null;
  }

  private async runAll(workspaceId: string, message: ArrivedText, facts: FactsOfConversation, rules: readonly StoredRule[]): Promise<RulesVerdict> {
    const evaluation = new RuleEvaluation(await this.inputOf(workspaceId, message, facts, rules));
    const verdict = { ...NOTHING };
    let channel: SendChannel | null = null;
    for (const rule of rules) {
      const seen = evaluation.of(rule);
      if (!seen.matched && !seen.textMatched) continue;
      // A rule for every message would fill the log with why it did not run.
      if (!seen.matched && rule.conditions.match === 'any') continue;
      channel ??= await this.messages.channelOf(workspaceId, message.conversationId);
      const after = await this.fire(workspaceId, message, facts, rule, seen, channel);
      failpoint('rules.after_commit');
      if (!after) continue;
      verdict.handToAi ||= after.handToAi;
      verdict.stopAi ||= after.stopAi;
      if (after.stop) return { ...verdict, stopped: true, reason: { code: 'rule_answered', words: `Auto-reply rule: ${rule.name}` } };
    }
    return verdict;
  }

  /** @returns what comes after it; null: it did not match, or its limits held it back */
  private async fire(workspaceId: string, message: ArrivedText, facts: FactsOfConversation, rule: StoredRule, seen: { matched: boolean; words: string }, channel: SendChannel): Promise<AfterRule | null> {
    const { acted, after, looped } = await inTransaction(this.dataSource, async (tx) => {
      const conversation = await lockConversation(tx, workspaceId, message.conversationId);
      const before = await findHit(tx, rule.id, message.messageId);
      if (before) return { acted: false, after: before.after, looped: null };
      const problem = seen.matched ? await this.problem(tx, workspaceId, message, facts, rule, conversation.responderVersion) : null;
      if (!seen.matched || problem) {
        await addHit(tx, workspaceId, message, { ruleId: rule.id, ruleName: rule.name, fired: false, words: problem ? `${seen.words} But ${problem.words}` : seen.words, after: null });
        return { acted: false, after: null, looped: problem?.loop ? problem.words : null };
      }
      const done = await this.ruleActions.run(tx, conversation, channel, rule, message, facts.responderVersion);
      const kinds = rule.actions.map(({ do: kind }) => kind);
      const after: AfterRule = { stop: rule.limits.stop, handToAi: kinds.includes('hand_to_ai'), stopAi: kinds.includes('stop_ai') };
      await addHit(tx, workspaceId, message, { ruleId: rule.id, ruleName: rule.name, fired: done.fired, words: `${seen.words} ${done.words.join(' ')}`, after });
      return { acted: done.done > 0, after, looped: null };
    });
    if (acted) this.messages.ring();
    if (looped) await this.tellLoop(workspaceId, message, looped);
    return after;
  }

  private async problem(tx: EntityManager, workspaceId: string, message: ArrivedText, facts: FactsOfConversation, rule: StoredRule, responderVersion: number): Promise<{ words: string; loop: boolean } | null> {
    const came = await whatCameAfter(tx, message.conversationId, message.seq);
    if (came.human || responderVersion !== facts.responderVersion) return { words: 'a person has acted in this conversation since the message came.', loop: false };
    const limit = await limitProblem(tx, workspaceId, rule, message);
    if (limit) return { words: limit, loop: false };
    const loop = rule.actions.some(({ do: kind }) => kind.startsWith('reply_')) ? await loopProblem(tx, message.conversationId, message.text, new Date()) : null;
    return loop ? { words: loop, loop: true } : null;
  }

  /** One line an hour: whoever looks at the conversation must see why it went silent. */
  private async tellLoop(workspaceId: string, { conversationId }: ArrivedText, words: string): Promise<void> {
    await this.notices.add(workspaceId, conversationId, { event: 'automation_stopped', words: `Auto-replies stopped here for now. ${words}`, originKey: `loop:${conversationId}:${Math.floor(Date.now() / 3_600_000)}` });
  }

  private async inputOf(workspaceId: string, message: ArrivedText, facts: FactsOfConversation, rules: readonly StoredRule[]): Promise<RuleInput> {
    const wantsFirst = rules.some(({ conditions }) => conditions.firstMessage);
    const wantsHours = rules.some(({ conditions }) => conditions.during !== 'always');
    return {
      ...message,
      firstMessage: wantsFirst && isFirst((await firstMessageFacts(this.dataSource.manager, [message.conversationId])).get(message.conversationId), message),
      open: !wantsHours || (await this.hours.isOpen(workspaceId, message.at)),
      labelIds: facts.labels.map(({ id }) => id),
      responder: facts.responder,
    };
  }
}

/** Whether a customer who writes on this channel may get an answer by itself at all: nobody else expects a confirmation. */
async function isAutomated(manager: EntityManager, workspaceId: string, channelId: string): Promise<boolean> {
  const [withAi]: unknown[] = await manager.query("SELECT 1 FROM ai_channel_settings WHERE workspace_id = ? AND channel_id = ? AND mode <> 'off'", [idToBytes(workspaceId), idToBytes(channelId)]);
  return withAi !== undefined || (await loadRules(manager, workspaceId)).some(({ enabled, conditions: { channelIds } }) => enabled && (!channelIds.length || channelIds.includes(channelId)));
}
