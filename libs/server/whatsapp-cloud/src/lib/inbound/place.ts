import type { InboundMalformed } from '@mailtrixy/server/channels';

/** Where an element stands: its number, account and place in the delivery. */
export interface Place {
  index: number;
  channelExternalId: string | null;
  accountExternalId: string | null;
}

export function malformed(place: Place, subject: string, reason: string, externalId: string | null): InboundMalformed {
  return { ...place, kind: 'malformed', subject, reason, externalId };
}
