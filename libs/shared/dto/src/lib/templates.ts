import { isAttributeName, type ContactAttributes } from './contact-attributes';

export const TEMPLATE_STATUSES = ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED', 'IN_APPEAL', 'PENDING_DELETION', 'DELETED', 'LIMIT_EXCEEDED', 'ARCHIVED'] as const;
/** Meta's words; one we do not know is kept as it came. */
export type TemplateStatus = (typeof TEMPLATE_STATUSES)[number] | (string & {});
export const TEMPLATE_CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const;
export type TemplateCategory = (typeof TEMPLATE_CATEGORIES)[number];
export type TemplateQuality = 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN';

/** Where a value goes in the template. `card` is set inside a carousel. */
export type TemplateSlotPlace = 'header_text' | 'header_media' | 'header_location' | 'header_product' | 'body' | 'button_url' | 'button_payload' | 'button_copy_code' | 'button_otp' | 'button_flow' | 'button_catalog' | 'offer_expiry';

/** Fields that can fill a variable by themselves. */
export const TEMPLATE_FIELDS = ['contact.name', 'contact.first_name', 'contact.phone', 'conversation.id', 'agent.name', 'agent.first_name', 'workspace.name'] as const;
export type FixedTemplateField = (typeof TEMPLATE_FIELDS)[number];
/** Also what people note about contacts, e.g. "contact.attributes.order_number". */
export type TemplateField = FixedTemplateField | `contact.attributes.${string}`;

export function attributeField(name: string): TemplateField {
  return `contact.attributes.${name}`;
}

/** The attribute that a field names; null for a fixed field, and for what is no field. */
export function attributeOfField(field: string): string | null {
  const name = /^contact\.attributes\.(.+)$/.exec(field)?.[1];
  return name !== undefined && isAttributeName(name) ? name : null;
}

export function isTemplateField(field: unknown): field is TemplateField {
  return typeof field === 'string' && (TEMPLATE_FIELDS.some((fixed) => fixed === field) || attributeOfField(field) !== null);
}

/** One value a person gives before sending. */
export interface TemplateSlot {
  /** Unique within the template, e.g. "body.1", "body.order", "header", "button.0", "card.1.header". */
  key: string;
  place: TemplateSlotPlace;
  /** "Order no." from Meta's sample or the variable's name. */
  label: string;
  /** Meta's example. */
  sample: string | null;
  required: boolean;
  /** Header media: image, video or document. */
  mediaKind: 'image' | 'video' | 'document' | null;
  maxLength: number | null;
  /** Fixed part of a URL before the variable. */
  prefix: string | null;
  /** Filled by itself; a workspace's setting. */
  defaultField: TemplateField | null;
  defaultText: string | null;
}

export interface TemplateButtonView {
  type: string;
  text: string;
  url: string | null;
  phone: string | null;
}
export interface TemplateCardView {
  headerFormat: string | null;
  body: string | null;
  buttons: TemplateButtonView[];
}

/** One name in one language. */
export interface TemplateSummary {
  id: string;
  wabaId: string;
  name: string;
  language: string;
  category: string;
  status: TemplateStatus;
  quality: TemplateQuality;
  parameterFormat: 'POSITIONAL' | 'NAMED';
  /** Body with its {{variables}}. */
  body: string;
  headerFormat: 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'LOCATION' | 'PRODUCT' | null;
  headerText: string | null;
  footer: string | null;
  buttons: TemplateButtonView[];
  cards: TemplateCardView[];
  /** A limited-time offer's heading, and whether it shows when the offer ends. */
  offer: { text: string; expires: boolean } | null;
  slots: TemplateSlot[];
  /** Null: can be sent. Else why not, in plain words. */
  notSendable: string | null;
  rejectedReason: string | null;
  /** Meta's advice for a rejected one. */
  recommendation: string | null;
  favourite: boolean;
  usedAt: string | null;
  used30d: number;
  updatedAt: string;
  /** Set when it vanished from a complete listing; still shown where messages refer to it. */
  deletedAt: string | null;
}

export interface TemplateDetail extends TemplateSummary {
  /** Meta's components as they came. */
  components: unknown[];
  previousCategory: string | null;
  history: { at: string; event: string; words: string }[];
}

export interface TemplateSync {
  channelId: string;
  wabaId: string | null;
  state: 'never' | 'running' | 'done' | 'failed';
  /** Of the last complete one: how old the list is. */
  finishedAt: string | null;
  /** Read so far by the one that is running. */
  seen: number;
  /** Of the last complete one. */
  total: number;
  changed: number;
  tookMs: number | null;
  /** Why the newest try failed; the list is then the one before. */
  problem: string | null;
}

/** GET /api/templates?channelId= */
export interface TemplateList {
  items: TemplateSummary[];
  sync: TemplateSync;
  /** Names of attributes that contacts of this workspace have, by name; those in use last, at most 100. */
  attributes: string[];
}

/** Values by slot key; media slots hold an attachment id, location slots a JSON text {latitude, longitude, name, address}. */
export type TemplateValues = Record<string, string>;

export interface TemplateChoice {
  templateId: string;
  values: TemplateValues;
}

export interface UpdateTemplateSettingsRequest {
  favourite?: boolean;
  /** By slot key; null removes. */
  defaults?: Record<string, { field: TemplateField | null; text: string | null } | null>;
}

/** Create at Meta. Components are ours; the server validates them by Meta's rules before submitting. */
export interface CreateTemplateRequest {
  clientId: string;
  channelId: string;
  name: string;
  language: string;
  category: TemplateCategory;
  parameterFormat: 'POSITIONAL' | 'NAMED';
  components: unknown[];
}
export interface EditTemplateRequest {
  category?: TemplateCategory;
  components: unknown[];
}

/** POST /api/conversations: to a contact we know, or to a typed number. */
export interface StartConversationRequest {
  clientId: string;
  channelId: string;
  contactId?: string;
  /** E.164 with "+"; a number without country is refused in words. */
  phone?: string;
  name?: string;
  template: TemplateChoice;
  assignToMe?: boolean;
  /** Also into a conversation that is open already; without it that is refused with INBOX_ALREADY_OPEN and its id. */
  intoOpen?: boolean;
}

/** 201 for a new message, 200 for one that this clientId made before. */
export interface StartedConversation {
  conversationId: string;
  messageId: string;
}

/** POST /api/templates/sync: answers at once; frames tell the progress. */
export interface SyncTemplatesRequest {
  channelId: string;
}

/** POST /api/templates/samples: an uploaded file becomes an example of a header. */
export interface CreateTemplateSampleRequest {
  channelId: string;
  attachmentId: string;
}
export interface TemplateSample {
  /** Goes into the header's `example.header_handle`. */
  handle: string;
}

/** GET /api/recipients?channelId=&q= : whom a new conversation can go to. */
export interface Recipient {
  contactId: string | null;
  displayName: string;
  address: string;
  /** An open conversation on this channel. */
  conversationId: string | null;
  windowExpiresAt: string | null;
  /** Why marketing templates are blocked for this person. */
  optedOutAt: string | null;
  /** For defaults of templates. */
  attributes: ContactAttributes;
}
