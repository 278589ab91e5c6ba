import { citedPieces, marksIn, withoutMarks } from './citation-marks';

describe('citation marks', () => {
  it('cuts at marks and loses nothing else', () => {
    expect(citedPieces('It left at 9:10. [1] Until noon [2][3].')).toEqual([
      { text: 'It left at 9:10.', n: null },
      { text: '', n: 1 },
      { text: ' Until noon', n: null },
      { text: '', n: 2 },
      { text: '', n: 3 },
      { text: '.', n: null },
    ]);
    expect(withoutMarks('It left at 9:10. [1] Until noon [2][3].')).toBe('It left at 9:10. Until noon.');
  });
  it('takes marks that name several sources', () => {
    expect(citedPieces('Free [1, 2], soon [3;4].')).toEqual([
      { text: 'Free', n: null },
      { text: '', n: 1 },
      { text: '', n: 2 },
      { text: ', soon', n: null },
      { text: '', n: 3 },
      { text: '', n: 4 },
      { text: '.', n: null },
    ]);
    expect(withoutMarks('Free [1, 2], soon [3;4].')).toBe('Free, soon.');
  });
  it('leaves other brackets alone', () => {
    expect(withoutMarks('Use [A] or [2026] at x[1]')).toBe('Use [A] or [2026] at x');
  });
  it('reads the numbers in order, each once', () => {
    expect(marksIn('A [2]. B [1, 2]. C [3]')).toEqual([2, 1, 3]);
  });
});
