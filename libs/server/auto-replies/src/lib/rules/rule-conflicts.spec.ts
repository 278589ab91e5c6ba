import type { RuleAction, RuleConditions, RuleLimits } from '@mailtrixy/shared/dto';
import { conflictsOf, loopsOf } from './rule-conflicts';
import { regexOf, type StoredRule } from './stored-rule';

let n = 0;
function rule(conditions: Partial<RuleConditions>, limits: Partial<RuleLimits> = {}, actions: RuleAction[] = [{ do: 'reply_text', text: 'Thanks' }], enabled = true): StoredRule {
  const whole: RuleConditions = { match: 'exact', words: [], wholeWord: false, mediaKinds: [], channelIds: [], firstMessage: false, during: 'always', languages: [], labelIds: [], notWhileAnswered: false, ...conditions };
  return { id: String(++n), workspaceId: 'w', version: 1, position: n, name: 'x', enabled, conditions: whole, actions, limits: { coolDownMinutes: 0, oncePerConversation: false, stop: false, ...limits }, regex: regexOf(whole) };
}
const stop = { stop: true };

describe('rules that never run', () => {
  it.each<[string, StoredRule, StoredRule, boolean]>([
    ['the same words', rule({ words: ['hours'] }, stop), rule({ words: ['HOURS'] }), true],
    ['contained words', rule({ match: 'contains', words: ['hour'] }, stop), rule({ match: 'contains', words: ['hours', 'opening hours'] }), true],
    ['exact under contains', rule({ match: 'contains', words: ['hour'], wholeWord: false }, stop), rule({ words: ['hours'] }), true],
    ['everything', rule({ match: 'any' }, stop), rule({ match: 'media' }), true],
    ['a beginning', rule({ match: 'starts_with', words: ['or'] }, stop), rule({ match: 'starts_with', words: ['order'] }), true],
    ['no stop', rule({ words: ['hours'] }), rule({ words: ['hours'] }), false],
    ['a cool-down lets it through', rule({ words: ['hours'] }, { ...stop, coolDownMinutes: 5 }), rule({ words: ['hours'] }), false],
    ['exact does not cover contains', rule({ words: ['hours'] }, stop), rule({ match: 'contains', words: ['hours'] }), false],
    ['a whole word does not cover a part', rule({ match: 'contains', words: ['hour'], wholeWord: true }, stop), rule({ match: 'contains', words: ['hour'] }), false],
    ['narrower channels', rule({ words: ['hours'], channelIds: ['a'] }, stop), rule({ words: ['hours'] }), false],
    ['wider channels', rule({ words: ['hours'] }, stop), rule({ words: ['hours'], channelIds: ['a'] }), true],
    ['other times', rule({ words: ['hours'], during: 'outside_hours' }, stop), rule({ words: ['hours'] }), false],
    ['switched off', rule({ words: ['hours'] }, stop, undefined, false), rule({ words: ['hours'] }), false],
  ])('%s', (_, a, b, expected) => expect(conflictsOf([a, b]).map(({ ruleId }) => ruleId)).toEqual(expected ? [b.id] : []));

  it('are named by their place', () => {
    const rules = [rule({ words: ['x'] }), rule({ words: ['hours'] }, stop), rule({ words: ['y'] }), rule({ words: ['hours'] })];
    expect(conflictsOf(rules)[0].words).toBe('Rule 4 can never run: rule 2 catches the same words and stops.');
  });
});

describe('loops', () => {
  it('are named, unless a limit ends them', () => {
    const echo = rule({ match: 'contains', words: ['hours'] }, {}, [{ do: 'reply_text', text: 'Our hours are nine to five' }]);
    expect(loopsOf([echo])).toEqual([{ ruleId: echo.id, words: expect.stringContaining('would set off rule 1 again') }]);
    expect(loopsOf([{ ...echo, limits: { ...echo.limits, coolDownMinutes: 5 } }])).toEqual([]);
    expect(loopsOf([rule({ words: ['a'] }, {}, [{ do: 'reply_text', text: 'b' }]), rule({ words: ['b'] }, {}, [{ do: 'reply_text', text: 'a' }])])).toHaveLength(2);
    expect(loopsOf([rule({ words: ['a'] }, {}, [{ do: 'reply_text', text: 'something else' }])])).toEqual([]);
  });
});
