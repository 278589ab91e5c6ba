import type { InboundMalformed, InboundOther, InboundStatus } from '@mailtrixy/server/channels';
import { malformed, type Place } from './place';
import { isWire, list, rawPayload, shortText, wire, wireId, wireTime, type Wire } from './wire-values';

const STATUSES: readonly string[] = ['sent', 'delivered', 'read', 'played', 'failed'] satisfies InboundStatus['status'][];

/** One element of value.statuses[] (META-CLOUD-API §6). Never throws; `deleted`, `warning` and newer words are only listed. */
export function parseStatus(element: unknown, place: Place): InboundStatus | InboundOther | InboundMalformed {
  if (!isWire(element)) return malformed(place, 'statuses', 'the status is not an object', null);
  const externalId = wireId(element['id']);
  if (!externalId) return malformed(place, 'statuses', 'the status has no usable message id', null);
  const status = element['status'];
  if (typeof status !== 'string') return malformed(place, 'statuses', 'the status has no word', externalId);
  if (!STATUSES.includes(status)) return { ...place, kind: 'other', subject: `status ${shortText(status, 40) ?? ''}`.trim(), externalId };
  return {
    ...place,
    kind: 'status',
    externalId,
    status: status as InboundStatus['status'],
    providerTs: wireTime(element['timestamp']),
    token: wireId(element['biz_opaque_callback_data'], 512),
    // One example of Meta spells it the other way round.
    participant: wireId(element['recipient_participant_id'] ?? element['participant_recipient_id'], 64) ?? '',
    error: errorOf(element['errors']),
    pricing: pricingOf(element),
  };
}

function errorOf(errors: unknown): InboundStatus['error'] {
  const error = list(errors)[0];
  if (!isWire(error)) return null;
  const code = Number(error['code']);
  const title = shortText(error['title'], 255) ?? shortText(error['message'], 255) ?? 'Unknown error';
  return { code: Number.isSafeInteger(code) ? code : null, title, detail: shortText(wire(error['error_data'])['details'], 1000) ?? shortText(error['message'], 1000) ?? title };
}

/** With the end of a free entry point, which Meta tells beside the price (`free_entry_until`, seconds). */
function pricingOf(element: Wire): Record<string, unknown> | null {
  const raw = isWire(element['pricing']) ? rawPayload('pricing', element['pricing'])['raw'] : null;
  const pricing = isWire(raw) ? raw : null;
  const conversation = wire(element['conversation']);
  const until = Number(conversation['expiration_timestamp']);
  if (wire(conversation['origin'])['type'] !== 'referral_conversion' || !Number.isSafeInteger(until) || until <= 0) return pricing;
  return { ...pricing, free_entry_until: until };
}
