import type { InboundIdentity, InboundMessage } from '@mailtrixy/server/channels';
import { toldAt, type Sighting } from '../contacts/sighting';
import type { InboundArrival } from './inbound-arrival';

/**
 * The person whose message it is. A notice makes nobody a contact, except what opens the window, and a move: of two moves
 * the later one may come first.
 */
export function sightingOf({ workspaceId, receivedAt, message }: InboundArrival): Sighting {
  const { accountExternalId, identities, profileName, moved, display, opensWindow } = message;
  return { workspaceId, scope: accountExternalId ?? null, identities: message.content?.kind === 'contacts' ? [...identities, ...sharedPhone(message)] : identities, profileName, ...toldAt(message.providerTs, receivedAt), moved: moved ?? null, makes: display !== 'system' || opensWindow || Boolean(moved?.from.length && moved.to.length) };
}

/** Who answers our request for the phone number tells the own one; any other card is somebody else's. */
function sharedPhone({ content, direction, identities }: InboundMessage): InboundIdentity[] {
  if (content?.kind !== 'contacts' || !content.requested || direction === 'out') return [];
  const phone = content.cards[0]?.phones[0];
  const digits = (phone?.waId ?? phone?.phone ?? '').replace(/\D/g, '');
  if (digits.length < 5 || digits.length > 20 || identities.some(({ value }) => value === digits)) return [];
  return [{ kind: phone?.waId ? 'wa_id' : 'phone', value: digits }];
}
