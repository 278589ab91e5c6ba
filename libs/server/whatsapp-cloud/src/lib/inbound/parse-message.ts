import type { InboundIdentity, InboundMalformed, InboundMessage, InboundOther } from '@mailtrixy/server/channels';
import { callLine, messageLine, type MessageLine } from './message-lines';
import { isWire, list, rawPayload, shortText, wire, wireId, wireTime, type Wire } from './wire-values';

/** Where an element stands: its number, account and place in the delivery. */
export interface Place {
  index: number;
  channelExternalId: string | null;
  accountExternalId: string | null;
}

/** Early payloads carried a business-scoped user id in `from` and `wa_id` (META-CLOUD-API §5). */
const BSUID = /^[A-Z]{2}\./;
const NAME_MAX = 255;
/** contact_identity.value of a BSUID: 7 + 128 characters at most. */
const BSUID_MAX = 160;

/** One element of value.messages[]. Never throws. */
export function parseMessage(element: unknown, contacts: unknown, place: Place): InboundMessage | InboundOther | InboundMalformed {
  if (!isWire(element)) return malformed(place, 'messages', 'the message is not an object', null);
  const externalId = wireId(element['id']);
  if (!externalId) return malformed(place, 'messages', 'the message has no usable id', null);
  // A group is nobody's one-to-one conversation (META-CLOUD-API §4.14); groups come with a later version.
  if (element['group_id'] !== undefined) return { ...place, kind: 'other', subject: 'group message', externalId };
  return asMessage(element, contacts, place, externalId, messageLine(element));
}

/** One element of value.calls[]: the customer's call opens the window, everything else is only listed. */
export function parseCall(element: unknown, contacts: unknown, place: Place): InboundMessage | InboundOther | InboundMalformed {
  if (!isWire(element)) return malformed(place, 'calls', 'the call is not an object', null);
  const externalId = wireId(element['id']);
  if (!externalId || element['event'] !== 'connect' || element['direction'] === 'BUSINESS_INITIATED') return { ...place, kind: 'other', subject: 'calls', externalId };
  return asMessage(element, contacts, place, externalId, callLine());
}

function asMessage(element: Wire, contacts: unknown, place: Place, externalId: string, line: MessageLine): InboundMessage | InboundMalformed {
  const sender = element['type'] === 'system' ? movedSender(element, contacts) : senderOf(element, contacts);
  if (!sender.identities.length || !sender.address) return malformed(place, 'messages', 'the message names no sender', externalId);
  return {
    ...place,
    kind: 'message',
    direction: 'in',
    historical: false,
    standby: false,
    content: null,
    media: null,
    referral: null,
    forwarded: 'no',
    moved: null,
    externalId,
    providerTs: wireTime(element['timestamp']),
    identities: sender.identities,
    address: sender.address,
    profileName: sender.profileName,
    type: line.type,
    display: line.display,
    body: line.body,
    payload: line.payload === 'none' ? null : line.payload === 'element' ? rawPayload(line.type, element) : line.payload,
    quotedExternalId: wireId(wire(element['context'])['id']),
    opensWindow: line.opensWindow,
  };
}

interface Sender {
  identities: InboundIdentity[];
  address: InboundIdentity | null;
  profileName: string | null;
}

/** All addresses, the surest first: user_id, then wa_id, then the phone, then the username (META-CLOUD-API §5). */
function senderOf(element: Wire, contacts: unknown): Sender {
  const from = wireId(element['from']);
  const fromUserId = wireId(element['from_user_id'], BSUID_MAX);
  const contact = contactOf(contacts, fromUserId, from);
  const profile = wire(contact['profile']);
  const phone = from && !BSUID.test(from) ? from : null;
  const bsuid = fromUserId ?? wireId(contact['user_id'], BSUID_MAX) ?? (from && BSUID.test(from) ? from : null);
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
 * Who a system message speaks of: the addresses as they were, surest first, then those that the person has from now on,
 * so that the contact known under the old ones gets the new ones too. `from` is the old number (META-CLOUD-API §4.9).
 */
function movedSender(element: Wire, contacts: unknown): Sender {
  const system = wire(element['system']);
  const before = senderOf({ ...element, from_user_id: element['from_user_id'] ?? system['previous_user_id'] }, contacts);
  const waId = wireId(system['wa_id']);
  const userId = wireId(system['user_id'], BSUID_MAX);
  const identities = [...before.identities];
  if (userId) identities.push({ kind: 'bsuid', value: userId });
  if (waId) identities.push({ kind: 'wa_id', value: waId });
  const known = identities.filter(({ kind, value }, index) => identities.findIndex((other) => other.kind === kind && other.value === value) === index);
  return { identities: known, address: waId ? { kind: 'wa_id', value: waId } : (before.address ?? known[0] ?? null), profileName: before.profileName };
}

/** A message's contact is found by user_id, then wa_id, never by position: a batch can hold several (META-CLOUD-API §3). */
function contactOf(contacts: unknown, userId: string | null, from: string | null): Wire {
  const cards = list(contacts).filter(isWire);
  const found = (userId && cards.find((card) => card['user_id'] === userId)) || (from && cards.find((card) => card['wa_id'] === from || card['user_id'] === from));
  if (found) return found;
  // Brazilian, Mexican and Argentinian numbers differ between from and wa_id; a single card is then still the sender's.
  const only = cards.length === 1 ? cards[0] : null;
  if (!only) return {};
  return userId && typeof only['user_id'] === 'string' && only['user_id'] !== userId ? {} : only;
}

export function malformed(place: Place, subject: string, reason: string, externalId: string | null): InboundMalformed {
  return { ...place, kind: 'malformed', subject, reason, externalId };
}
