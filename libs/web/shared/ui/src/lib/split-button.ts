import { ChangeDetectionStrategy, Component, booleanAttribute, input, output } from '@angular/core';
import { Button } from './button';
import type { ButtonKind } from './button';
import { Icon } from './icon/icon';
import { iconChevronDown } from './icon/base-icons';
import type { MenuEntry } from './menu';
import { Menu } from './menu';
import { MenuTrigger } from './menu-trigger';

/** A button with a second, narrow one that offers variants of the same act. */
@Component({
  selector: 'mx-split-button',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Icon, Menu, MenuTrigger],
  host: { class: 'mx-split' },
  template: `
    <button mx-button type="button" [kind]="kind()" [disabled]="disabled()" [loading]="loading()" [attr.data-testid]="testId() || null" (click)="pressed.emit()"><ng-content /></button>
    <button mx-button type="button" class="mx-split__more" [kind]="kind()" [disabled]="disabled()" [attr.aria-label]="moreLabel()" [mxMenuTriggerFor]="menu">
      <svg mx-icon [icon]="iconChevronDown"></svg>
    </button>
    <ng-template #menu><mx-menu [label]="moreLabel()" [entries]="entries()" (picked)="picked.emit($event)" /></ng-template>
  `,
})
export class SplitButton<V extends string = string> {
  readonly entries = input.required<readonly MenuEntry<V>[]>();
  readonly moreLabel = input('More ways');
  readonly kind = input<ButtonKind>('primary');
  readonly disabled = input(false, { transform: booleanAttribute });
  readonly loading = input(false, { transform: booleanAttribute });
  /** data-testid of the main button. */
  readonly testId = input('');
  readonly pressed = output();
  readonly picked = output<V>();
  protected readonly iconChevronDown = iconChevronDown;
}
