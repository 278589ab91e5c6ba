import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { ConversationRow } from '@mailtrixy/shared/dto';
import { Avatar, Badge, Chip, Icon, iconTriangleAlert } from '@mailtrixy/web/shared/ui';
import { formatFull, formatRowTime } from '@mailtrixy/web/shared/util';
import { deliveryMark } from './delivery-mark';
import { DeliveryTicks } from './delivery-ticks';
import { previewParts } from './preview-parts';
import { replyWindow } from './reply-window';
import { WindowChip } from './window-chip';

/** What a row of the list shows. The link around it and its place are the list's. */
@Component({
  selector: 'mx-conversation-row-view',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Badge, Chip, DeliveryTicks, Icon, NgTemplateOutlet, WindowChip],
  templateUrl: './conversation-row-view.html',
  styleUrl: './conversation-row-view.css',
  host: { '[class.is-unread]': 'row().unreadCount > 0', '[class.is-wrapped]': '!thirdLine()', '[class.is-compact]': 'compact()' },
})
export class ConversationRowView {
  readonly row = input.required<ConversationRow>();
  readonly now = input.required<number>();
  /** "You", "Ana", or empty for the customer's own words. */
  readonly author = input('');
  /** Someone else who is writing a reply right now. */
  readonly replying = input<string | null>(null);
  /** Shown outside "Mine". */
  readonly assignee = input<{ id: string; name: string } | null>(null);
  readonly compact = input(false);

  protected readonly iconTriangleAlert = iconTriangleAlert;
  protected readonly time = computed(() => formatRowTime(this.row().lastMessageAt, this.now()));
  protected readonly fullTime = computed(() => formatFull(this.row().lastMessageAt));
  protected readonly preview = computed(() => previewParts(this.row().preview));
  protected readonly prefix = computed(() => {
    const { direction } = this.row().preview;
    if (direction === 'note') return 'Note:';
    return direction === 'out' && this.author() ? `${this.author()}:` : '';
  });
  protected readonly mark = computed(() => {
    const { preview } = this.row();
    if (preview.direction !== 'out') return null;
    return deliveryMark({
      deliveryStatus: preview.deliveryStatus,
      openedAt: preview.opened ? this.row().lastMessageAt : null,
      sentAt: null,
      deliveredAt: null,
      failedAt: null,
    });
  });
  /** Only when it matters: under four hours, or closed. */
  protected readonly window = computed(() => {
    const window = replyWindow(this.row().windowExpiresAt, this.now());
    return window.state === 'none' || window.state === 'open' || this.row().status === 'resolved' ? null : window;
  });
  protected readonly thirdLine = computed(() => this.row().failed || this.row().channelMode === 'sandbox' || this.window() !== null);
}
