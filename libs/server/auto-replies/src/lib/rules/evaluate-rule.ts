import { baseLanguage } from '@mailtrixy/server/platform/language';
import type { Responder, RuleMediaKind } from '@mailtrixy/shared/dto';
import { MessageMatcher, type TextMatch } from '../matching/match-text';
import type { StoredRule } from './stored-rule';

/** A message and what is known around it: all that a rule's conditions ask for. */
export interface RuleInput {
  text: string;
  language: string;
  mediaKind: RuleMediaKind | null;
  buttonId: string | null;
  isButton: boolean;
  /** Null: whichever, for trying. */
  channelId: string | null;
  firstMessage: boolean;
  /** Within business hours. */
  open: boolean;
  labelIds: readonly string[];
  responder: Responder;
}

export interface RuleVerdict extends TextMatch {
  /** The words matched, though another condition may not. */
  textMatched: boolean;
}

export type EvaluatedRule = Pick<StoredRule, 'enabled' | 'conditions' | 'regex'>;

/** Of one message; ask it for every rule. */
export class RuleEvaluation {
  private readonly matcher: MessageMatcher;

  constructor(private readonly input: RuleInput) {
    this.matcher = new MessageMatcher({ ...input, language: input.language || null });
  }

  of(rule: EvaluatedRule): RuleVerdict {
    const text = this.matcher.match({ ...rule.conditions, regex: rule.regex });
    const otherwise = text.matched ? this.otherProblem(rule) : null;
    return { ...text, textMatched: text.matched, matched: text.matched && otherwise === null, words: otherwise ? `${text.words} But ${otherwise}` : text.words };
  }

  private otherProblem({ enabled, conditions }: EvaluatedRule): string | null {
    const { channelId, firstMessage, open, labelIds, responder, language } = this.input;
    if (!enabled) return 'the rule is switched off.';
    if (conditions.channelIds.length && channelId !== null && !conditions.channelIds.includes(channelId)) return 'the rule is for other channels.';
    if (conditions.firstMessage && !firstMessage) return 'it is not the first message of this contact.';
    if (conditions.during === 'inside_hours' && !open) return 'the business hours are over.';
    if (conditions.during === 'outside_hours' && open) return 'it is within business hours.';
    if (conditions.languages.length && !conditions.languages.some((wanted) => baseLanguage(wanted) === baseLanguage(language))) return `the message seems to be in another language (${language}).`;
    if (conditions.labelIds.length && !conditions.labelIds.some((wanted) => labelIds.includes(wanted))) return 'the conversation has none of the labels.';
    if (conditions.notWhileAnswered && (responder === 'human' || responder === 'ai')) return responder === 'human' ? 'a person answers this conversation.' : 'the AI answers this conversation.';
    return null;
  }
}
