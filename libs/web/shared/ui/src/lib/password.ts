import { ChangeDetectionStrategy, Component, ElementRef, inject, input, model, signal, viewChild } from '@angular/core';
import { FieldContext } from './field-context';
import { Icon } from './icon/icon';
import { IconButton } from './icon-button';
import { iconEye, iconEyeOff } from './icon/base-icons';

/** A password input with a button that shows it. Pasting and password managers work. */
@Component({
  selector: 'mx-password',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton],
  host: { class: 'mx-in-wrap' },
  template: `
    <input
      #box
      class="mx-input"
      [type]="shown() ? 'text' : 'password'"
      [autocomplete]="autocomplete()"
      [name]="name()"
      [value]="context?.field()?.value() ?? value()"
      [attr.id]="context?.controlId"
      [attr.aria-label]="context ? null : label()"
      [attr.aria-describedby]="context?.describedBy()"
      [attr.aria-invalid]="context?.invalid() || null"
      [attr.aria-required]="context?.required() || null"
      autocapitalize="off"
      spellcheck="false"
      (input)="write(box.value)"
      (blur)="context?.field()?.touch()"
    />
    <button type="button" mx-icon-button size="sm" [label]="shown() ? 'Hide password' : 'Show password'" [pressed]="shown()" (click)="toggle()">
      <svg mx-icon [icon]="shown() ? iconEyeOff : iconEye"></svg>
    </button>
  `,
})
export class Password {
  protected readonly context = inject(FieldContext, { optional: true });
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  readonly value = model('');
  readonly autocomplete = input<'current-password' | 'new-password' | 'off'>('current-password');
  readonly name = input('password');
  readonly label = input('Password');
  protected readonly shown = signal(false);
  protected readonly iconEye = iconEye;
  protected readonly iconEyeOff = iconEyeOff;

  focus(): void {
    this.box().nativeElement.focus();
  }

  protected write(text: string): void {
    this.value.set(text);
    this.context?.field()?.value.set(text);
  }

  protected toggle(): void {
    this.shown.update((shown) => !shown);
    this.focus();
  }
}
