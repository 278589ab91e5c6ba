import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { ChannelKind, ChannelMode } from '@mailtrixy/shared/dto';
import { ChannelMark, type ChannelMarkKind } from '@mailtrixy/web/shared/ui';

/** The tile that names a channel's kind. The simulator has its own mark, so that nobody takes it for the real thing. */
@Component({
  selector: 'mx-channel-tile',
  imports: [ChannelMark],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': '"st-ch-mark st-c-" + mark()', '[class.st-lg]': 'large()' },
  template: `<svg mx-channel-mark [kind]="mark()"></svg>`,
})
export class ChannelTile {
  readonly kind = input.required<ChannelKind>();
  readonly mode = input<ChannelMode>('live');
  readonly large = input(false);
  protected readonly mark = computed<ChannelMarkKind>(() => (this.mode() === 'sandbox' ? 'sim' : this.kind()));
}
