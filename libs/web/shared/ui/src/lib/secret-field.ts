import { ChangeDetectionStrategy, Component, ElementRef, booleanAttribute, computed, effect, inject, input, model, output, signal, viewChild } from '@angular/core';
import { Button } from './button';
import { FieldContext } from './field-context';
import { Icon } from './icon/icon';
import { IconButton } from './icon-button';
import { iconEye, iconEyeOff } from './icon/base-icons';

/**
 * A secret. A stored one is only "••••••••a91f" with who set it; Replace… opens an empty field.
 * Without `last4` it is an input from the start (wizard) and has no buttons of its own.
 */
@Component({
  selector: 'mx-secret-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Icon, IconButton],
  host: { class: 'mx-secret' },
  template: `
    @if (stored() && !editing()) {
      <div class="mx-secret-field">
        <span class="mx-secret-field__value">••••••••{{ last4() }}</span>
        <span class="mx-secret-field__meta">{{ meta() }}</span>
        <button mx-button type="button" size="xs" [attr.aria-label]="'Replace ' + label()" (click)="begin()">Replace…</button>
      </div>
    } @else {
      <span class="mx-in-wrap">
        <input
          #box
          class="mx-input mx-input--mono"
          [type]="revealed() ? 'text' : 'password'"
          autocomplete="off"
          data-1p-ignore
          data-lpignore="true"
          spellcheck="false"
          autocapitalize="off"
          [value]="context?.field()?.value() ?? value()"
          [disabled]="busy()"
          [attr.id]="context?.controlId"
          [attr.placeholder]="placeholder() || null"
          [attr.aria-label]="context ? null : label()"
          [attr.aria-describedby]="context?.describedBy()"
          [attr.aria-invalid]="context?.invalid() || null"
          (input)="write(box.value)"
          (paste)="paste($event)"
          (blur)="context?.field()?.touch()"
          (keydown.enter)="submit($event)"
          (keydown.escape)="cancel()"
        />
        <button type="button" mx-icon-button size="sm" [label]="(revealed() ? 'Hide ' : 'Show ') + label()" [pressed]="revealed()" (click)="revealed.set(!revealed())">
          <svg mx-icon [icon]="revealed() ? iconEyeOff : iconEye"></svg>
        </button>
      </span>
      @if (stored()) {
        <div class="mx-secret__actions">
          <ng-content />
          <span class="mx-grow"></span>
          <button mx-button type="button" size="sm" kind="ghost" [disabled]="busy()" (click)="cancel()">Cancel</button>
          <button mx-button type="button" size="sm" kind="primary" [loading]="busy()" [disabled]="value() === ''" (click)="submit()">{{ saveLabel() }}</button>
        </div>
      }
    }
  `,
})
export class SecretField {
  protected readonly context = inject(FieldContext, { optional: true });
  private readonly box = viewChild<ElementRef<HTMLInputElement>>('box');
  readonly label = input.required<string>();
  /** Last four characters of the stored secret; null when none is stored. */
  readonly last4 = input<string | null>(null);
  /** "set 12 Nov by Ana · used 2 min ago" */
  readonly meta = input('');
  readonly placeholder = input('');
  readonly saveLabel = input('Save');
  readonly busy = input(false, { transform: booleanAttribute });
  /** The new secret being typed. Cleared on cancel and whenever editing ends. */
  readonly value = model('');
  readonly editing = model(false);
  readonly replaced = output<string>();
  protected readonly revealed = signal(false);
  protected readonly stored = computed(() => this.last4() !== null);
  protected readonly iconEye = iconEye;
  protected readonly iconEyeOff = iconEyeOff;

  constructor() {
    effect(() => {
      if (this.editing()) this.box()?.nativeElement.focus();
      else if (this.last4() !== null) this.forget();
    });
  }

  protected begin(): void {
    this.editing.set(true);
  }

  protected cancel(): void {
    if (!this.stored() || this.busy()) return;
    this.editing.set(false);
  }

  protected submit(event?: Event): void {
    if (!this.stored()) return;
    event?.preventDefault();
    if (this.value() !== '' && !this.busy()) this.replaced.emit(this.value());
  }

  protected write(text: string): void {
    this.value.set(text);
    this.context?.field()?.value.set(text);
  }

  /** Copied secrets come with spaces, line breaks and quotes around them. */
  protected paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text');
    if (text === undefined) return;
    event.preventDefault();
    this.write(text.replace(/\s+/g, '').replace(/^["'`“”]+|["'`“”]+$/g, ''));
  }

  private forget(): void {
    this.revealed.set(false);
    this.value.set('');
  }
}
