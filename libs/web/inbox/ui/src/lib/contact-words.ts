import type { ContactIdentityRef, ContactRef } from '@mailtrixy/shared/dto';

/** Identities worth showing, one per value; a business-scoped id tells a person nothing. */
export function shownIdentities(contact: ContactRef): ContactIdentityRef[] {
  const seen = new Set<string>();
  const shown = contact.identities.filter((identity) => {
    const key = identity.value.replace(/[^\p{L}\p{N}]/gu, '');
    if (identity.kind === 'bsuid' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  // WhatsApp's own id is the number too, in Meta's spelling; beside the number it would be said twice.
  const hasPhone = shown.some((identity) => identity.kind === 'phone');
  return hasPhone ? shown.filter((identity) => identity.kind !== 'wa_id') : shown;
}

/** "@maya · +44 7700 900123"; empty when the name says it already. */
export function identityLine(contact: ContactRef): string {
  return shownIdentities(contact)
    .map(identityWords)
    .filter((words) => words !== contact.displayName)
    .join(' · ');
}

export function identityWords(identity: ContactIdentityRef): string {
  if (identity.kind === 'username') return identity.value.startsWith('@') ? identity.value : `@${identity.value}`;
  if (identity.kind === 'phone' || identity.kind === 'wa_id') return spacedPhone(identity.value);
  return identity.value;
}

export interface KnownIdentity {
  /** "Phone", "Username", "WhatsApp ID" and so on. */
  label: string;
  words: string;
  /** What Copy puts on the clipboard. */
  value: string;
  kind: ContactIdentityRef['kind'];
}

const LABELS: Record<ContactIdentityRef['kind'], string> = { phone: 'Phone', username: 'Username', wa_id: 'WhatsApp number', bsuid: 'WhatsApp ID', email: 'E-mail' };
const ORDER = Object.keys(LABELS);

/** Every identity apart, for the contact panel. WhatsApp's own spelling of a number is left out where it is the number itself. */
export function knownIdentities(contact: ContactRef): KnownIdentity[] {
  const phones = new Set(contact.identities.filter(({ kind }) => kind === 'phone').map(({ value }) => value.replace(/\D/g, '')));
  return contact.identities
    .filter((identity) => identity.kind !== 'wa_id' || !phones.has(identity.value.replace(/\D/g, '')))
    .map((identity) => ({ kind: identity.kind, label: LABELS[identity.kind], words: identityWords(identity), value: identity.kind === 'username' ? identityWords(identity) : identity.value }))
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

const ONE_DIGIT_CODES = /^[17]/;
const TWO_DIGIT_CODES = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;
const TAIL = 6;

/** "+44 7700 900123": country code, then two groups; short or already spaced numbers stay as they are. */
function spacedPhone(value: string): string {
  const digits = value.replace(/\D/g, '');
  if (value.includes(' ') || digits.length < 9) return value;
  const code = ONE_DIGIT_CODES.test(digits) ? 1 : TWO_DIGIT_CODES.test(digits) ? 2 : 3;
  return `+${digits.slice(0, code)} ${digits.slice(code, -TAIL)} ${digits.slice(-TAIL)}`;
}
