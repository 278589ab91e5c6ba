import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import type { DryRunRequest, DryRunResult } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { consentOf } from '../consent/opt-out-words';
import { BusinessHoursService } from '../hours/business-hours.service';
import { isOpenAt } from '../hours/opening';
import { RuleEvaluation } from '../rules/evaluate-rule';
import { conflictsOf, loopsOf, type ReplyTexts } from '../rules/rule-conflicts';
import { loadReferences } from '../rules/rule-references';
import { loadRules, type StoredRule } from '../rules/stored-rule';
import { TemplateReplies } from '../rules/template-replies';
import { withDraft } from '../rules/with-draft';
import { nextTurn, pastMessages, type PastMessage } from './past-messages';

const DAYS = 30;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MESSAGES_MAX = 10_000;
/** A workspace with hundreds of rules gets an answer too: then older messages are not looked at. */
const TIME_MAX_MS = 15_000;
/** Messages between two looks at the clock; others get their turn then. */
const TURN = 100;
const EXAMPLES = 3;
const TEXT_SHOWN = 120;

/** The rules over what customers wrote in the last 30 days. Nothing is stored or sent. */
@Injectable()
export class DryRun {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(BusinessHoursService) private readonly hours: BusinessHoursService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TemplateReplies) private readonly templates: TemplateReplies,
  ) {}

  /** @throws DomainError RULE_INVALID for a draft that cannot be read */
  async run(workspaceId: string, { rule }: DryRunRequest = {}, most = { messages: MESSAGES_MAX, ms: TIME_MAX_MS }): Promise<DryRunResult> {
    const { manager } = this.dataSource;
    const rules = withDraft(await loadRules(manager, workspaceId), workspaceId, rule && { ...rule, enabled: true });
    const hours = await this.hours.get(workspaceId);
    const since = new Date(this.clock.now() - DAYS * DAY_MS);
    const tally = new Tally(rules);
    const until = performance.now() + most.ms;
    const cut = await this.play(tally, pastMessages(manager, workspaceId, since, most.messages + 1), (at) => isOpenAt(hours, at), most.messages, until);
    return { ...tally.result(), cut, conflicts: conflictsOf(rules), loops: loopsOf(rules, await this.replyTexts(workspaceId, rules)) };
  }

  private async play(tally: Tally, pages: AsyncIterable<PastMessage[]>, isOpen: (at: number) => boolean, most: number, until: number): Promise<DryRunResult['cut']> {
    let played = 0;
    for await (const page of pages) {
      for (const message of page) {
        if (played === most) return 'messages';
        tally.take(message, isOpen(message.at.getTime()));
        if (++played % TURN !== 0) continue;
        await nextTurn();
        if (performance.now() > until) return 'time';
      }
    }
    return null;
  }

  private async replyTexts(workspaceId: string, rules: readonly StoredRule[]): Promise<ReplyTexts> {
    const { manager } = this.dataSource;
    const known = await loadReferences(manager, workspaceId, rules);
    const texts: ReplyTexts = new Map();
    for (const action of rules.flatMap(({ actions }) => actions)) {
      if (action.do === 'reply_canned') texts.set(action, known.canned.get(action.cannedReplyId)?.body ?? null);
      if (action.do === 'reply_template') texts.set(action, await this.templates.bodyOf(manager, workspaceId, action, known.templates.get(action.templateId)));
    }
    return texts;
  }
}

/** Counts hits; cool-down, once per conversation and stop as in life. A human's answers of then are not played again. */
class Tally {
  private messages = 0;
  private readonly rules: readonly StoredRule[];
  private readonly byRule: Map<string, DryRunResult['rules'][number]>;
  private readonly lastRun = new Map<string, number>();
  private readonly ran = new Set<string>();

  constructor(all: readonly StoredRule[]) {
    this.rules = all.filter(({ enabled }) => enabled);
    this.byRule = new Map(this.rules.map(({ id, name }) => [id, { ruleId: id, name, hits: 0, replies: 0, examples: [] }]));
  }

  take(message: PastMessage, open: boolean): void {
    this.messages++;
    if (!message.isButton && consentOf(message.text, message.language) === 'stop') return;
    const evaluation = new RuleEvaluation({ ...message, open, responder: 'none' });
    for (const rule of this.rules) {
      if (!evaluation.of(rule).matched || !this.mayRun(rule, message)) continue;
      this.count(rule, message);
      if (rule.limits.stop) return;
    }
  }

  result(): Pick<DryRunResult, 'messages' | 'rules'> {
    return { messages: this.messages, rules: [...this.byRule.values()] };
  }

  private mayRun({ id, limits }: StoredRule, { contactId, conversationId, episode, at }: PastMessage): boolean {
    const [contact, conversation] = [`${id}|${contactId}`, `${id}|${conversationId}|${episode}`];
    const last = this.lastRun.get(contact);
    if (limits.coolDownMinutes && last !== undefined && Math.abs(at.getTime() - last) < limits.coolDownMinutes * MINUTE_MS) return false;
    if (limits.oncePerConversation && this.ran.has(conversation)) return false;
    this.lastRun.set(contact, at.getTime());
    this.ran.add(conversation);
    return true;
  }

  private count(rule: StoredRule, { conversationId, text, at }: PastMessage): void {
    const entry = this.byRule.get(rule.id);
    if (!entry) return;
    entry.hits++;
    entry.replies += rule.actions.filter(({ do: kind }) => kind.startsWith('reply_')).length;
    if (entry.examples.length < EXAMPLES) entry.examples.push({ conversationId, text: [...text].slice(0, TEXT_SHOWN).join(''), at: at.toISOString() });
  }
}
