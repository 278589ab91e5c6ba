import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ConversationDetail } from '@mailtrixy/shared/dto';
import { BrowserStore, InboxViewer, ThreadStore } from '@mailtrixy/web/inbox/data-access';
import { knownIdentities, type KnownIdentity } from '@mailtrixy/web/inbox/ui';
import { Avatar, ChannelMark, Chip, Icon, IconButton, LabelChip, Menu, MenuTrigger, Progress, iconAtSign, iconChevronDown, iconCopy, iconMail, iconPhone, iconPlus, iconUser, iconX, type IconData } from '@mailtrixy/web/shared/ui';
import { Announcer, copyText, formatDate, formatFull } from '@mailtrixy/web/shared/util';
import { ContactAttributes } from './contact/contact-attributes';
import { DuplicateNote } from './contact/duplicate-note';
import { FilesSection } from './contact/files-section';
import { SavedName } from './contact/saved-name';
import { ConversationActs } from './conversation-acts';
import { OpenConversation } from './open-conversation';

const SECTIONS_KEY = 'mx-inbox-sections';
const STATUS_NAMES = { open: 'Open', pending: 'Pending', snoozed: 'Snoozed', resolved: 'Resolved' } as const;

/** The right pane: who the customer is, and how this conversation stands. */
@Component({
  selector: 'mx-contact-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, ChannelMark, Chip, ContactAttributes, DuplicateNote, FilesSection, Icon, IconButton, LabelChip, Menu, MenuTrigger, Progress, RouterLink, SavedName],
  templateUrl: './contact-panel.html',
  styleUrl: './contact-panel.css',
})
export class ContactPanel {
  private readonly storage = inject(BrowserStore);
  private readonly announcer = inject(Announcer);
  private readonly threads = inject(ThreadStore);
  protected readonly viewer = inject(InboxViewer);
  protected readonly acts = inject(ConversationActs);
  protected readonly current = inject(OpenConversation);

  readonly detail = input.required<ConversationDetail>();
  readonly closed = output();

  protected readonly iconChevronDown = iconChevronDown;
  protected readonly iconCopy = iconCopy;
  protected readonly iconPlus = iconPlus;
  protected readonly iconX = iconX;
  protected readonly formatDate = formatDate;
  protected readonly formatFull = formatFull;
  protected readonly statusNames = STATUS_NAMES;
  protected readonly identities = computed(() => knownIdentities(this.detail().contact));
  protected readonly hidesNumber = computed(() => !this.detail().contact.identities.some((identity) => identity.kind === 'phone' || identity.kind === 'wa_id'));
  private readonly sections = this.storage.read<Record<string, boolean>>(SECTIONS_KEY) ?? {};

  /** WhatsApp lets every message be free for 72 hours after an ad or a call button led the customer here. */
  protected readonly freeUntil = computed(() => {
    const until = this.detail().freeUntil;
    return until && new Date(until).getTime() > Date.now() ? until : null;
  });

  protected isOpen(section: string): boolean {
    return this.sections[section] ?? true;
  }

  protected toggled(section: string, event: Event): void {
    this.sections[section] = (event.target as HTMLDetailsElement).open;
    this.storage.write(SECTIONS_KEY, this.sections);
  }

  /** A refresh that fails leaves what is known; the next change brings it. */
  protected renew(): void {
    this.threads.refreshDetail(this.detail().id).catch(() => undefined);
  }

  protected icon(identity: KnownIdentity): IconData {
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

  protected async copy(identity: KnownIdentity): Promise<void> {
    if (await copyText(identity.value)) this.announcer.say('Copied');
  }
}
