import { Inject, Injectable } from '@nestjs/common';
import { fillOrLeaveOut } from '@mailtrixy/server/inbox';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { detectLanguage } from '@mailtrixy/server/platform/language';
import type { RuleAction, TryRulesRequest, TryRulesResult } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { consentOf, optOutConfirmation } from '../consent/opt-out-words';
import { BusinessHoursService } from '../hours/business-hours.service';
import { RuleEvaluation } from '../rules/evaluate-rule';
import { loadReferences, type KnownReferences } from '../rules/rule-references';
import { loadRules } from '../rules/stored-rule';
import { TemplateReplies } from '../rules/template-replies';
import { withDraft } from '../rules/with-draft';
import { actionWords } from './action-words';

/** What the rules would do with a message, and why; nothing is stored or sent. */
@Injectable()
export class TryRules {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(BusinessHoursService) private readonly hours: BusinessHoursService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TemplateReplies) private readonly templates: TemplateReplies,
  ) {}

  /** @throws DomainError RULE_INVALID for a draft of a rule that cannot be read, VALIDATION_FAILED */
  async run(workspaceId: string, request: TryRulesRequest): Promise<TryRulesResult> {
    const at = request.at ? new Date(request.at) : new Date(this.clock.now());
    if (Number.isNaN(at.getTime())) throw new DomainError('VALIDATION_FAILED', 'This is no time.', { errors: [{ field: 'at', message: 'is no time' }] });
    const language = request.language ?? detectLanguage(request.text).language;
    const consent = request.buttonId ? null : consentOf(request.text, language);
    if (consent === 'stop') return { language, steps: [{ ruleId: null, name: 'Opt-out words', matched: true, words: 'The message asks for no more messages. No rule and no AI comes after it.', ranges: [[0, request.text.length]], actions: ['Opt out', 'Confirm once'] }], replies: [optOutConfirmation(language)], handedToAi: false };
    const { manager } = this.dataSource;
    const rules = withDraft(await loadRules(manager, workspaceId), workspaceId, request.rule);
    const known = await loadReferences(manager, workspaceId, rules);
    const evaluation = new RuleEvaluation({ text: request.text, language, mediaKind: request.mediaKind ?? null, buttonId: request.buttonId ?? null, isButton: Boolean(request.buttonId), channelId: request.channelId, firstMessage: request.firstMessage ?? false, open: await this.hours.isOpen(workspaceId, at), labelIds: request.labelIds ?? [], responder: 'none' });
    const result: TryRulesResult = { language, steps: [], replies: [], handedToAi: false };
    const names = await this.workspaceNames(workspaceId);
    let stoppedBy: string | null = null;
    for (const rule of rules) {
      const seen = stoppedBy === null ? evaluation.of(rule) : { matched: false, words: `Not reached: “${stoppedBy}” lets nothing come after it.`, ranges: [] };
      const step: TryRulesResult['steps'][number] = { ruleId: rule.id || null, name: rule.name, matched: seen.matched, words: seen.words, ranges: seen.ranges, actions: [] };
      result.steps.push(step);
      if (!seen.matched) continue;
      // Sent on this channel, whichever the rule is for.
      const problems = await this.templates.problems(manager, workspaceId, { ...rule, conditions: { ...rule.conditions, channelIds: request.channelId ? [request.channelId] : rule.conditions.channelIds } }, known);
      for (const [n, action] of rule.actions.entries()) {
        const problem = problems.find(({ field }) => field.startsWith(`actions.${n}.`));
        step.actions.push(problem ? `${actionWords(action, known)}: cannot be sent. ${problem.message}` : actionWords(action, known));
        if (!problem) result.replies.push(...this.replyOf(action, known, names));
      }
      result.handedToAi ||= rule.actions.some(({ do: kind }) => kind === 'hand_to_ai');
      if (rule.limits.stop) stoppedBy = rule.name;
    }
    return result;
  }

  private replyOf(action: RuleAction, known: KnownReferences, names: Record<string, string>): string[] {
    switch (action.do) {
      case 'reply_text':
        return [fillOrLeaveOut(action.text, names)];
      case 'reply_canned': {
        const canned = known.canned.get(action.cannedReplyId);
        return canned ? [fillOrLeaveOut(canned.body, names)] : [];
      }
      case 'reply_template': {
        const template = known.templates.get(action.templateId);
        return template?.sendable ? [`Template ${template.name}`] : [];
      }
      case 'reply_media':
        return known.files.has(action.attachmentId) ? [[known.files.get(action.attachmentId), action.caption].filter(Boolean).join(': ')] : [];
      default:
        return [];
    }
  }

  private async workspaceNames(workspaceId: string): Promise<Record<string, string>> {
    const [row]: { name: string }[] = await this.dataSource.query('SELECT name FROM workspace WHERE id = ?', [idToBytes(workspaceId)]);
    return { 'workspace.name': row?.name ?? '', 'contact.name': 'Maya Chen', 'contact.first_name': 'Maya' };
  }
}
