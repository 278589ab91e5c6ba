import type { AutoReplyRule } from '@mailtrixy/shared/dto';
import { EMPTY_CONDITIONS, changedParts, changesOf, draftOf, newDraft, problemsOf, replyIndex, triedRule } from './rule-draft';
import { STARTER_RULES } from './starter-rules';

const RULE: AutoReplyRule = { id: 'r', version: 1, position: 1, hits7d: 0, lastHitAt: null, problems: [], ...newDraft({ name: 'Refund', conditions: { ...EMPTY_CONDITIONS, words: ['refund'] }, actions: [{ do: 'reply_text', text: 'Soon.' }] }) };

describe('a rule being edited', () => {
  it('counts its changes by part, not by key press', () => {
    const saved = draftOf(RULE);
    expect(changesOf(saved, saved)).toBe(0);
    expect(changesOf({ ...saved, name: ' Refund ' }, saved)).toBe(0);
    expect(changesOf({ ...saved, name: 'Money', conditions: { ...saved.conditions, words: ['money', 'back'] }, limits: { ...saved.limits, stop: false } }, saved)).toBe(3);
  });

  it('names what differs between two states of a rule', () => {
    const saved = draftOf(RULE);
    expect(changedParts({ ...saved, enabled: true, conditions: { ...saved.conditions, during: 'outside_hours' } }, saved)).toEqual(['enabled', 'during']);
  });

  it('is tried as if it were on, under some name', () => {
    expect(triedRule('r', { ...draftOf(RULE), name: ' ' })).toMatchObject({ id: 'r', name: 'This rule', enabled: true, actions: RULE.actions });
  });

  it('says by place why it cannot be saved', () => {
    expect(problemsOf(newDraft())).toEqual({ name: 'Give the rule a name.', 'conditions.words': 'Add at least one word.', 'actions.0': 'Write the reply.' });
    expect(problemsOf({ ...draftOf(RULE), conditions: { ...EMPTY_CONDITIONS, match: 'media' }, actions: [] })).toEqual({ 'conditions.mediaKinds': 'Choose at least one kind.', actions: 'A rule needs a reply or a step.' });
    expect(problemsOf({ ...draftOf(RULE), actions: [{ do: 'add_label', labelId: '' }, { do: 'reply_canned', cannedReplyId: '' }] })).toEqual({ 'actions.0': 'Choose a label.', 'actions.1': 'Choose a canned reply.' });
  });

  it('knows where its reply stands among the steps', () => {
    expect(replyIndex([{ do: 'stop_ai' }, { do: 'reply_text', text: '' }])).toBe(1);
    expect(replyIndex([{ do: 'resolve' }])).toBe(-1);
  });

  it.each(STARTER_RULES)('the example “$heading” can be saved as it is, and is off', ({ draft }) => {
    expect(problemsOf(draft)).toEqual({});
    expect(draft.enabled).toBe(false);
  });
});
