import type { ContactAttributes, TemplateContent, TemplateValues } from '@mailtrixy/shared/dto';

/** Whom and what the defaults of a template may speak of. */
export interface FillContext {
  contact: { name: string | null; phone: string | null; attributes: ContactAttributes };
  /** Kind of the address it goes to; a login code cannot go to a business-scoped user id. Absent: not checked. */
  addressKind?: string;
  conversationId: string | null;
  /** Null when no person sends it. */
  agentName: string | null;
  workspaceName: string;
}

/** A file that a header shows. The sender uploads it and puts the provider's id in with `withMediaIds`. */
export interface MediaSlot {
  slot: string;
  attachmentId: string;
  kind: 'image' | 'video' | 'document';
}

/** A template with its values, plain JSON: it is stored with the message until it is sent. */
export interface FilledTemplate {
  templateId: string;
  /** Hex; what the template looked like when it was filled. */
  contentHash: string;
  name: string;
  language: string;
  category: string;
  /** Meta's own, ready to send but for the ids of files. */
  components: unknown[];
  mediaSlots: MediaSlot[];
  /** The filled body: the message's text. */
  body: string;
  /** What the bubble shows. */
  content: TemplateContent;
  /** As filled, defaults included: enough to fill it again. */
  values: TemplateValues;
}
