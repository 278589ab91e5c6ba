import type { AttachmentKind, IdentityKind, MessageContent, Referral } from '@mailtrixy/shared/dto';

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

/** A file that the provider keeps for us; the bytes are fetched later, by `providerMediaId`. */
export interface InboundMedia {
  kind: AttachmentKind;
  /** Null: the provider says there was a file, but cannot give it (too large, expired). */
  providerMediaId: string | null;
  mimeType: string;
  /** 64 lower-case hex digits, whatever form it came in. */
  sha256: string | null;
  fileName: string | null;
  animated: boolean;
  /** Why there are no bytes, in the provider's words. */
  problem: string | null;
}

/** A message of a conversation: a person's to us, or one of ours that was written elsewhere. */
export interface InboundMessage extends InboundBase {
  kind: 'message';
  /** out: written by our side in the WhatsApp Business app or by Meta's agent; shown as ours, never sent again. */
  direction: 'in' | 'out';
  /** Of the past (coexistence history): no unread, no window, no automation. */
  historical: boolean;
  /** Meta's own AI agent owns the thread (field `standby`). */
  standby: boolean;
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
  /** The text, caption or chosen label, or the readable line of a stub. */
  body: string | null;
  payload: Record<string, unknown> | null;
  content: MessageContent | null;
  media: InboundMedia | null;
  referral: Referral | null;
  forwarded: 'no' | 'once' | 'often';
  quotedExternalId: string | null;
  /** System message: the person's addresses before and from now on. */
  moved: { from: InboundIdentity[]; to: InboundIdentity[] } | null;
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

interface InboundChangeBase extends InboundBase {
  externalId: string | null;
  providerTs: number;
  identities: InboundIdentity[];
  address: InboundIdentity | null;
  profileName: string | null;
}

/** A person put a reaction on a message, or took it back (emoji null). */
export interface InboundReaction extends InboundChangeBase {
  kind: 'reaction';
  externalId: string;
  direction: 'in' | 'out';
  targetExternalId: string;
  emoji: string | null;
}

/** A person changed or took back a message. */
export interface InboundRevision extends InboundChangeBase {
  kind: 'revision';
  externalId: string;
  change: 'edit' | 'revoke';
  targetExternalId: string;
  body: string | null;
}

/** A person stopped or resumed marketing messages. */
export interface InboundPreference extends InboundChangeBase {
  kind: 'preference';
  category: string;
  value: 'stop' | 'resume';
}

/** Who owns the thread now: us, or Meta's own agent. */
export interface InboundHandover extends InboundChangeBase {
  kind: 'handover';
  owner: 'us' | 'meta_agent';
  summary: string | null;
}

/** An entry of the phone's address book (coexistence). */
export interface InboundAddressBook extends InboundChangeBase {
  kind: 'address_book';
  savedName: string | null;
  action: 'add' | 'remove';
}

export type InboundChange = InboundReaction | InboundRevision | InboundPreference | InboundHandover | InboundAddressBook;

/** Something about the number or account, under any other field of the webhook; also those that we do not know. */
export interface InboundNotice extends InboundBase {
  kind: 'notice';
  /** Meta's webhook field. */
  field: string;
  event: string | null;
  /** The change's value, cleaned for a JSON column. */
  value: Record<string, unknown>;
  providerTs: number;
  externalId: string | null;
  /** Digits of the number it names; most of these fields name it so and not by id. */
  displayNumber: string | null;
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

export type InboundEvent = InboundMessage | InboundStatus | InboundChange | InboundNotice | InboundOther | InboundMalformed;
