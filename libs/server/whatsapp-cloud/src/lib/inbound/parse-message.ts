import type { InboundChange, InboundMalformed, InboundMessage, InboundNotice, InboundOther } from '@mailtrixy/server/channels';
import { callLine, messageLine, type MessageLine } from './message-lines';
import { forwardedOf, referralOf } from './message-content';
import { parseReaction, parseRevision } from './parse-change';
import { malformed, type Place } from './place';
import { notice } from './parse-notice';
import { movedSender, receiverOf, senderOf, type Sender } from './sender';
import { isWire, rawPayload, wire, wireId, wireTime, type Wire } from './wire-values';

/** Where a message comes from. */
export interface Origin {
  /** out: written by our side elsewhere (phone app, Meta's agent). */
  direction: 'in' | 'out';
  standby: boolean;
  historical: boolean;
}
export const CUSTOMER: Origin = { direction: 'in', standby: false, historical: false };

/** One element of value.messages[] or value.message_echoes[]. Never throws. */
export function parseMessage(element: unknown, contacts: unknown, place: Place, origin: Origin = CUSTOMER): InboundMessage | InboundChange | InboundNotice | InboundMalformed {
  if (!isWire(element)) return malformed(place, 'messages', 'the message is not an object', null);
  const externalId = wireId(element['id']);
  if (!externalId) return malformed(place, 'messages', 'the message has no usable id', null);
  // A group is nobody's one-to-one conversation (META-CLOUD-API §4.14).
  if (isGroup(element['group_id'])) return notice(place, 'group message', null, element, wireTime(element['timestamp']), externalId);
  const type = element['type'];
  const moved = type === 'system' ? movedSender(element, contacts) : null;
  const person = moved ?? (origin.direction === 'out' ? receiverOf(element, contacts) : senderOf(element, contacts));
  if (type === 'reaction' && isWire(element['reaction'])) return parseReaction(element, person, place, externalId, origin.direction);
  if ((type === 'edit' || type === 'revoke') && isWire(element[type])) return parseRevision(element, person, place, externalId, type);
  return asMessage(element, person, place, externalId, messageLine(element), origin, moved?.moved ?? null);
}

/** A member without a value is no group: the message would be missed in its conversation. */
function isGroup(id: unknown): boolean {
  return id !== undefined && id !== null && id !== '';
}

/** One element of value.calls[]: the customer's call opens the window, its end is told, everything else is listed. */
export function parseCall(element: unknown, contacts: unknown, place: Place): InboundMessage | InboundNotice | InboundOther | InboundMalformed {
  if (!isWire(element)) return malformed(place, 'calls', 'the call is not an object', null);
  const externalId = wireId(element['id'], 200);
  const event = element['event'];
  if (!externalId || (event !== 'connect' && event !== 'terminate') || element['direction'] === 'BUSINESS_INITIATED') return notice(place, 'calls', typeof event === 'string' ? event : null, element, wireTime(element['timestamp']), externalId);
  // Both ends of a call carry one id; the thread has a line for each.
  return asMessage(element, senderOf(element, contacts), place, event === 'connect' ? externalId : `${externalId}#end`, callLine(element), CUSTOMER, null);
}

function asMessage(element: Wire, person: Sender, place: Place, externalId: string, line: MessageLine, origin: Origin, moved: InboundMessage['moved']): InboundMessage | InboundMalformed {
  if (!person.identities.length || !person.address) return malformed(place, 'messages', 'the message names no person', externalId);
  const { type, display, body, content, media, keeps } = line;
  // Each member named: a spread of this many costs as much as all the rest of the parsing.
  return {
    index: place.index,
    channelExternalId: place.channelExternalId,
    accountExternalId: place.accountExternalId,
    kind: 'message',
    direction: origin.direction,
    standby: origin.standby,
    historical: origin.historical,
    externalId,
    providerTs: wireTime(element['timestamp']),
    identities: person.identities,
    address: person.address,
    profileName: person.profileName,
    type,
    display,
    body,
    payload: keeps === 'element' ? rawPayload(type, element) : null,
    content,
    media,
    referral: referralOf(element),
    forwarded: forwardedOf(element),
    quotedExternalId: wireId(wire(element['context'])['id']),
    moved,
    opensWindow: line.opensWindow && origin.direction === 'in' && !origin.historical,
  };
}
