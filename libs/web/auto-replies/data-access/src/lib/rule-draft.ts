import type { AutoReplyRule, RuleAction, RuleConditions, RuleLimits, TriedRule } from '@mailtrixy/shared/dto';

/** What the editor of a rule changes. */
export interface RuleDraft {
  name: string;
  enabled: boolean;
  conditions: RuleConditions;
  actions: RuleAction[];
  limits: RuleLimits;
}

export const EMPTY_CONDITIONS: RuleConditions = {
  match: 'contains',
  words: [],
  wholeWord: true,
  mediaKinds: [],
  channelIds: [],
  firstMessage: false,
  during: 'always',
  languages: [],
  labelIds: [],
  notWhileAnswered: true,
};
export const EMPTY_LIMITS: RuleLimits = { coolDownMinutes: 240, oncePerConversation: false, stop: true };

export function newDraft(change: Partial<RuleDraft> = {}): RuleDraft {
  return { name: '', enabled: false, conditions: EMPTY_CONDITIONS, actions: [{ do: 'reply_text', text: '' }], limits: EMPTY_LIMITS, ...change };
}

export function draftOf({ name, enabled, conditions, actions, limits }: AutoReplyRule): RuleDraft {
  return { name, enabled, conditions, actions, limits };
}

export type RulePart = 'name' | 'enabled' | 'actions' | keyof RuleConditions | keyof RuleLimits;

/** What of a rule differs between two states of it. */
export function changedParts(draft: RuleDraft, saved: RuleDraft): RulePart[] {
  const parts = (rule: RuleDraft): Record<RulePart, unknown> => ({ name: rule.name.trim(), enabled: rule.enabled, actions: rule.actions, ...rule.conditions, ...rule.limits });
  const [mine, theirs] = [parts(draft), parts(saved)];
  return (Object.keys(mine) as RulePart[]).filter((part) => JSON.stringify(mine[part]) !== JSON.stringify(theirs[part]));
}

/** How many of the draft's parts differ. */
export function changesOf(draft: RuleDraft, saved: RuleDraft): number {
  return changedParts(draft, saved).length;
}

/** The draft as the server tries it. One that is off is tried as if it were on: that is what trying is for. */
export function triedRule(id: string | null, { name, conditions, actions, limits }: RuleDraft): TriedRule {
  return { id, name: name.trim() || 'This rule', enabled: true, conditions, actions, limits };
}

const REPLIES: readonly RuleAction['do'][] = ['reply_text', 'reply_canned', 'reply_template', 'reply_media'];

export function isReply(action: RuleAction): boolean {
  return REPLIES.includes(action.do);
}

/** The first reply of a rule, where the editor shows it; further ones are steps like any other. */
export function replyIndex(actions: readonly RuleAction[]): number {
  return actions.findIndex(isReply);
}

/** Why it cannot be saved, by place; empty when it can. The server checks the same and more. */
export function problemsOf({ name, conditions, actions }: RuleDraft): Record<string, string> {
  const problems: Record<string, string> = {};
  if (!name.trim()) problems['name'] = 'Give the rule a name.';
  const needsWords = ['exact', 'contains', 'starts_with', 'regex', 'button'].includes(conditions.match);
  if (needsWords && !conditions.words.some((word) => word.trim())) problems['conditions.words'] = conditions.match === 'regex' ? 'Write a pattern.' : 'Add at least one word.';
  if (conditions.match === 'media' && !conditions.mediaKinds.length) problems['conditions.mediaKinds'] = 'Choose at least one kind.';
  if (!actions.length) problems['actions'] = 'A rule needs a reply or a step.';
  actions.forEach((action, index) => {
    if (action.do === 'reply_text' && !action.text.trim()) problems[`actions.${index}`] = 'Write the reply.';
    if (action.do === 'reply_canned' && !action.cannedReplyId) problems[`actions.${index}`] = 'Choose a canned reply.';
    if (action.do === 'reply_template' && !action.templateId) problems[`actions.${index}`] = 'Choose a template.';
    if (action.do === 'reply_media' && !action.attachmentId) problems[`actions.${index}`] = 'Choose a file.';
    if ((action.do === 'add_label' || action.do === 'remove_label') && !action.labelId) problems[`actions.${index}`] = 'Choose a label.';
  });
  return problems;
}
