import { ChangeDetectionStrategy, Component, DestroyRef, inject, input, output, signal } from '@angular/core';
import { Announcer, copyText } from '@mailtrixy/web/shared/util';
import { Icon } from './icon/icon';
import { IconButton } from './icon-button';
import { iconCheck, iconCopy } from './icon/base-icons';

/** A value to copy (link, id). The text swaps to "Copied" for two seconds. */
@Component({
  selector: 'mx-copy-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton],
  host: { class: 'mx-copy-field', role: 'group', '[attr.aria-label]': 'label()', '[class.is-copied]': 'copied()' },
  template: `
    <span class="mx-copy-field__value" tabindex="0" [attr.aria-label]="label() + ': ' + value()">{{ shown() || value() }}</span>
    @if (copied()) {
      <span class="mx-copy-field__done"><svg mx-icon [icon]="iconCheck" [size]="14"></svg>Copied</span>
    }
    <ng-content />
    <button type="button" mx-icon-button [label]="'Copy ' + label()" (click)="copy()"><svg mx-icon [icon]="iconCopy"></svg></button>
  `,
})
export class CopyField {
  private readonly announcer = inject(Announcer);
  private timer: ReturnType<typeof setTimeout> | undefined;
  readonly label = input.required<string>();
  readonly value = input.required<string>();
  /** Shown instead of the value, e.g. dots for a token. */
  readonly shown = input('');
  readonly copiedValue = output<string>();
  protected readonly copied = signal(false);
  protected readonly iconCopy = iconCopy;
  protected readonly iconCheck = iconCheck;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected async copy(): Promise<void> {
    if (!(await copyText(this.value()))) return;
    this.copied.set(true);
    this.copiedValue.emit(this.value());
    this.announcer.say(`${this.label()} copied`);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.copied.set(false), 2000);
  }
}
