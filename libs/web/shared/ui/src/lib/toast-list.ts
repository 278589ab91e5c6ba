import { ChangeDetectionStrategy, Component, DestroyRef, effect, inject, input, output } from '@angular/core';
import type { Toast } from '@mailtrixy/web/shared/util';
import { Toasts } from '@mailtrixy/web/shared/util';
import { Button } from './button';
import { Icon } from './icon/icon';
import { IconButton } from './icon-button';
import { iconCircleAlert, iconCircleCheck, iconInfo, iconX } from './icon/base-icons';

@Component({
  selector: 'mx-toast',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Icon, IconButton],
  host: {
    '[class]': "'mx-toast mx-toast--' + toast().kind",
    '[attr.role]': "toast().kind === 'danger' ? 'alert' : 'status'",
    '(mouseenter)': 'pause()',
    '(mouseleave)': 'resume()',
    '(focusin)': 'pause()',
    '(focusout)': 'resume()',
  },
  template: `
    <svg mx-icon [icon]="icons[toast().kind]" [size]="18"></svg>
    <span class="mx-toast__text">{{ toast().text }}</span>
    @if (toast().action; as action) {
      <button mx-button type="button" size="sm" kind="ghost" class="mx-toast__action" (click)="act()">{{ action.label }}</button>
    }
    <button type="button" mx-icon-button size="sm" label="Dismiss" (click)="dismissed.emit()"><svg mx-icon [icon]="iconX"></svg></button>
  `,
})
export class ToastView {
  private timer: ReturnType<typeof setTimeout> | undefined;
  readonly toast = input.required<Toast>();
  readonly dismissed = output();
  protected readonly icons = { ok: iconCircleCheck, info: iconInfo, danger: iconCircleAlert };
  protected readonly iconX = iconX;

  constructor() {
    effect(() => {
      this.toast();
      this.resume();
    });
    inject(DestroyRef).onDestroy(() => this.pause());
  }

  protected act(): void {
    this.toast().action?.run();
    this.dismissed.emit();
  }

  protected pause(): void {
    clearTimeout(this.timer);
  }

  protected resume(): void {
    this.pause();
    const { lifetime } = this.toast();
    if (lifetime !== null) this.timer = setTimeout(() => this.dismissed.emit(), lifetime);
  }
}

/** Draws the toasts of the Toasts service. The shell has the only one. */
@Component({
  selector: 'mx-toast-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ToastView],
  host: { class: 'mx-toasts', role: 'region', 'aria-label': 'Messages', 'data-testid': 'toasts' },
  template: `
    @for (toast of toasts.shown(); track toast.id) {
      <mx-toast [toast]="toast" (dismissed)="toasts.dismiss(toast.id)" />
    }
  `,
})
export class ToastList {
  protected readonly toasts = inject(Toasts);
}
