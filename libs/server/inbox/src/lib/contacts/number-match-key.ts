import type { ContactIdentityRef } from '@mailtrixy/shared/dto';

/** How one phone number is recognised in all its ways of writing. Never sent to, never shown. */
export interface NumberMatch {
  key: string;
  /** The country writes one number in two ways, so that two rows may mean one phone. */
  varies: boolean;
}

/** Null for addresses that are not phone numbers. Brazil's ninth digit, Mexico's 1 and Argentina's 9 (META-CLOUD-API §14). */
export function numberMatch({ kind, value }: ContactIdentityRef): NumberMatch | null {
  if (kind !== 'wa_id' && kind !== 'phone') return null;
  const digits = value.replace(/[^\d]/g, '');
  if (digits.length < 5 || digits.length > 20) return null;
  const brazil = /^55(\d\d)9?([6-9]\d{7})$/.exec(digits);
  if (brazil) return { key: `55${brazil[1]}9${brazil[2]}`, varies: true };
  const mexico = /^52(?:1(?=\d{10}$))?(\d{10})$/.exec(digits);
  if (mexico) return { key: `52${mexico[1]}`, varies: true };
  const argentina = /^54(?:9(?=\d{10}$))?(\d{10})$/.exec(digits);
  if (argentina) return { key: `54${argentina[1]}`, varies: true };
  return { key: digits, varies: false };
}
