export { AutoRepliesApi } from './lib/auto-replies-api';
export { changedParts, changesOf, draftOf, isReply, newDraft, problemsOf, replyIndex, triedRule, type RuleDraft, type RulePart } from './lib/rule-draft';
export { RuleEditing } from './lib/rule-editing';
export { COOL_DOWNS, MATCH_WORDS, MEDIA_WORDS, PART_WORDS, SNOOZES, STEP_WORDS, whenWords } from './lib/rule-words';
export { RulesStore, type SaveOutcome } from './lib/rules-store';
export { STARTER_RULES, type StarterRule } from './lib/starter-rules';
export { StopWords } from './lib/stop-words';
export { PLAIN_MESSAGE, tryRequest, type TriedMessage } from './lib/tried-message';
