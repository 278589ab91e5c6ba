import type { ContactCard } from '@mailtrixy/shared/dto';

/** A contact as vCard 3.0, which phones and address books take. */
export function vcardOf(card: ContactCard): string {
  const lines = ['BEGIN:VCARD', 'VERSION:3.0', `FN:${escaped(card.name)}`, `N:${escaped(card.name)};;;;`];
  if (card.organisation) lines.push(`ORG:${escaped(card.organisation)}`);
  for (const { phone } of card.phones) lines.push(`TEL:${escaped(phone)}`);
  for (const { email } of card.emails) lines.push(`EMAIL:${escaped(email)}`);
  for (const address of card.addresses) lines.push(`ADR:;;${escaped(address)};;;;`);
  for (const url of card.urls) lines.push(`URL:${escaped(url)}`);
  if (card.birthday) lines.push(`BDAY:${escaped(card.birthday)}`);
  lines.push('END:VCARD');
  return `${lines.join('\r\n')}\r\n`;
}

function escaped(value: string): string {
  return value.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
}
