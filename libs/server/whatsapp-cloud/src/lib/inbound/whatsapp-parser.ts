import type { InboundEvent, InboundParser } from '@mailtrixy/server/channels';
import { parseAddressBook, parseHandover, parsePreference } from './parse-change';
import { parseHistory } from './parse-history';
import { CUSTOMER, parseCall, parseMessage, type Origin } from './parse-message';
import { notice, parseNotice } from './parse-notice';
import { parseStatus } from './parse-status';
import { malformed, type Place } from './place';
import { readJson } from './read-json';
import { isWire, list, shortText, wire, wireId, type Wire } from './wire-values';

/** Both names carry messages and statuses: SEED's guide subscribes `message_status`, Meta's dashboard lists all under `messages`. */
const MESSAGE_FIELDS = new Set(['messages', 'message_status']);
const ECHO: Origin = { direction: 'out', standby: false, historical: false };

/**
 * A stored delivery of Meta → events, in the order of the body. Never throws: an element that cannot be understood is
 * `malformed`, an unknown field is a `notice`, an unknown object `other`, and none touches its neighbours.
 */
export const whatsappParser: InboundParser = {
  parse(body) {
    const root = readJson(body);
    if (root === undefined) return { ok: false, reason: 'the body is not JSON' };
    if (!isWire(root)) return { ok: false, reason: 'the body is not a JSON object' };
    return { ok: true, events: eventsOf(root) };
  },
};

function eventsOf(root: Wire): InboundEvent[] {
  const events: InboundEvent[] = [];
  if (root['object'] !== undefined && root['object'] !== 'whatsapp_business_account') {
    return [{ ...nowhere(events), kind: 'other', subject: `object ${shortText(root['object'], 60) ?? 'unknown'}`, externalId: null }];
  }
  for (const entry of list(root['entry'])) {
    if (!isWire(entry)) {
      events.push(malformed(nowhere(events), 'entry', 'the entry is not an object', null));
      continue;
    }
    const accountExternalId = wireId(entry['id'], 64);
    for (const change of list(entry['changes'])) addChange(events, change, accountExternalId, entry['time']);
  }
  if (!events.length) events.push({ ...nowhere(events), kind: 'other', subject: 'empty delivery', externalId: null });
  return events;
}

function nowhere({ length }: InboundEvent[]): Place {
  return { index: length, channelExternalId: null, accountExternalId: null };
}

function nextIn(events: InboundEvent[], channelExternalId: string | null, accountExternalId: string | null): () => Place {
  return () => ({ index: events.length, channelExternalId, accountExternalId });
}

function addChange(events: InboundEvent[], change: unknown, accountExternalId: string | null, time: unknown): void {
  const value = wire(wire(change)['value']);
  const channelExternalId = wireId(wire(value['metadata'])['phone_number_id'], 64);
  const place = nextIn(events, channelExternalId, accountExternalId);
  if (!isWire(change) || !isWire(change['value'])) {
    events.push(malformed(place(), 'changes', 'the change has no value object', null));
    return;
  }
  const field = shortText(change['field'], 60);
  const before = events.length;
  if (field === null || MESSAGE_FIELDS.has(field)) {
    addTalk(events, value, value['contacts'], place, CUSTOMER);
    for (const error of list(value['errors'])) events.push(notice(place(), 'errors', shortText(String(wire(error)['code'] ?? ''), 20), error, 0));
  } else if (field === 'smb_message_echoes' || field === 'message_echoes') addTalk(events, value, value['contacts'], place, ECHO);
  else if (field === 'standby') {
    const standby = isWire(value['standby']) ? value['standby'] : value;
    addTalk(events, standby, standby['contacts'], place, { ...CUSTOMER, standby: true });
  } else if (field === 'calls') {
    for (const call of list(value['calls'])) events.push(parseCall(call, value['contacts'], place()));
  } else if (field === 'history') events.push(...parseHistory(value, place));
  else if (field === 'user_preferences') for (const preference of list(value['user_preferences'])) events.push(parsePreference(preference, value['contacts'], place()));
  else if (field === 'messaging_handovers') events.push(parseHandover(value, place()));
  else if (field === 'smb_app_state_sync') for (const entry of list(value['state_sync'])) events.push(parseAddressBook(entry, place()));
  if (events.length === before) events.push(parseNotice(field ?? 'unknown field', value, place(), time));
}

function addTalk(events: InboundEvent[], value: Wire, contacts: unknown, place: () => Place, origin: Origin): void {
  for (const message of list(value['messages'])) events.push(parseMessage(message, contacts, place(), origin));
  for (const echo of list(value['message_echoes'])) events.push(parseMessage(echo, contacts, place(), { ...origin, direction: 'out' }));
  for (const status of list(value['statuses'])) events.push(parseStatus(status, place()));
}
