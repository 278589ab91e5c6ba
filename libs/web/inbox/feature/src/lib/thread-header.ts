import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, output, viewChild } from '@angular/core';
import type { ConversationDetail } from '@mailtrixy/shared/dto';
import { identityLine } from '@mailtrixy/web/inbox/ui';
import {
  Avatar,
  Button,
  ChannelMark,
  Chip,
  Icon,
  IconButton,
  Menu,
  MenuTrigger,
  iconCheck,
  iconChevronDown,
  iconChevronLeft,
  iconClock,
  iconEllipsis,
  iconEye,
  iconLink,
  iconMail,
  iconPanelRight,
  iconRotateCcw,
  iconTag,
  iconUserPlus,
  type MenuEntry,
} from '@mailtrixy/web/shared/ui';
import { ConversationActs } from './conversation-acts';
import { InboxLocation } from './inbox-location';
import { OpenConversation } from './open-conversation';

type More = 'unread' | 'link' | 'label' | 'snooze';

/** Who this is, on which channel, who else looks, and the acts on the whole conversation. */
@Component({
  selector: 'header[mx-thread-header]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Button, ChannelMark, Chip, Icon, IconButton, Menu, MenuTrigger],
  templateUrl: './thread-header.html',
  styleUrl: './thread-header.css',
})
export class ThreadHeader {
  protected readonly acts = inject(ConversationActs);
  protected readonly current = inject(OpenConversation);
  protected readonly location = inject(InboxLocation);

  readonly detail = input.required<ConversationDetail>();
  readonly panelOpen = input(false);
  readonly togglePanel = output();

  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  private readonly assignTrigger = viewChild('assign', { read: MenuTrigger });
  private readonly labelTrigger = viewChild('label', { read: MenuTrigger });
  private readonly snoozeTrigger = viewChild('snooze', { read: MenuTrigger });

  protected readonly iconCheck = iconCheck;
  protected readonly iconChevronDown = iconChevronDown;
  protected readonly iconChevronLeft = iconChevronLeft;
  protected readonly iconClock = iconClock;
  protected readonly iconTag = iconTag;
  protected readonly iconEllipsis = iconEllipsis;
  protected readonly iconEye = iconEye;
  protected readonly iconPanelRight = iconPanelRight;
  protected readonly iconRotateCcw = iconRotateCcw;
  protected readonly iconUserPlus = iconUserPlus;

  protected readonly identity = computed(() => identityLine(this.detail().contact));
  protected readonly channelName = computed(() => this.current.channel()?.name ?? 'WhatsApp');
  protected readonly viewers = computed(() => this.current.others().map((viewer) => viewer.name).join(', '));
  protected readonly moreEntries = computed<MenuEntry<More>[]>(() => [
    ...(this.acts.canAct()
      ? [
          { value: 'label' as const, label: 'Labels…', icon: iconTag, hint: 'L' },
          { value: 'snooze' as const, label: 'Snooze…', icon: iconClock, hint: 'H' },
        ]
      : []),
    ...(this.acts.canAct() ? [{ value: 'unread' as const, label: 'Mark as unread', icon: iconMail, hint: 'Shift U' }] : []),
    { value: 'link', label: 'Copy link', icon: iconLink },
  ]);

  focusHeading(): void {
    this.heading().nativeElement.focus({ preventScroll: true });
  }

  openMenu(menu: 'label' | 'snooze'): void {
    (menu === 'label' ? this.labelTrigger() : this.snoozeTrigger())?.open();
  }

  openAssign(): void {
    this.assignTrigger()?.open();
  }

  protected more(act: More): void {
    if (act === 'label' || act === 'snooze') this.openMenu(act);
    else if (act === 'unread') void this.acts.markUnread();
    else void this.acts.copyLink();
  }
}
