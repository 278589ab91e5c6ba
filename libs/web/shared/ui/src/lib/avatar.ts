import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { initialsOf, tintOf } from '@mailtrixy/web/shared/util';
import type { ChannelMarkKind } from './channel-mark';
import { ChannelMark } from './channel-mark';
import { Icon } from './icon/icon';
import { iconUser } from './icon/base-icons';

export type AvatarSize = 16 | 20 | 24 | 28 | 32 | 36 | 40 | 56;

/** Initials on a tint that stays the same for one id; a person sign when there is no name. Decoration: the name stands beside it. */
@Component({
  selector: 'mx-avatar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChannelMark, Icon],
  host: { '[class]': "'mx-avatar mx-avatar--' + size() + ' mx-avatar--' + tint()", 'aria-hidden': 'true' },
  template: `
    @if (initials()) {
      {{ initials() }}
    } @else {
      <svg mx-icon [icon]="iconUser"></svg>
    }
    @if (channel(); as kind) {
      <span class="mx-avatar__mark"><svg mx-channel-mark [kind]="kind"></svg></span>
    }
    @if (online()) {
      <span class="mx-avatar__dot"></span>
    }
  `,
})
export class Avatar {
  readonly name = input.required<string>();
  readonly id = input.required<string>();
  readonly size = input<AvatarSize>(32);
  readonly channel = input<ChannelMarkKind | null>(null);
  readonly online = input(false);
  readonly ai = input(false);
  protected readonly initials = computed(() => initialsOf(this.name()));
  protected readonly tint = computed(() => (this.ai() ? 'ai' : tintOf(this.id())));
  protected readonly iconUser = iconUser;
}
