import type { InboundEvent, InboundParser } from '@mailtrixy/server/channels';
import { malformed, parseCall, parseMessage, type Place } from './parse-message';
import { parseStatus } from './parse-status';
import { isWire, list, shortText, wire, wireId, type Wire } from './wire-values';

/** Both names carry messages and statuses: SEED's guide subscribes `message_status`, Meta's dashboard lists all under `messages`. */
const MESSAGE_FIELDS = new Set(['messages', 'message_status']);

/**
 * A stored delivery of Meta → events, in the order of the body. Never throws: an element that cannot be understood is
 * `malformed`, an unknown field or object is `other`, and neither touches its neighbours.
 */
export const whatsappParser: InboundParser = {
  parse(body) {
    const root = readJson(body);
    if (root === undefined) return { ok: false, reason: 'the body is not JSON' };
    if (!isWire(root)) return { ok: false, reason: 'the body is not a JSON object' };
    return { ok: true, events: eventsOf(root) };
  },
};

function readJson(body: Buffer): unknown {
  const source = body.toString('utf8');
  try {
    return JSON.parse(source.charCodeAt(0) === 0xfeff ? source.slice(1) : source);
  } catch {
    // JSON.parse throws SyntaxError for what is not JSON, and RangeError for nesting beyond the stack.
    return undefined;
  }
}

function eventsOf(root: Wire): InboundEvent[] {
  const events: InboundEvent[] = [];
  const nowhere = (): Place => ({ index: events.length, channelExternalId: null, accountExternalId: null });
  if (root['object'] !== undefined && root['object'] !== 'whatsapp_business_account') {
    return [{ ...nowhere(), kind: 'other', subject: `object ${shortText(root['object'], 60) ?? 'unknown'}`, externalId: null }];
  }
  for (const entry of list(root['entry'])) {
    if (!isWire(entry)) {
      events.push(malformed(nowhere(), 'entry', 'the entry is not an object', null));
      continue;
    }
    const accountExternalId = wireId(entry['id'], 64);
    for (const change of list(entry['changes'])) addChange(events, change, accountExternalId);
  }
  if (!events.length) events.push({ ...nowhere(), kind: 'other', subject: 'empty delivery', externalId: null });
  return events;
}

function addChange(events: InboundEvent[], change: unknown, accountExternalId: string | null): void {
  const value = wire(wire(change)['value']);
  const channelExternalId = wireId(wire(value['metadata'])['phone_number_id'], 64);
  const place = (): Place => ({ index: events.length, channelExternalId, accountExternalId });
  if (!isWire(change) || !isWire(change['value'])) {
    events.push(malformed(place(), 'changes', 'the change has no value object', null));
    return;
  }
  const field = shortText(change['field'], 60);
  const before = events.length;
  if (field === null || MESSAGE_FIELDS.has(field)) {
    for (const message of list(value['messages'])) events.push(parseMessage(message, value['contacts'], place()));
    for (const status of list(value['statuses'])) events.push(parseStatus(status, place()));
    for (const error of list(value['errors'])) events.push({ ...place(), kind: 'other', subject: `error ${shortText(String(wire(error)['code'] ?? ''), 20) ?? ''}`.trim(), externalId: null });
  }
  if (field === 'calls') for (const call of list(value['calls'])) events.push(parseCall(call, value['contacts'], place()));
  if (events.length === before) events.push({ ...place(), kind: 'other', subject: field ?? 'unknown field', externalId: null });
}
