import type { InboundNotice } from '@mailtrixy/server/channels';
import type { Place } from './place';
import { isWire, rawPayload, shortText, wireTime, type Wire } from './wire-values';

/** What the change says happened, in Meta's word; null where no member does. */
const EVENT_MEMBERS = ['event', 'decision', 'type', 'status', 'new_quality_score', 'value'] as const;

/**
 * Everything about templates, numbers and accounts, and every field that we do not know (META-CLOUD-API §7): stored and
 * listed, and handed to whom it concerns.
 */
export function parseNotice(field: string, value: Wire, place: Place, entryTime: unknown): InboundNotice {
  const event = EVENT_MEMBERS.map((member) => value[member]).find((word): word is string => typeof word === 'string');
  return notice(place, noticeField(field, value), shortText(event, 64), value, wireTime(value['timestamp']) || wireTime(entryTime));
}

export function notice(place: Place, field: string, event: string | null, value: unknown, providerTs: number, externalId: string | null = null): InboundNotice {
  const kept = rawPayload(field, value);
  const object = isWire(kept['raw']) ? kept['raw'] : kept;
  return { ...place, kind: 'notice', field, event, value: object, providerTs, externalId, displayNumber: displayNumber(value) };
}

/** Numbers are named by their digits in most of these fields, not by id (META-CLOUD-API §7.5). */
function displayNumber(value: unknown): string | null {
  const number = isWire(value) ? (value['display_phone_number'] ?? value['phone_number']) : null;
  return typeof number === 'string' || typeof number === 'number' ? String(number).replace(/\D/g, '').slice(0, 20) || null : null;
}

/** Meta's own example sends a quality change under the status field. */
function noticeField(field: string, value: Wire): string {
  return value['new_quality_score'] !== undefined ? 'message_template_quality_update' : field;
}
