import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Chip, Icon, iconHourglass, iconLock } from '@mailtrixy/web/shared/ui';
import type { ReplyWindow } from './reply-window';

/** How long WhatsApp still lets us write freely. */
@Component({
  selector: 'mx-window-chip',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Chip, Icon],
  template: `
    <mx-chip [kind]="kind()" [large]="large()" [title]="replyWindow().until">
      <svg mx-icon [icon]="replyWindow().state === 'closed' ? iconLock : iconHourglass" [size]="12"></svg>{{ words() }}
    </mx-chip>
  `,
})
export class WindowChip {
  readonly replyWindow = input.required<ReplyWindow>();
  readonly large = input(false);
  /** In a row there is no room for "left". */
  readonly short = input(false);
  protected readonly iconHourglass = iconHourglass;
  protected readonly iconLock = iconLock;
  protected readonly kind = computed(() => {
    switch (this.replyWindow().state) {
      case 'closed':
        return 'danger';
      case 'closing':
      case 'last-hour':
        return 'warn';
      default:
        return 'neutral';
    }
  });
  protected readonly words = computed(() => (this.short() && this.replyWindow().left ? this.replyWindow().left : this.replyWindow().words));
}
