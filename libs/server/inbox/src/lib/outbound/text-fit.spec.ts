import { fitText } from './text-fit';

describe('fitText', () => {
  it('leaves what fits', () => {
    expect(fitText('👍'.repeat(5), 5)).toBe('👍'.repeat(5));
  });

  it('cuts on a character boundary', () => {
    expect(fitText('ab👩‍👩‍👧cd', 5)).toBe('ab…');
    expect(fitText('👍👍👍👍', 3)).toBe('👍👍…');
    expect([...fitText('x'.repeat(900), 500)]).toHaveLength(500);
  });
});
