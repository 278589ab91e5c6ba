import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { AiState, ConversationRow } from '@mailtrixy/shared/dto';
import { Avatar, Badge, Chip, Icon, LabelChip, iconBot, iconClock, iconSparkles, iconTriangleAlert, iconUser, type IconData } from '@mailtrixy/web/shared/ui';
import { formatFull, formatRowTime } from '@mailtrixy/web/shared/util';
import { deliveryMark } from './delivery-mark';
import { DeliveryTicks } from './delivery-ticks';
import { previewParts } from './preview-parts';
import { replyWindow } from './reply-window';
import { WindowChip } from './window-chip';

const LABELS_SHOWN = 2;
const AI_CHIPS: Record<AiState, { icon: IconData; words: string; title: string }> = {
  draft: { icon: iconSparkles, words: 'Draft', title: 'the AI’s draft waits for a person' },
  sent: { icon: iconBot, words: 'Auto-sent', title: 'the AI answered by itself' },
  handed_over: { icon: iconUser, words: 'Handed over', title: 'the AI asks for a person' },
};

/** What a row of the list shows. The link around it and its place are the list's. */
@Component({
  selector: 'mx-conversation-row-view',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Badge, Chip, DeliveryTicks, Icon, LabelChip, NgTemplateOutlet, WindowChip],
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
  protected readonly iconClock = iconClock;
  protected readonly labels = computed(() => this.row().labels.slice(0, LABELS_SHOWN));
  protected readonly moreLabels = computed(() => Math.max(0, this.row().labels.length - LABELS_SHOWN));
  protected readonly moreNames = computed(() => this.row().labels.slice(LABELS_SHOWN).map(({ name }) => name).join(', '));
  protected readonly ai = computed(() => {
    const { aiState } = this.row();
    return aiState && AI_CHIPS[aiState];
  });
  protected readonly snoozed = computed(() => {
    const { status, snoozedUntil } = this.row();
    return status === 'snoozed' && snoozedUntil ? formatRowTime(snoozedUntil, this.now()) : null;
  });
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
  protected readonly thirdLine = computed(() => this.row().failed || this.row().channelMode === 'sandbox' || this.row().aiState !== null || this.row().labels.length > 0 || this.snoozed() !== null || this.window() !== null);
}
