import type { BusinessHours } from './business-hours';

/** exact: the trimmed, lower-cased message equals a keyword. */
export const MATCH_TYPES = ['exact', 'contains', 'starts_with', 'regex', 'button', 'media', 'any'] as const;
export type MatchType = (typeof MATCH_TYPES)[number];

export const RULE_MEDIA_KINDS = ['image', 'video', 'audio', 'voice', 'document', 'sticker', 'location', 'contacts', 'order'] as const;
export type RuleMediaKind = (typeof RULE_MEDIA_KINDS)[number];

export interface RuleConditions {
  match: MatchType;
  /** exact, contains, starts_with: any of them; regex: one RE2 pattern; button: ids or labels. */
  words: string[];
  /** contains: only as whole words. */
  wholeWord: boolean;
  mediaKinds: RuleMediaKind[];
  /** Empty: every channel. */
  channelIds: string[];
  /** The first message of this contact on this channel. */
  firstMessage: boolean;
  during: 'always' | 'inside_hours' | 'outside_hours';
  /** BCP 47; empty: every language. */
  languages: string[];
  /** The conversation has one of them; empty: does not matter. */
  labelIds: string[];
  /** Not while a person or the AI answers this conversation. */
  notWhileAnswered: boolean;
}

export type RuleAction =
  | { do: 'reply_text'; text: string }
  | { do: 'reply_canned'; cannedReplyId: string }
  | { do: 'reply_template'; templateId: string; values: Record<string, unknown> }
  | { do: 'reply_media'; attachmentId: string; caption: string }
  | { do: 'add_label'; labelId: string }
  | { do: 'remove_label'; labelId: string }
  | { do: 'assign'; userId: string | null }
  | { do: 'snooze'; minutes: number }
  | { do: 'resolve' }
  | { do: 'hand_to_ai' }
  | { do: 'stop_ai' }
  | { do: 'opt_out' }
  | { do: 'opt_in' };

export interface RuleLimits {
  /** Minutes between two times for one contact; 0: none. */
  coolDownMinutes: number;
  oncePerConversation: boolean;
  /** No later rule and no AI after this one. */
  stop: boolean;
}

export interface AutoReplyRule {
  id: string;
  version: number;
  name: string;
  enabled: boolean;
  /** 1 runs first. */
  position: number;
  conditions: RuleConditions;
  actions: RuleAction[];
  limits: RuleLimits;
  hits7d: number;
  lastHitAt: string | null;
  /** Why it is off or can never run, in plain words. */
  problems: string[];
}
export interface SaveRuleRequest {
  /** Of a new one. */
  clientId?: string;
  /** Of a change. */
  version?: number;
  name: string;
  enabled: boolean;
  conditions: RuleConditions;
  actions: RuleAction[];
  limits: RuleLimits;
}
export interface OrderRulesRequest {
  ids: string[];
  /** The ids in the order that was seen before; 409 VERSION_CONFLICT where it is another by now. Absent: the last one wins. */
  seen?: string[];
}
export interface AutoReplies {
  rules: AutoReplyRule[];
  hours: BusinessHours;
}

export interface TryRulesRequest {
  text: string;
  channelId: string | null;
  mediaKind?: RuleMediaKind | null;
  buttonId?: string | null;
  firstMessage?: boolean;
  /** ISO; absent: now. */
  at?: string;
  language?: string | null;
  labelIds?: string[];
  rule?: TriedRule;
}
/** A rule that is not saved yet; tried in place of the saved one with this id, or after all others. */
export type TriedRule = { id: string | null } & Pick<SaveRuleRequest, 'name' | 'enabled' | 'conditions' | 'actions' | 'limits'>;
export interface TryRulesResult {
  language: string;
  steps: { ruleId: string | null; name: string; matched: boolean; /** Why, or why not. */ words: string; ranges: [number, number][]; actions: string[] }[];
  /** What the customer would get. */
  replies: string[];
  handedToAi: boolean;
}

export interface DryRunRequest {
  /** Run as if it were switched on. */
  rule?: TriedRule;
}
export interface DryRunResult {
  messages: number;
  /** Why older messages were not looked at; null: all of the 30 days were. */
  cut?: 'time' | 'messages' | null;
  /** ruleId is '' for a rule that is not saved yet, here and below. */
  rules: { ruleId: string; name: string; hits: number; replies: number; examples: { conversationId: string; text: string; at: string }[] }[];
  conflicts: { ruleId: string; words: string }[];
  loops: { ruleId: string; words: string }[];
}

/** Why it fired, or why not. */
export interface RuleHit {
  id: string;
  ruleId: string | null;
  ruleName: string;
  conversationId: string;
  messageId: string;
  at: string;
  fired: boolean;
  words: string;
  text: string;
}
