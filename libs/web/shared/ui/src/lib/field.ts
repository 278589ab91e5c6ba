import { ChangeDetectionStrategy, Component, booleanAttribute, computed, input } from '@angular/core';
import type { FormField } from '@mailtrixy/web/shared/util';
import { Icon } from './icon/icon';
import { iconCircleAlert } from './icon/base-icons';
import { FieldContext, nextId } from './field-context';

/** Label above, hint or error under. The control inside (mxInput, mx-password, mx-select…) takes id, state and value from it. */
@Component({
  selector: 'mx-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  providers: [{ provide: FieldContext, useExisting: Field }],
  host: { class: 'mx-field', '[class.mx-field--error]': 'invalid()' },
  template: `
    <label class="mx-field__label" [attr.for]="controlId" [attr.id]="labelId">
      {{ label() }}
      @if (required()) {
        <span class="mx-field__req" aria-hidden="true">*</span>
      }
      @if (optional()) {
        <span class="mx-field__opt">optional</span>
      }
      @if (aside()) {
        <span class="mx-field__aside">{{ aside() }}</span>
      }
    </label>
    <ng-content />
    <ng-content select="[fieldEnd]" />
    @if (message(); as text) {
      <p class="mx-field__error" [attr.id]="noteId"><svg mx-icon [icon]="iconCircleAlert"></svg><span>{{ text }}</span></p>
    } @else if (hint()) {
      <p class="mx-field__hint" [attr.id]="noteId">{{ hint() }}</p>
    }
  `,
})
export class Field extends FieldContext {
  readonly label = input.required<string>();
  readonly hint = input('');
  readonly aside = input('');
  /** Shows the message; leave it out when `field` is given. */
  readonly error = input<string | null>(null);
  readonly field = input<FormField | null>(null);
  readonly required = input(false, { transform: booleanAttribute });
  readonly optional = input(false, { transform: booleanAttribute });

  readonly controlId = nextId('control');
  readonly labelId = `${this.controlId}-label`;
  readonly noteId = `${this.controlId}-note`;
  protected readonly message = computed(() => this.error() ?? this.field()?.error() ?? null);
  readonly invalid = computed(() => this.message() !== null);
  readonly describedBy = computed(() => (this.invalid() || this.hint() ? this.noteId : null));
  protected readonly iconCircleAlert = iconCircleAlert;
}
