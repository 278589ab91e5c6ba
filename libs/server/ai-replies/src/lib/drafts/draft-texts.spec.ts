import { marksIn, withoutMarks } from './citation-marks';
import { editDistance } from './edit-distance';

describe('citation marks', () => {
  it.each([
    ['Returns are free [1].', 'Returns are free.'],
    ['Free [1][2], within 30 days [3, 4].\nSee you [1]', 'Free, within 30 days.\nSee you'],
    ['Array [abc] and [2024] stay', 'Array [abc] and [2024] stay'],
    ['Nothing', 'Nothing'],
  ])('%p → %p', (body, plain) => expect(withoutMarks(body)).toBe(plain));

  it('are read in order, each once', () => expect(marksIn('A [2]. B [1, 2]. C [3]')).toEqual([2, 1, 3]));
});

describe('edit distance', () => {
  it('counts letters', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('same', 'same')).toBe(0);
    expect(editDistance('', '👍🏽')).toBe(2);
  });

  it('counts words of long texts', () => expect(editDistance('a '.repeat(300), `${'a '.repeat(299)}b `)).toBe(1));
});
