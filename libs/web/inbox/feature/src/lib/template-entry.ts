import { InjectionToken } from '@angular/core';

/** The ways into templates: the composer's button, the card of a closed window, a failed message, the C key. */
export interface TemplateEntry {
  /** Opens the picker for this conversation, with a template chosen already where one is named; resolves when it is closed. */
  choose(conversationId: string, templateId?: string): Promise<void>;
  /** Opens the new conversation dialog. */
  startConversation(): Promise<void>;
}

/** Null where the inbox has no templates: then none of the ways is shown. */
export const TEMPLATE_ENTRY = new InjectionToken<TemplateEntry | null>('template-entry', { providedIn: 'root', factory: () => null });
