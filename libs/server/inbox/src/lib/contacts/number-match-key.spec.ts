import { numberMatch } from './number-match-key';

const key = (value: string, kind: 'wa_id' | 'phone' | 'bsuid' | 'username' = 'wa_id') => numberMatch({ kind, value })?.key ?? null;

describe('numberMatch', () => {
  it.each([
    ['Brazil, mobile', '5511987654321', '551187654321'],
    ['Mexico', '5215512345678', '525512345678'],
    ['Argentina', '5491123456789', '541123456789'],
    ['a plus and spaces', '+44 7700 900142', '447700900142'],
  ])('is one for both ways of writing: %s', (_country, a, b) => {
    expect(key(a)).toBe(key(b));
    expect(key(a, 'phone')).toBe(key(b));
  });

  it.each([
    ["Brazil's landlines have no ninth digit", '551132345678', '5511932345678'],
    ['a number that only begins alike', '447700900142', '4477009001420'],
    ['Mexico, other length', '52155123456789', '525512345678'],
    ['another country', '541123456789', '551123456789'],
  ])('differs: %s', (_why, a, b) => {
    expect(key(a)).not.toBe(key(b));
  });

  it('is only for numbers', () => {
    expect([key('GB.40718823365519027741', 'bsuid'), key('5511987654321', 'username'), key('12'), key('')]).toEqual([null, null, null, null]);
  });
});
