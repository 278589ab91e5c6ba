import { phoneOrNull, typedPhone } from './phone-number';

describe('typedPhone', () => {
  it.each([
    ['+44 7700 900123', '447700900123'],
    ['+44 (0)7700 900123', '447700900123'],
    ['0044 7700-900123', '447700900123'],
    ['＋４４７７００９００１２３', '447700900123'],
    ['+1 555 010 4477', '15550104477'],
    ['+55 11 98765-4321', '5511987654321'],
    ['+55 11 8765-4321', '551187654321'],
    ['+54 9 11 2345-6789', '5491123456789'],
    ['\t+49 30 901820 ', '4930901820'],
  ])('%s', (text, digits) => expect(typedPhone(text)).toBe(digits));

  it.each([
    ['07700 900123', 'country'],
    ['7700900123', 'country'],
    ['', 'country'],
    ['Maya', 'country'],
    ['+', 'no phone number'],
    ['+abc', 'no phone number'],
    ['+999 123456789', 'no phone number'],
    ['+44 77', 'too short'],
    ['+44 7700 900123 456789', 'too'],
    ['+44 20 7946 0018 ext. 5', 'extensions'],
    ['+44<script>', 'no phone number'],
  ])('refuses %j in words', (text, words) => {
    expect(() => typedPhone(text)).toThrow(expect.objectContaining({ code: 'CONTACT_ADDRESS_INVALID', detail: expect.stringContaining(words) }));
    expect(phoneOrNull(text)).toBeNull();
  });
});
