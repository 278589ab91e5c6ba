import type { ContactRef } from '@mailtrixy/shared/dto';
import { identityLine, identityWords, shownIdentities } from './contact-words';

const contact = (identities: ContactRef['identities'], displayName = 'Maya Chen'): ContactRef => ({ id: 'k', displayName, savedName: null, profileName: null, identities });

describe('contact words', () => {
  it('spaces numbers and marks usernames', () => {
    expect(identityWords({ kind: 'phone', value: '+447700900123' })).toBe('+44 7700 900123');
    expect(identityWords({ kind: 'wa_id', value: '14155552671' })).toBe('+1 4155 552671');
    expect(identityWords({ kind: 'phone', value: '+44 20 7946 0018' })).toBe('+44 20 7946 0018');
    expect(identityWords({ kind: 'username', value: 'maya' })).toBe('@maya');
  });

  it('names one address once and Meta’s own ids only when nothing else is known', () => {
    const both = contact([{ kind: 'phone', value: '+447700900123' }, { kind: 'wa_id', value: '447700900123' }, { kind: 'bsuid', value: 'GB.1918' }]);
    expect(identityLine(both)).toBe('+44 7700 900123');
    expect(shownIdentities(contact([{ kind: 'wa_id', value: '447700900123' }]))).toHaveLength(1);
  });

  it('does not repeat the name', () => {
    expect(identityLine(contact([{ kind: 'username', value: 'kofi' }], '@kofi'))).toBe('');
    expect(identityLine(contact([{ kind: 'username', value: 'maya' }, { kind: 'wa_id', value: '447700900123' }]))).toBe('@maya · +44 7700 900123');
  });
});
