import { InjectionToken } from '@angular/core';
import type { ContactAttributes, StartedConversation, TemplateChoice, TemplateContent } from '@mailtrixy/shared/dto';

/** The conversation that a template is chosen for. */
export interface TemplateTarget {
  conversationId: string;
  channelId: string;
  contactName: string;
  /** For defaults; null when the contact has none. */
  greetingName: string | null;
  phone: string | null;
  attributes: ContactAttributes;
  optedOutAt: string | null;
  windowExpiresAt: string | null;
  /** Chosen already; the picker opens at its fields. */
  templateId?: string;
}

/** A filled template, with what the bubble shows until the server's own message is there. */
export interface ChosenTemplate {
  choice: TemplateChoice;
  body: string;
  shown: TemplateContent;
}

/** Where a new conversation begins with something known. */
export interface StartFrom {
  channelId?: string;
  templateId?: string;
}

/** A message was started, or the person went to a conversation that is there. */
export type StartOutcome = Pick<StartedConversation, 'conversationId'>;

/** The dialogs of templates, for pages of other libraries. The app provides it and loads them with the first use. */
export interface TemplateDialogs {
  /** 'write': the window is open and the person would rather write. Undefined: closed. */
  choose(target: TemplateTarget): Promise<ChosenTemplate | 'write' | undefined>;
  start(from?: StartFrom): Promise<StartOutcome | undefined>;
}

export const TEMPLATE_DIALOGS = new InjectionToken<TemplateDialogs | null>('template-dialogs', { providedIn: 'root', factory: () => null });
