import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Icon } from './icon/icon';
import type { IconData } from './icon/icon-data';
import { iconCircleAlert, iconCircleCheck, iconInfo, iconSparkles, iconTriangleAlert } from './icon/base-icons';

export type BannerKind = 'info' | 'ok' | 'warn' | 'danger' | 'ai' | 'neutral';

const ICONS: Record<BannerKind, IconData> = {
  info: iconInfo,
  ok: iconCircleCheck,
  warn: iconTriangleAlert,
  danger: iconCircleAlert,
  ai: iconSparkles,
  neutral: iconInfo,
};

/** A fault or a fact above the content it concerns. Buttons go into `[bannerActions]`. */
@Component({
  selector: 'mx-banner',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  host: { '[class]': "'mx-banner mx-banner--' + kind()", '[attr.role]': "kind() === 'danger' ? 'alert' : null" },
  template: `
    <svg mx-icon [icon]="shownIcon()"></svg>
    <div class="mx-grow">
      @if (heading()) {
        <p class="mx-banner__title">{{ heading() }}</p>
      }
      <ng-content />
    </div>
    <div class="mx-banner__actions"><ng-content select="[bannerActions]" /></div>
  `,
})
export class Banner {
  readonly kind = input<BannerKind>('info');
  readonly heading = input('');
  readonly icon = input<IconData | null>(null);
  protected readonly shownIcon = computed(() => this.icon() ?? ICONS[this.kind()]);
}
