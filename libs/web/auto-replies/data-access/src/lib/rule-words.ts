import type { AutoReplyRule, MatchType, RuleAction, RuleMediaKind } from '@mailtrixy/shared/dto';
import type { RulePart } from './rule-draft';

export const MATCH_WORDS: Readonly<Record<MatchType, string>> = {
  exact: 'is exactly',
  contains: 'contains any of',
  starts_with: 'starts with',
  regex: 'matches the pattern',
  button: 'is a press of',
  media: 'is a file of kind',
  any: 'of any kind',
};

export const MEDIA_WORDS: Readonly<Record<RuleMediaKind, string>> = {
  image: 'photo',
  video: 'video',
  audio: 'audio file',
  voice: 'voice message',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  contacts: 'contact card',
  order: 'order',
};

export const STEP_WORDS: Readonly<Record<Exclude<RuleAction['do'], `reply_${string}`>, string>> = {
  add_label: 'add label',
  remove_label: 'remove label',
  assign: 'assign to',
  snooze: 'snooze for',
  resolve: 'resolve',
  hand_to_ai: 'let the AI answer',
  stop_ai: 'stop the AI here',
  opt_out: 'stop automatic messages',
  opt_in: 'allow automatic messages',
};

/** Parts of a rule, for telling what somebody changed. */
export const PART_WORDS: Readonly<Record<RulePart, string>> = {
  name: 'name',
  enabled: 'on or off',
  actions: 'reply and steps',
  match: 'how the message is compared',
  words: 'words',
  wholeWord: 'whole words',
  mediaKinds: 'kinds of files',
  channelIds: 'channels',
  firstMessage: 'first message',
  during: 'hours',
  languages: 'languages',
  labelIds: 'labels',
  notWhileAnswered: 'while somebody answers',
  coolDownMinutes: 'pause between two times',
  oncePerConversation: 'once per conversation',
  stop: 'what comes after it',
};

/** One line under a rule's name: what makes it run. */
export function whenWords({ conditions }: Pick<AutoReplyRule, 'conditions'>): string {
  const quoted = (words: readonly string[]): string => words.slice(0, 3).map((word) => `“${word}”`).join(', ') + (words.length > 3 ? ` +${words.length - 3}` : '');
  const first = ((): string => {
    switch (conditions.match) {
      case 'exact':
        return `exactly ${quoted(conditions.words)}`;
      case 'contains':
        return `contains ${quoted(conditions.words)}`;
      case 'starts_with':
        return `starts with ${quoted(conditions.words)}`;
      case 'regex':
        return `pattern ${conditions.words[0] ?? ''}`;
      case 'button':
        return `pressed ${quoted(conditions.words)}`;
      case 'media':
        return conditions.mediaKinds.map((kind) => MEDIA_WORDS[kind]).join(', ');
      case 'any':
        return 'any message';
    }
  })();
  const more = [conditions.firstMessage ? 'first message' : '', conditions.during === 'outside_hours' ? 'outside hours' : conditions.during === 'inside_hours' ? 'within hours' : ''].filter(Boolean);
  return [first, ...more].join(', ');
}

export const COOL_DOWNS = [
  { value: '0', label: 'every time' },
  { value: '10', label: '10 minutes' },
  { value: '60', label: 'hour' },
  { value: '240', label: '4 hours' },
  { value: '720', label: '12 hours' },
  { value: '1440', label: 'day' },
  { value: '10080', label: 'week' },
] as const;

export const SNOOZES = [
  { value: '60', label: '1 hour' },
  { value: '240', label: '4 hours' },
  { value: '1440', label: '1 day' },
  { value: '10080', label: '1 week' },
] as const;
