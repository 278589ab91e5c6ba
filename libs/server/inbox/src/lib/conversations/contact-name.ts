import type { ContactIdentityRef } from '@mailtrixy/shared/dto';

/**
 * What a contact is called everywhere: saved name, WhatsApp profile name, @username, phone, masked opaque id.
 * Never empty, and never needs a phone number: a WhatsApp customer may hide it.
 */
export function contactName(contact: { savedName: string | null; profileName: string | null }, identities: readonly ContactIdentityRef[]): string {
  const of = (kind: string) => identities.find((identity) => identity.kind === kind)?.value;
  const phone = of('phone') ?? of('wa_id');
  const username = of('username');
  return contact.savedName?.trim() || contact.profileName?.trim() || (username && `@${username.replace(/^@/, '')}`) || (phone && `+${phone.replace(/^\+/, '')}`) || of('email') || masked(of('bsuid'));
}

function masked(bsuid: string | undefined): string {
  return bsuid ? `WhatsApp user ·…${bsuid.slice(-4)}` : 'Unknown person';
}
