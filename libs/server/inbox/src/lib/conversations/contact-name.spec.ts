import { contactName } from './contact-name';

const none = { savedName: null, profileName: null };

describe('contactName', () => {
  it('prefers the saved name, then the profile name, the username, the phone', () => {
    const identities = [{ kind: 'phone' as const, value: '447700900123' }, { kind: 'username' as const, value: 'maya' }, { kind: 'bsuid' as const, value: 'GB.40718823365519021918' }];
    expect(contactName({ savedName: 'Maya', profileName: 'M. Chen' }, identities)).toBe('Maya');
    expect(contactName({ savedName: ' ', profileName: 'M. Chen' }, identities)).toBe('M. Chen');
    expect(contactName(none, identities)).toBe('@maya');
    expect(contactName(none, identities.filter(({ kind }) => kind !== 'username'))).toBe('+447700900123');
  });

  it('masks an opaque id, and is never empty', () => {
    expect(contactName(none, [{ kind: 'bsuid', value: 'GB.40718823365519021918' }])).toBe('WhatsApp user ·…1918');
    expect(contactName(none, [])).not.toBe('');
  });
});
