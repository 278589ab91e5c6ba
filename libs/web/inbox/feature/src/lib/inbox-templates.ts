import { Injectable, inject } from '@angular/core';
import { InboxApi, SendQueue, ThreadStore } from '@mailtrixy/web/inbox/data-access';
import { TEMPLATE_DIALOGS, greetingName } from '@mailtrixy/web/templates/entry';
import { Toasts, uuidv7 } from '@mailtrixy/web/shared/util';
import { InboxLocation } from './inbox-location';
import type { TemplateEntry } from './template-entry';

/** Opens the dialogs of templates for the inbox, and sends what comes out of them. */
@Injectable()
export class InboxTemplates implements TemplateEntry {
  private readonly dialogs = inject(TEMPLATE_DIALOGS);
  private readonly threads = inject(ThreadStore);
  private readonly api = inject(InboxApi);
  private readonly queue = inject(SendQueue);
  private readonly location = inject(InboxLocation);
  private readonly toasts = inject(Toasts);
  private open = false;

  async choose(conversationId: string, templateId?: string): Promise<void> {
    await this.once(async () => {
      const { channelId, contact, contactName, address, addressKind, windowExpiresAt } = this.threads.open(conversationId).detail() ?? (await this.api.conversation(conversationId));
      const phone = addressKind === 'wa_id' || addressKind === 'phone' ? `+${address.replace(/^\+/, '')}` : null;
      const chosen = await this.dialogs?.choose({ conversationId, channelId, contactName, greetingName: greetingName(contact.savedName ?? contact.profileName), phone, attributes: contact.attributes, optedOutAt: contact.optedOutAt, windowExpiresAt, ...(templateId ? { templateId } : {}) });
      if (!chosen || chosen === 'write') return;
      this.queue.add({ clientId: uuidv7(), conversationId, kind: 'reply', body: chosen.body, quoted: null, content: { type: 'template', template: chosen.choice, shown: chosen.shown } });
    });
  }

  async startConversation(): Promise<void> {
    await this.once(async () => {
      const started = await this.dialogs?.start();
      if (started) this.location.openInAll(started.conversationId);
    });
  }

  /** A second press while the dialog's code is on its way opens no second dialog. */
  private async once(act: () => Promise<void>): Promise<void> {
    if (this.open) return;
    this.open = true;
    try {
      await act();
    } catch {
      this.toasts.error('The templates could not be opened. Check the connection and try again.');
    } finally {
      this.open = false;
    }
  }
}
