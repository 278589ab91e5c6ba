import type { InboundIdentity } from '@mailtrixy/server/channels';
import { isWire, list, shortText, wire, wireId, type Wire } from './wire-values';

/** Who an element is from, or about. */
export interface Sender {
  /** The surest first; empty when nothing names the person. */
  identities: InboundIdentity[];
  /** Where an answer goes. */
  address: InboundIdentity | null;
  profileName: string | null;
}

/** Early payloads carried a business-scoped user id in `from` and `wa_id` (META-CLOUD-API §5). */
const BSUID = /^[A-Z]{2}\./;
const NAME_MAX = 255;
/** contact_identity.value of a BSUID: 7 + 128 characters at most. */
const BSUID_MAX = 160;

/** All addresses, the surest first: user_id, then wa_id, then the phone, then the username (META-CLOUD-API §5). */
export function senderOf(element: Wire, contacts: unknown): Sender {
  return personOf(element['from'] ?? element['wa_id'], element['from_user_id'] ?? element['user_id'], contacts);
}

/** To whom an echo of ours went. */
export function receiverOf(element: Wire, contacts: unknown): Sender {
  return personOf(element['to'], element['to_user_id'], contacts);
}

/** @param number  a phone in digits, or in old payloads a BSUID */
export function personOf(number: unknown, user: unknown, contacts: unknown): Sender {
  const from = wireId(number);
  const userId = wireId(user, BSUID_MAX);
  const contact = contactOf(contacts, userId, from);
  const profile = wire(contact['profile']);
  const phone = from && !BSUID.test(from) ? from : null;
  const bsuid = userId ?? wireId(contact['user_id'], BSUID_MAX) ?? (from && BSUID.test(from) ? from : null);
  const contactWaId = wireId(contact['wa_id']);
  const waId = contactWaId && !BSUID.test(contactWaId) ? contactWaId : phone;
  const username = shortText(profile['username'], 64);

  const identities: InboundIdentity[] = [];
  if (bsuid) identities.push({ kind: 'bsuid', value: bsuid });
  if (waId) identities.push({ kind: 'wa_id', value: waId });
  if (phone && phone !== waId) identities.push({ kind: 'phone', value: phone });
  const address = phone ?? waId;
  const surest = identities[0] ?? null;
  if (username && surest) identities.push({ kind: 'username', value: username });
  return { identities, address: address ? { kind: 'wa_id', value: address } : surest, profileName: shortText(profile['name'], NAME_MAX) };
}

/**
 * Who a system message speaks of: the addresses as they were, and those that the person has from now on. `from` is the
 * old number (META-CLOUD-API §4.9). `identities` has both, the old ones first.
 */
export function movedSender(element: Wire, contacts: unknown): Sender & { moved: { from: InboundIdentity[]; to: InboundIdentity[] } | null } {
  const system = wire(element['system']);
  const before = senderOf({ ...element, from: element['from'] ?? system['customer'], from_user_id: element['from_user_id'] ?? system['previous_user_id'] }, contacts);
  const waId = wireId(system['wa_id']);
  const userId = wireId(system['user_id'], BSUID_MAX);
  const to: InboundIdentity[] = [];
  if (userId) to.push({ kind: 'bsuid', value: userId });
  if (waId) to.push({ kind: 'wa_id', value: waId });
  const now = to.filter((one) => !before.identities.some((old) => same(old, one)));
  const from = before.identities.filter((old) => now.some(({ kind }) => kind === old.kind));
  return { identities: [...before.identities, ...now], address: waId ? { kind: 'wa_id', value: waId } : addressAfter(before.address, now), profileName: before.profileName, moved: now.length ? { from, to: now } : null };
}

/** A person without a shared phone is reached under the new id, not under the one that has just ended. */
function addressAfter(before: InboundIdentity | null, now: readonly InboundIdentity[]): InboundIdentity | null {
  return now.find(({ kind }) => before === null || kind === before.kind) ?? before;
}

function same(a: InboundIdentity, b: InboundIdentity): boolean {
  return a.kind === b.kind && a.value === b.value;
}

/** A message's contact is found by user_id, then wa_id, never by position: a batch can hold several (META-CLOUD-API §3). */
function contactOf(contacts: unknown, userId: string | null, from: string | null): Wire {
  const cards = list(contacts).filter(isWire);
  const found = (userId && cards.find((card) => card['user_id'] === userId)) || (from && cards.find((card) => card['wa_id'] === from || card['user_id'] === from));
  if (found) return found;
  return cards.length === 1 && mayBeOnePerson(userId, from, cards[0]) ? cards[0] : {};
}

/**
 * Brazilian, Mexican and Argentinian numbers differ between from and wa_id, and a card may have lost its ids. But a batch
 * of two people may carry one card only: what the other one's card tells must not become this sender's.
 */
function mayBeOnePerson(userId: string | null, from: string | null, card: Wire): boolean {
  const waId = wireId(card['wa_id']);
  if ((!userId && !from) || (!waId && !wireId(card['user_id']))) return true;
  if (userId && card['user_id'] !== undefined && card['user_id'] !== userId) return false;
  return from !== null && waId !== null && /^\+?\d/.test(waId) && ends(waId) === ends(from) && waId.slice(0, 2) === from.slice(0, 2);
}

/** What all ways of writing one number share behind the country code: Brazil's eight digits. */
function ends(number: string): string {
  return number.replace(/\D/g, '').slice(-8);
}
