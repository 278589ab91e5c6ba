import type { InboundAddressBook, InboundHandover, InboundMalformed, InboundNotice, InboundPreference, InboundReaction, InboundRevision } from '@mailtrixy/server/channels';
import { captionOf, isMediaType } from './media-part';
import { notice } from './parse-notice';
import { malformed, type Place } from './place';
import { personOf, senderOf, type Sender } from './sender';
import { isWire, shortText, text, wire, wireId, wireTime, type Wire } from './wire-values';

/** A missing and an empty emoji both take the reaction back (META-CLOUD-API §4.5). */
export function parseReaction(element: Wire, person: Sender, place: Place, externalId: string, direction: 'in' | 'out'): InboundReaction | InboundMalformed {
  const reaction = wire(element['reaction']);
  const targetExternalId = wireId(reaction['message_id']);
  if (!targetExternalId || !person.identities.length) return malformed(place, 'messages', 'the reaction names no message or no person', externalId);
  return { ...place, kind: 'reaction', ...person, externalId, direction, targetExternalId, emoji: shortText(reaction['emoji'], 16), providerTs: wireTime(element['timestamp']) };
}

/** The event has an id of its own and points to the message (META-CLOUD-API §4.12). */
export function parseRevision(element: Wire, person: Sender, place: Place, externalId: string, change: 'edit' | 'revoke'): InboundRevision | InboundMalformed {
  const revision = wire(element[change]);
  const targetExternalId = wireId(revision['original_message_id']);
  if (!targetExternalId || !person.identities.length) return malformed(place, 'messages', `the ${change} names no message or no person`, externalId);
  return { ...place, kind: 'revision', ...person, externalId, change, targetExternalId, body: change === 'edit' ? newBody(wire(revision['message'])) : null, providerTs: wireTime(element['timestamp']) };
}

function newBody(message: Wire): string | null {
  const type = shortText(message['type'], 64) ?? 'text';
  return isMediaType(type) ? captionOf(type, message) : text(wire(message['text'])['body']);
}

const MARKETING = 'marketing_messages';

/** value.user_preferences[]; `signup` with a signup_id is the newer word for resuming (META-CLOUD-API §7.9). */
export function parsePreference(element: unknown, contacts: unknown, place: Place): InboundPreference | InboundNotice | InboundMalformed {
  if (!isWire(element)) return malformed(place, 'user_preferences', 'the preference is not an object', null);
  const person = personOf(element['wa_id'], element['user_id'], contacts);
  const value = element['value'];
  const category = shortText(element['category'], 60) ?? MARKETING;
  // A switch that we do not know must not stop marketing, nor allow it again.
  if (category !== MARKETING) return notice(place, 'user_preferences', typeof value === 'string' ? value.slice(0, 64) : null, element, wireTime(element['timestamp']));
  if (!person.identities.length || (value !== 'stop' && value !== 'resume' && value !== 'signup')) return malformed(place, 'user_preferences', 'the preference names no person or is neither stop nor resume', null);
  return { ...place, kind: 'preference', ...person, externalId: null, category, value: value === 'stop' ? 'stop' : 'resume', providerTs: wireTime(element['timestamp']) };
}

/** The whole value of field messaging_handovers (META-CLOUD-API §7.12): it names its number in `recipient`. */
export function parseHandover(value: Wire, place: Place): InboundHandover | InboundMalformed {
  const sender = wire(value['sender']);
  const recipient = wire(value['recipient']);
  const passed = wire(value['control_passed'] ?? value['control_taken']);
  const person = personOf(sender['phone_number'] ?? sender['wa_id'], sender['user_id'], null);
  const here = { ...place, channelExternalId: wireId(recipient['phone_number_id'], 64) ?? place.channelExternalId };
  if (!person.identities.length) return malformed(here, 'messaging_handovers', 'the handover names no person', null);
  const summary = shortText(wire(wire(passed['conversation_context'])['summary'])['text'], 2000);
  return { ...here, kind: 'handover', ...person, externalId: null, owner: passed['new_owner_role'] === 'ai_agent' ? 'meta_agent' : 'us', summary, providerTs: wireTime(value['timestamp']) };
}

/** One element of value.state_sync[]: an entry of the phone's address book (META-CLOUD-API §7.10). */
export function parseAddressBook(element: unknown, place: Place): InboundAddressBook | InboundMalformed {
  const contact = wire(wire(element)['contact']);
  const person = personOf(shortText(contact['phone_number'], 40)?.replace(/[^\d]/g, ''), contact['user_id'], null);
  if (!isWire(element) || element['type'] !== 'contact' || !person.identities.length) return malformed(place, 'smb_app_state_sync', 'the entry names no person', null);
  const username = shortText(contact['username'], 64);
  const identities = username ? [...person.identities, { kind: 'username' as const, value: username }] : person.identities;
  const action = element['action'] === 'remove' ? 'remove' : 'add';
  return { ...place, kind: 'address_book', ...person, identities, externalId: null, savedName: shortText(contact['full_name'], 255) ?? shortText(contact['first_name'], 255), action, providerTs: wireTime(wire(element['metadata'])['timestamp']) };
}

/** The customer that a message of the history belongs to: the thread's id is the phone. */
export function threadPerson(thread: Wire, message: Wire, contacts: unknown): Sender {
  const fromThread = personOf(thread['id'], undefined, contacts);
  return fromThread.identities.length ? fromThread : senderOf(message, contacts);
}
