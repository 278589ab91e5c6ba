import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { type DraftButton, DRAFT_LIMITS, hasFixedWords, variablesIn } from '@mailtrixy/web/templates/data-access';
import { Field, Input } from '@mailtrixy/web/shared/ui';
import { BUTTON_KINDS } from './button-kinds';
import { DraftForm } from './draft-form';

/** What one button says and does. */
@Component({
  selector: 'mx-button-fields',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, Input],
  template: `
    @if (!fixedWords()) {
      <mx-field label="Words" [aside]="count()" [error]="problem('text')" required><input #words mxInput dir="auto" autocomplete="off" [value]="button().text" (input)="changed.emit({ text: words.value })" (blur)="touch('text')" /></mx-field>
    }
    @if (kind().value; as label) {
      <mx-field [label]="label" [hint]="kind().hint" [error]="problem('value')" required><input #value mxInput autocomplete="off" [placeholder]="kind().placeholder" [value]="button().value" (input)="changed.emit({ value: value.value })" (blur)="touch('value')" /></mx-field>
    } @else if (kind().hint) {
      <p class="mx-field__hint wide">{{ kind().hint }}</p>
    }
    @if (varies()) {
      <mx-field class="wide" label="Example of the whole address" [error]="problem('example')" required><input #example mxInput autocomplete="off" placeholder="https://example.org/orders/1182" [value]="button().example" (input)="changed.emit({ example: example.value })" (blur)="touch('example')" /></mx-field>
    }
  `,
  styles: `
    :host { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr)); gap: .75rem; align-items: start; }
    .wide { grid-column: 1 / -1; }
  `,
})
export class ButtonFields {
  private readonly form = inject(DraftForm);
  readonly button = input.required<DraftButton>();
  /** Of the form, e.g. "button.0" or "card.1.button.0". */
  readonly part = input.required<string>();
  readonly changed = output<Partial<DraftButton>>();

  protected readonly kind = computed(() => BUTTON_KINDS[this.button().type]);
  protected readonly fixedWords = computed(() => hasFixedWords(this.button()));
  protected readonly varies = computed(() => this.button().type === 'URL' && variablesIn(this.button().value).length > 0);
  protected readonly count = computed(() => `${[...this.button().text].length} / ${DRAFT_LIMITS.buttonText}`);

  protected problem(member: string): string | null {
    return this.form.shownProblems()[`${this.part()}.${member}`] ?? null;
  }

  protected touch(member: string): void {
    this.form.touch(`${this.part()}.${member}`);
  }
}
