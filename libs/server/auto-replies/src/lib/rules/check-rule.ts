import { MATCH_TYPES, RULE_MEDIA_KINDS, WHATSAPP_TEXT_MAX, type FieldError, type RuleAction, type RuleConditions, type RuleLimits } from '@mailtrixy/shared/dto';
import { compileRegex, RegexProblem } from '../matching/safe-regex';

export const WORDS_MAX = 100;
const WORD_MAX = 200;
export const ACTIONS_MAX = 10;
const CAPTION_MAX = 1024;
const WEEK_MIN = 7 * 24 * 60;
const YEAR_MIN = 365 * 24 * 60;
const DURING = ['always', 'inside_hours', 'outside_hours'];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

export interface RuleDraft {
  name: string;
  conditions: RuleConditions;
  actions: RuleAction[];
  limits: RuleLimits;
}

/** Everything that is wrong with a rule by itself, with the path of the field; what it names is looked up elsewhere. */
export function ruleErrors(draft: RuleDraft): FieldError[] {
  const errors: FieldError[] = [];
  const wrong = (field: string, message: string) => void errors.push({ field, message });
  const name = draft.name.trim();
  if (!name || [...name].length > 100) wrong('name', 'A rule needs a name of at most 100 characters.');
  checkConditions(draft.conditions, wrong);
  checkActions(draft.actions, wrong);
  checkLimits(draft.limits, wrong);
  return errors;
}

type Wrong = (field: string, message: string) => void;

function checkConditions(conditions: RuleConditions, wrong: Wrong): void {
  const at = (field: string) => `conditions.${field}`;
  if (!isRecord(conditions)) return wrong('conditions', 'is needed');
  if (!MATCH_TYPES.includes(conditions.match)) return wrong(at('match'), `One of ${MATCH_TYPES.join(', ')}.`);
  for (const field of ['wholeWord', 'firstMessage', 'notWhileAnswered'] as const) if (typeof conditions[field] !== 'boolean') wrong(at(field), 'Yes or no is needed.');
  if (!DURING.includes(conditions.during)) wrong(at('during'), `One of ${DURING.join(', ')}.`);
  if (texts(conditions.words, at('words'), wrong)) checkWords(conditions, wrong);
  if (texts(conditions.mediaKinds, at('mediaKinds'), wrong)) conditions.mediaKinds.forEach((kind, index) => RULE_MEDIA_KINDS.includes(kind) || wrong(at(`mediaKinds.${index}`), `One of ${RULE_MEDIA_KINDS.join(', ')}.`));
  if (texts(conditions.languages, at('languages'), wrong)) conditions.languages.forEach((language, index) => LANGUAGE.test(language) || wrong(at(`languages.${index}`), 'A language is written as en or pt-BR.'));
  for (const field of ['channelIds', 'labelIds'] as const) if (texts(conditions[field], at(field), wrong)) conditions[field].forEach((id, index) => UUID.test(id) || wrong(at(`${field}.${index}`), 'is not an id'));
}

function checkWords({ match, words }: RuleConditions, wrong: Wrong): void {
  const needed = match === 'exact' || match === 'contains' || match === 'starts_with' || match === 'regex';
  if (needed && !words.length) wrong('conditions.words', match === 'regex' ? 'Write a pattern.' : 'Write at least one keyword.');
  if (match === 'regex' && words.length > 1) wrong('conditions.words', 'A rule has one pattern. Put others into a rule of their own, or join them with |.');
  if (match === 'regex' && words.length === 1) {
    try {
      compileRegex(words[0]);
    } catch (error) {
      if (!(error instanceof RegexProblem)) throw error;
      // Two lines: the pattern, and a caret below the place.
      wrong('conditions.words.0', error.at === null ? error.message : `${error.message}\n${words[0]}\n${' '.repeat([...words[0].slice(0, error.at)].length)}^`);
    }
    return;
  }
  words.forEach((word, index) => {
    if (!word.trim() || [...word].length > WORD_MAX) wrong(`conditions.words.${index}`, `A keyword has 1 to ${WORD_MAX} characters.`);
  });
}

function checkActions(actions: RuleAction[], wrong: Wrong): void {
  if (!Array.isArray(actions) || !actions.length) return wrong('actions', 'Choose what the rule does.');
  if (actions.length > ACTIONS_MAX) wrong('actions', `A rule does at most ${ACTIONS_MAX} things.`);
  actions.forEach((action, index) => {
    const problem = isRecord(action) ? actionProblem(action) : ['', 'is no action'];
    if (problem) wrong(`actions.${index}${problem[0] && `.${problem[0]}`}`, problem[1]);
  });
  const kinds = actions.filter(isRecord).map(({ do: kind }) => kind);
  if (kinds.includes('hand_to_ai') && kinds.includes('stop_ai')) wrong('actions', 'A rule cannot hand over to the AI and stop it.');
  if (kinds.includes('opt_out') && kinds.includes('opt_in')) wrong('actions', 'A rule cannot opt out and in.');
}

function actionProblem(action: RuleAction): [string, string] | null {
  const id = (value: unknown) => typeof value === 'string' && UUID.test(value);
  switch (action.do) {
    case 'reply_text': {
      const length = typeof action.text === 'string' ? [...action.text.trim()].length : 0;
      return length >= 1 && length <= WHATSAPP_TEXT_MAX ? null : ['text', `A reply has 1 to ${WHATSAPP_TEXT_MAX} characters.`];
    }
    case 'reply_canned':
      return id(action.cannedReplyId) ? null : ['cannedReplyId', 'Choose a canned reply.'];
    case 'reply_template':
      if (!id(action.templateId)) return ['templateId', 'Choose a template.'];
      return isRecord(action.values) && Object.values(action.values).every((value) => typeof value === 'string') ? null : ['values', 'The values of a template are texts.'];
    case 'reply_media':
      if (!id(action.attachmentId)) return ['attachmentId', 'Choose a file.'];
      return typeof action.caption === 'string' && [...action.caption].length <= CAPTION_MAX ? null : ['caption', `A caption has at most ${CAPTION_MAX} characters.`];
    case 'add_label':
    case 'remove_label':
      return id(action.labelId) ? null : ['labelId', 'Choose a label.'];
    case 'assign':
      return action.userId === null || id(action.userId) ? null : ['userId', 'Choose a person, or nobody.'];
    case 'snooze':
      return Number.isInteger(action.minutes) && action.minutes >= 1 && action.minutes <= YEAR_MIN ? null : ['minutes', 'Snooze for one minute to a year.'];
    case 'resolve':
    case 'hand_to_ai':
    case 'stop_ai':
    case 'opt_out':
    case 'opt_in':
      return null;
    default:
      return ['do', 'This action is not known.'];
  }
}

function checkLimits(limits: RuleLimits, wrong: Wrong): void {
  if (!isRecord(limits)) return wrong('limits', 'is needed');
  if (!Number.isInteger(limits.coolDownMinutes) || limits.coolDownMinutes < 0 || limits.coolDownMinutes > 4 * WEEK_MIN) wrong('limits.coolDownMinutes', 'Between 0 minutes and four weeks.');
  for (const field of ['oncePerConversation', 'stop'] as const) if (typeof limits[field] !== 'boolean') wrong(`limits.${field}`, 'Yes or no is needed.');
}

function texts(value: unknown, field: string, wrong: Wrong): value is string[] {
  const good = Array.isArray(value) && value.length <= WORDS_MAX && value.every((one) => typeof one === 'string');
  if (!good) wrong(field, `A list of at most ${WORDS_MAX} texts is needed.`);
  return good;
}

function isRecord<T>(value: T): value is T & object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
