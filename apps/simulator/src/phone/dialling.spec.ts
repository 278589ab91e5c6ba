import { callingCode, dialledDigits } from './dialling';

describe('dialling', () => {
  it.each([
    ['+44 7700 900142', '15550104477', '447700900142'],
    ['1 (631) 555-0142', '919812345678', '9116315550142'],
    ['16315550142', '15550104477', '16315550142'],
    ['6315550142', '15550104477', '16315550142'],
    ['07700900142', '447700900000', '4407700900142'],
  ])('%s from %s reaches %s', (to, business, digits) => expect(dialledDigits(to, business)).toBe(digits));

  it.each(['', 'abc', '+44 7700 x', '0044 7700 900142', '+12', `+${'1'.repeat(18)}`])('%s is no number', (to) => expect(dialledDigits(to, '15550104477')).toBeNull());

  it('knows calling codes of one to three digits', () => {
    expect(['15550104477', '447700900142', '5511987654321', '351912345678'].map(callingCode)).toEqual(['1', '44', '55', '351']);
  });
});
