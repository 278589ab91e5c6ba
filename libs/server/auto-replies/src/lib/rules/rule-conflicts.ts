import type { RuleAction, RuleConditions } from '@mailtrixy/shared/dto';
import { MessageMatcher } from '../matching/match-text';
import type { StoredRule } from './stored-rule';

export interface RuleWarning {
  ruleId: string;
  words: string;
}

/** Rules that never run, because an earlier one takes all their messages and lets nothing come after it. */
export function conflictsOf(rules: readonly StoredRule[]): RuleWarning[] {
  const warnings: RuleWarning[] = [];
  const active = rules.filter(({ enabled }) => enabled);
  active.forEach((rule, index) => {
    const before = active.slice(0, index).find((earlier) => earlier.limits.stop && !earlier.limits.coolDownMinutes && !earlier.limits.oncePerConversation && covers(earlier, rule));
    if (before) warnings.push({ ruleId: rule.id, words: `Rule ${numberOf(rules, rule)} can never run: rule ${numberOf(rules, before)} catches ${sameWords(before, rule) ? 'the same words' : 'all of its messages'} and stops.` });
  });
  return warnings;
}

/** What actions say whose words are kept elsewhere: canned replies and templates. */
export type ReplyTexts = Map<RuleAction, string | null>;

/** Rules whose reply would set off a rule, if a machine sends it back. */
export function loopsOf(rules: readonly StoredRule[], texts: ReplyTexts = new Map()): RuleWarning[] {
  const warnings: RuleWarning[] = [];
  const active = rules.filter(({ enabled, conditions }) => enabled && conditions.match !== 'button' && conditions.match !== 'media');
  for (const rule of active) {
    for (const action of rule.actions) {
      const text = action.do === 'reply_text' ? action.text : action.do === 'reply_media' ? action.caption : texts.get(action);
      if (!text) continue;
      const matcher = new MessageMatcher({ text, language: null, mediaKind: null, buttonId: null, isButton: false });
      const hit = active.find((other) => other.actions.some(({ do: kind }) => kind.startsWith('reply_')) && !guarded(other) && matcher.match({ ...other.conditions, regex: other.regex }).matched);
      if (!hit) continue;
      const [from, to] = [numberOf(rules, rule), numberOf(rules, hit)];
      warnings.push({ ruleId: rule.id, words: from === to ? `The reply of rule ${from} would set off rule ${from} again when a machine sends it back. Give it a cool-down.` : `The reply of rule ${from} would set off rule ${to} when a machine sends it back. Give one of them a cool-down.` });
      break;
    }
  }
  return warnings;
}

/** As people count them in the list. */
function numberOf(rules: readonly StoredRule[], rule: StoredRule): number {
  return rules.indexOf(rule) + 1;
}

/** These end a loop by themselves. */
function guarded({ limits, conditions }: StoredRule): boolean {
  return limits.coolDownMinutes > 0 || limits.oncePerConversation || conditions.firstMessage;
}

/** Whether every message that `rule` takes is one that `earlier` takes; "no" where that cannot be known. */
function covers(earlier: StoredRule, rule: StoredRule): boolean {
  const [a, b] = [earlier.conditions, rule.conditions];
  const rest =
    isWithin(b.channelIds, a.channelIds) &&
    isWithin(b.labelIds, a.labelIds) &&
    isWithin(b.languages, a.languages) &&
    (!a.firstMessage || b.firstMessage) &&
    (!a.notWhileAnswered || b.notWhileAnswered) &&
    (a.during === 'always' || a.during === b.during);
  return rest && coversText(earlier, b);
}

/** An empty list is everything. */
function isWithin(narrow: readonly string[], wide: readonly string[]): boolean {
  return wide.length === 0 || (narrow.length > 0 && narrow.every((one) => wide.includes(one)));
}

function coversText(earlier: StoredRule, b: RuleConditions): boolean {
  const a = earlier.conditions;
  if (a.match === 'any') return true;
  if (a.match === 'media') return b.match === 'media' && (a.mediaKinds.length === 0 || (b.mediaKinds.length > 0 && b.mediaKinds.every((kind) => a.mediaKinds.includes(kind))));
  if (a.match === 'button') return b.match === 'button' && isWithin(b.words, a.words);
  if (b.match !== 'exact' && b.match !== 'contains' && b.match !== 'starts_with') return a.match === b.match && a.words.join('\n') === b.words.join('\n');
  return b.words.length > 0 && b.words.every((word) => coversWord(earlier, b, word));
}

/** Whether a message that holds `word` as `b` wants it is one of `earlier`'s. */
function coversWord(earlier: StoredRule, b: RuleConditions, word: string): boolean {
  const a = earlier.conditions;
  const matches = new MessageMatcher({ text: word, language: null, mediaKind: null, buttonId: null, isButton: false }).match({ ...a, regex: earlier.regex }).matched;
  if (!matches) return false;
  if (b.match === 'exact') return true;
  // More may stand around the word: only a rule that looks anywhere still finds it.
  if (a.match === 'contains') return !a.wholeWord || (b.match === 'contains' && b.wholeWord);
  return a.match === 'starts_with' && b.match === 'starts_with';
}

function sameWords({ conditions: a }: StoredRule, { conditions: b }: StoredRule): boolean {
  return a.match !== 'any' && b.words.length > 0;
}
