import type { InboundEvent } from '@mailtrixy/server/channels';
import { notice } from './parse-notice';
import { parseMessage } from './parse-message';
import { malformed, type Place } from './place';
import { isWire, list, wire, wireId, type Wire } from './wire-values';

/**
 * value of field `history` (META-CLOUD-API §7.10): up to 180 days of a number that is also in the WhatsApp Business app.
 * Messages of ours have `from` = our number. A second webhook brings the files of the last 14 days as plain messages.
 */
export function parseHistory(value: Wire, placeOf: () => Place): InboundEvent[] {
  const ours = wireId(wire(value['metadata'])['display_phone_number'])?.replace(/\D/g, '') ?? '';
  const events: InboundEvent[] = [];
  const here = (): Place => ({ ...placeOf(), index: placeOf().index + events.length });
  for (const part of list(value['history'])) {
    if (!isWire(part)) {
      events.push(malformed(here(), 'history', 'the history part is not an object', null));
      continue;
    }
    // The owner of the phone refused to share the history (2593109).
    for (const error of list(part['errors'])) events.push(notice(here(), 'history', String(wire(error)['code'] ?? 'error').slice(0, 40), error, 0));
    const { progress, phase } = wire(part['metadata']);
    if (progress === 100) events.push(notice(here(), 'history', 'done', { phase, progress }, 0));
    for (const thread of list(part['threads'])) {
      for (const message of list(wire(thread)['messages'])) events.push(past(message, wire(thread), value, ours, here()));
    }
  }
  for (const message of list(value['messages'])) events.push(past(message, {}, value, ours, here()));
  return events;
}

function past(message: unknown, thread: Wire, value: Wire, ours: string, place: Place): InboundEvent {
  if (!isWire(message)) return malformed(place, 'history', 'the message is not an object', null);
  const from = wireId(message['from'])?.replace(/\D/g, '') ?? '';
  const out = ours !== '' && from === ours;
  const customer = wireId(thread['id']);
  const named = out ? { ...message, to: message['to'] ?? customer } : { ...message, from: message['from'] ?? customer };
  return parseMessage(named, value['contacts'], place, { direction: out ? 'out' : 'in', standby: false, historical: true });
}
