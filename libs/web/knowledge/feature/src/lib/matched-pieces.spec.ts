import { piecesOf } from './matched-pieces';

describe('piecesOf', () => {
  it('marks words whatever their case, the longest first, and loses nothing', () => {
    const text = 'Returns are free. A return takes 60 days (60).';
    const pieces = piecesOf(text, ['return', 'returns', '60']);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    expect(pieces.filter(({ marked }) => marked).map((piece) => piece.text)).toEqual(['Returns', 'return', '60', '60']);
  });
  it('takes words that look like patterns as they are', () => {
    expect(piecesOf('a+b (c)', ['a+b', '(c)']).filter(({ marked }) => marked)).toHaveLength(2);
    expect(piecesOf('text', ['', ' '])).toEqual([{ text: 'text', marked: false }]);
  });
});
