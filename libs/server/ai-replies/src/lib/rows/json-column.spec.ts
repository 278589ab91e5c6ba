import { fittedText } from './json-column';

describe('fittedText', () => {
  it.each(['ก', '😀', 'é', 'a', '中'])('cuts many %s to 64 KB without breaking a letter', (letter) => {
    const cut = fittedText(letter.repeat(70_000));
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(65_535);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(65_520);
    expect(cut).toBe(`${letter.repeat([...cut].length - 1)}…`);
  });

  it('leaves alone what fits', () => expect(fittedText('ก'.repeat(21_845))).toBe('ก'.repeat(21_845)));
});
