import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ConversationDetail, ContactIdentityRef } from '@mailtrixy/shared/dto';
import { BrowserStore } from '@mailtrixy/web/inbox/data-access';
import { identityWords, shownIdentities } from '@mailtrixy/web/inbox/ui';
import { Avatar, ChannelMark, Chip, Icon, IconButton, Menu, MenuTrigger, Progress, iconAtSign, iconChevronDown, iconCopy, iconMail, iconPhone, iconUser, iconX, type IconData } from '@mailtrixy/web/shared/ui';
import { Announcer, copyText, formatDate, formatFull } from '@mailtrixy/web/shared/util';
import { ConversationActs } from './conversation-acts';
import { OpenConversation } from './open-conversation';

const SECTIONS_KEY = 'mx-inbox-sections';
const STATUS_NAMES = { open: 'Open', pending: 'Pending', snoozed: 'Snoozed', resolved: 'Resolved' } as const;

/** The right pane: who the customer is, and how this conversation stands. */
@Component({
  selector: 'aside[mx-contact-panel]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, ChannelMark, Chip, Icon, IconButton, Menu, MenuTrigger, Progress, RouterLink],
  templateUrl: './contact-panel.html',
  styleUrl: './contact-panel.css',
  host: { 'aria-label': 'Contact', 'data-testid': 'contact-panel' },
})
export class ContactPanel {
  private readonly storage = inject(BrowserStore);
  private readonly announcer = inject(Announcer);
  protected readonly acts = inject(ConversationActs);
  protected readonly current = inject(OpenConversation);

  readonly detail = input.required<ConversationDetail>();
  readonly closed = output();

  protected readonly iconChevronDown = iconChevronDown;
  protected readonly iconCopy = iconCopy;
  protected readonly iconX = iconX;
  protected readonly formatDate = formatDate;
  protected readonly formatFull = formatFull;
  protected readonly words = identityWords;
  protected readonly statusNames = STATUS_NAMES;
  protected readonly identities = computed(() => shownIdentities(this.detail().contact));
  protected readonly hidesNumber = computed(() => !this.detail().contact.identities.some((identity) => identity.kind === 'phone' || identity.kind === 'wa_id'));
  private readonly sections = this.storage.read<Record<string, boolean>>(SECTIONS_KEY) ?? {};

  protected isOpen(section: string): boolean {
    return this.sections[section] ?? true;
  }

  protected toggled(section: string, event: Event): void {
    this.sections[section] = (event.target as HTMLDetailsElement).open;
    this.storage.write(SECTIONS_KEY, this.sections);
  }

  protected icon(identity: ContactIdentityRef): IconData {
    switch (identity.kind) {
      case 'username':
        return iconAtSign;
      case 'email':
        return iconMail;
      case 'bsuid':
        return iconUser;
      default:
        return iconPhone;
    }
  }

  protected async copy(identity: ContactIdentityRef): Promise<void> {
    if (await copyText(identityWords(identity))) this.announcer.say('Copied');
  }
}
