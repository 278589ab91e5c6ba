import { EMPTY_CONDITIONS } from './rule-draft';
import { whenWords } from './rule-words';

const when = (change: Partial<typeof EMPTY_CONDITIONS>): string => whenWords({ conditions: { ...EMPTY_CONDITIONS, ...change } });

describe('whenWords', () => {
  it('says in one line what makes a rule run', () => {
    expect(when({ match: 'exact', words: ['hours'] })).toBe('exactly “hours”');
    expect(when({ words: ['a', 'b', 'c', 'd', 'e'] })).toBe('contains “a”, “b”, “c” +2');
    expect(when({ match: 'regex', words: ['(?i)order \\d+'] })).toBe('pattern (?i)order \\d+');
    expect(when({ match: 'media', mediaKinds: ['voice', 'image'] })).toBe('voice message, photo');
    expect(when({ match: 'any', firstMessage: true, during: 'outside_hours' })).toBe('any message, first message, outside hours');
  });
});
