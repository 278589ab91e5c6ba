/**
 * What a message holds beside its text (`Message.body`: the text, caption, or what the customer chose) and its file
 * (`Message.attachment`). Where the content says it all (location, contacts, form answer, call), `body` is a short line for
 * previews, search and screen readers, and the bubble draws the content only. Both directions use the same shapes. A kind that this list does not know is a stub with raw JSON.
 */
export type MessageContent =
  | LocationContent
  | ContactsContent
  | ChoiceContent
  | FormAnswerContent
  | CallPermissionContent
  | OrderContent
  | ProductQuestionContent
  | InteractiveContent
  | TemplateContent
  | CallContent;

export interface LocationContent {
  kind: 'location';
  latitude: number;
  longitude: number;
  name: string | null;
  address: string | null;
  /** Untrusted; shown as a link only. */
  url: string | null;
}

export interface ContactCard {
  name: string;
  phones: { phone: string; type: string | null; waId: string | null }[];
  emails: { email: string; type: string | null }[];
  organisation: string | null;
  addresses: string[];
  urls: string[];
  birthday: string | null;
}
export interface ContactsContent {
  kind: 'contacts';
  cards: ContactCard[];
  /** True when the customer answered our request for the phone number. */
  requested: boolean;
}

/** A pressed button or list row; the label is `Message.body`, our question is the quote. */
export interface ChoiceContent {
  kind: 'choice';
  source: 'button' | 'list' | 'template_button';
  /** Ours from the sent message, but it comes from the client: not to be trusted. */
  id: string | null;
  description: string | null;
}

/** Answer of a flow, address form and the like. */
export interface FormAnswerContent {
  kind: 'form_answer';
  form: string;
  /** Flattened; empty when the answer was not JSON, then `raw` has it. */
  fields: { name: string; value: string }[];
  raw: string | null;
}
export interface CallPermissionContent {
  kind: 'call_permission';
  accepted: boolean;
  permanent: boolean;
  expiresAt: string | null;
}

export interface OrderContent {
  kind: 'order';
  catalogId: string | null;
  items: { productId: string; quantity: number; price: number | null; currency: string | null }[];
}
/** "Message business" on a product. */
export interface ProductQuestionContent {
  kind: 'product_question';
  catalogId: string | null;
  productId: string;
}
export interface CallContent {
  kind: 'call';
  outcome: 'ringing' | 'missed' | 'ended';
  durationS: number | null;
}

/** A drawn button row under an outbound message. */
export interface ShownButton {
  icon: 'reply' | 'link' | 'phone' | 'copy' | 'list' | 'flow' | 'location' | 'contact' | 'catalog';
  text: string;
}
/** Sent with buttons, a list and the like. */
export interface InteractiveContent {
  kind: 'interactive';
  interactive: OutboundInteractive;
}
/** Sent from an approved template; `Message.body` is the filled body. */
export interface TemplateContent {
  kind: 'template';
  name: string;
  language: string;
  category: string;
  header: string | null;
  footer: string | null;
  buttons: ShownButton[];
  /** Bodies and buttons of carousel cards. */
  cards: { body: string | null; buttons: ShownButton[] }[];
}

export interface OutboundRow {
  id: string;
  title: string;
  description?: string;
}
export interface OutboundHeader {
  type: 'text' | 'image' | 'video' | 'document';
  text?: string;
  attachmentId?: string;
}
/** Interactive messages that can be sent (META-CLOUD-API §8.6). The body text is `SendMessageRequest.body`. */
export type OutboundInteractive =
  | { type: 'button'; header?: OutboundHeader; footer?: string; buttons: { id: string; title: string }[] }
  | { type: 'list'; header?: OutboundHeader; footer?: string; button: string; sections: { title?: string; rows: OutboundRow[] }[] }
  | { type: 'cta_url'; header?: OutboundHeader; footer?: string; displayText: string; url: string }
  | { type: 'flow'; header?: OutboundHeader; footer?: string; flowId: string; cta: string; flowToken?: string; screen?: string; data?: Record<string, unknown>; mode?: 'draft' | 'published' }
  | { type: 'location_request' }
  | { type: 'contact_request' }
  | { type: 'product'; footer?: string; catalogId: string; productId: string }
  | { type: 'product_list'; header: OutboundHeader; footer?: string; catalogId: string; sections: { title: string; productIds: string[] }[] }
  | { type: 'catalog'; footer?: string; thumbnailProductId?: string };

/** A card of an ad or post that led the customer here; shown above the first message. */
export interface Referral {
  sourceType: string | null;
  sourceUrl: string | null;
  sourceId: string | null;
  headline: string | null;
  body: string | null;
  mediaType: string | null;
  ctwaClid: string | null;
}

/** One side's reaction to a message; each side has one at most. */
export interface Reaction {
  by: 'contact' | 'us';
  emoji: string;
  /** Who of us; null for the contact. */
  userId: string | null;
  at: string;
  /** Ours: not yet accepted by WhatsApp, or refused. */
  state: 'done' | 'sending' | 'failed';
}
