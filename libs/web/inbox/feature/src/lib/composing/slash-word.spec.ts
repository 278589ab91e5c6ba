import { holesOf, slashWord } from './slash-word';

describe('slashWord', () => {
  it('begins at a word and ends at the caret', () => {
    expect(slashWord('/ref', 4)).toEqual({ query: 'ref', from: 0, to: 4 });
    expect(slashWord('Hi /Grüß', 8)).toEqual({ query: 'grüß', from: 3, to: 8 });
    expect(slashWord('Hi /', 4)).toEqual({ query: '', from: 3, to: 4 });
  });
  it('is no path, no fraction and no address', () => {
    expect(slashWord('and/or', 6)).toBeNull();
    expect(slashWord('1/2', 3)).toBeNull();
    expect(slashWord('https://a', 9)).toBeNull();
    expect(slashWord('/a b', 4)).toBeNull();
  });
});

describe('holesOf', () => {
  it('finds unfilled fields', () => {
    expect(holesOf('Hi {{contact.first_name}}, order {{ contact.attributes.order_number }}.')).toEqual([
      [3, 25],
      [33, 70],
    ]);
    expect(holesOf('{ {x} }')).toEqual([]);
  });
});
