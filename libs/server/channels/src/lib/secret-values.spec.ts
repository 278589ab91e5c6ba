import { cleanMetaId, cleanSecret } from './secret-values';

describe('cleanSecret', () => {
  it('drops spaces and quotes that came along with the paste', () => {
    expect(cleanSecret('app_secret', ' "0123456789abcdef0123456789abcdef"\n')).toBe('0123456789abcdef0123456789abcdef');
  });

  it.each([[''], ['   '], ['""'], ['short'], ['0123456789 abcdef0123'], ['0123456789abcdéf0123']])('refuses %p as an App Secret', (value) => {
    expect(() => cleanSecret('app_secret', value)).toThrow();
  });

  it('recognises an access token pasted as App Secret', () => {
    expect(() => cleanSecret('app_secret', 'EAAGm0PX4ZCpsBAKZC0123456789')).toThrow('looks like an Access Token');
  });
});

describe('cleanMetaId', () => {
  it.each([['+1 555-010-4477'], ['(555) 0104477'], ['abc'], ['12'], ['']])('refuses %p', (value) => {
    expect(() => cleanMetaId('phoneNumberId', value)).toThrow('digits only');
  });

  it('keeps leading zeros and length', () => {
    expect(cleanMetaId('wabaId', ' 0021098445501 ')).toBe('0021098445501');
  });
});
