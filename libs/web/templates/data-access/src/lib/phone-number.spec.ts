import { looksLikePhone, readPhone } from './phone-number';

describe('a typed number', () => {
  it('is read with its country', async () => {
    expect(await readPhone('+44 7400 123456')).toEqual({ phone: { e164: '+447400123456', shown: '+44 7400 123456', flag: '🇬🇧', country: 'United Kingdom', variants: null } });
    expect(await readPhone('0049 1511 2345678')).toMatchObject({ phone: { e164: '+4915112345678', country: 'Germany' } });
  });

  it('names the main country where several share a code and the number is given to nobody', async () => {
    expect(await readPhone('+44 7700 900123')).toMatchObject({ phone: { flag: '🇬🇧', country: 'United Kingdom or another country with +44' } });
  });

  it('tells of the other spelling where WhatsApp knows two', async () => {
    expect(await readPhone('+55 11 98765 4321')).toMatchObject({ phone: { country: 'Brazil', variants: expect.stringContaining('ninth digit') } });
  });

  it.each([
    ['07700 900123', 'with its country'],
    ['+44 12', 'too short'],
    ['+999 12', 'no phone number'],
    ['+44 7700 9001234567', 'too long'],
  ])('%s is refused in words', async (text, words) => expect(await readPhone(text)).toEqual({ problem: expect.stringContaining(words) }));

  it('is told from a name', () => {
    expect(['+44 7700', '07700 900123', '(030) 1234567'].map(looksLikePhone)).toEqual([true, true, true]);
    expect(['Maya', '42', 'Route 66 Diner'].map(looksLikePhone)).toEqual([false, false, false]);
  });
});
