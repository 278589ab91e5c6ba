import type { IdentityKind } from '@mailtrixy/shared/dto';

/** An opaque address of a contact. */
export interface InboundIdentity {
  kind: IdentityKind;
  value: string;
}

interface InboundBase {
  /** Position in the delivery; (delivery, index) is one item. */
  index: number;
  /** Which of our numbers or mailboxes it is for; for WhatsApp the phone_number_id. */
  channelExternalId: string | null;
  /** Account above the number (WABA id), for events that name no number. */
  accountExternalId: string | null;
}

/** A message that a person wrote to us. */
export interface InboundMessage extends InboundBase {
  kind: 'message';
  /** The provider's id; unique per channel, case-sensitive. */
  externalId: string;
  /** Milliseconds since the epoch, the provider's clock. */
  providerTs: number;
  /** All known addresses, the surest first. Never empty. */
  identities: InboundIdentity[];
  /** Where an answer goes. */
  address: InboundIdentity;
  profileName: string | null;
  /** 'text', or the provider's type name of a kind shown as a stub. */
  type: string;
  display: 'bubble' | 'stub' | 'system';
  /** The text, or the readable line of a stub. */
  body: string | null;
  payload: Record<string, unknown> | null;
  quotedExternalId: string | null;
  /** True for what opens the 24-hour window: messages, request_welcome and calls. */
  opensWindow: boolean;
}

/** What the provider says about a message that we sent. */
export interface InboundStatus extends InboundBase {
  kind: 'status';
  /** The wamid. */
  externalId: string;
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
  providerTs: number;
  /** Our attempt's token, echoed as biz_opaque_callback_data. */
  token: string | null;
  /** Group member; '' outside groups. */
  participant: string;
  error: { code: number | null; title: string; detail: string } | null;
  pricing: Record<string, unknown> | null;
}

/** Something that is stored and listed but changes nothing yet: unknown field, unknown status, account-level error. */
export interface InboundOther extends InboundBase {
  kind: 'other';
  /** Meta's field, or 'errors'. */
  subject: string;
  externalId: string | null;
}

/** An element that could not be understood at all; the rest of its delivery goes on. */
export interface InboundMalformed extends InboundBase {
  kind: 'malformed';
  subject: string;
  reason: string;
  externalId: string | null;
}

export type InboundEvent = InboundMessage | InboundStatus | InboundOther | InboundMalformed;
