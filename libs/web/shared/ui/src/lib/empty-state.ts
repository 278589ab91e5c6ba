import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { Icon } from './icon/icon';
import type { IconData } from './icon/icon-data';

/** Nothing here: an icon, one line why, one action (the content). */
@Component({
  selector: 'mx-empty-state',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  host: { class: 'mx-empty' },
  template: `
    <svg mx-icon [icon]="icon()" [size]="32"></svg>
    <p class="mx-empty__title">{{ heading() }}</p>
    @if (text()) {
      <p class="mx-empty__text">{{ text() }}</p>
    }
    <div class="mx-empty__actions"><ng-content /></div>
  `,
})
export class EmptyState {
  readonly icon = input.required<IconData>();
  readonly heading = input.required<string>();
  readonly text = input('');
}
