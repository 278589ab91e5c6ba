import { checkAccessToken, checkAppSecret, checkPhoneNumberId, checkWabaId, cleanPaste } from './credential-rules';

describe('credential rules', () => {
  it('strips spaces, line breaks, quotes and invisible marks from a paste', () => {
    expect(cleanPaste(' "EAAG m0PX\n4Z"\u200B ')).toBe('EAAGm0PX4Z');
    expect(cleanPaste('“1182”,')).toBe('1182');
  });

  it('tells a phone number from a Phone Number ID', () => {
    expect(checkPhoneNumberId('+44 20 7946 0018').error).toContain('phone number itself');
    expect(checkPhoneNumberId('20481773654x958').error).toContain('Digits only');
    expect(checkPhoneNumberId('123').error).toContain('this has 3');
    expect(checkPhoneNumberId('204817736540958').error).toBeNull();
  });

  it('lets the account id stay empty', () => {
    expect(checkWabaId('').error).toBeNull();
    expect(checkWabaId('abc').error).not.toBeNull();
  });

  it('stops an App Secret or an id pasted as Access Token, and only hints at a missing EAA', () => {
    expect(checkAccessToken('0123456789abcdef0123456789abcdef').error).toContain('App Secret');
    expect(checkAccessToken('204817736540958').error).toContain('ID');
    expect(checkAccessToken('simtoken-0123456789abcdefgh')).toEqual({ error: null, warning: expect.stringContaining('EAA') });
    expect(checkAccessToken('EAAGm0PX4ZCpsBA0000000000')).toEqual({ error: null, warning: null });
  });

  it('requires the App Secret, and warns about its shape without blocking', () => {
    expect(checkAppSecret('').error).toContain('403');
    expect(checkAppSecret('EAAGm0PX4ZCpsBA').warning).toContain('Access Token');
    expect(checkAppSecret('abc')).toEqual({ error: null, warning: expect.stringContaining('this has 3') });
    expect(checkAppSecret('0123456789abcdef0123456789ABCDEF')).toEqual({ error: null, warning: null });
  });
});
