import { ChangeDetectionStrategy, Component, computed, input, model } from '@angular/core';
import { Field, Input } from '@mailtrixy/web/shared/ui';
import { lengthOf } from './interactive-draft';

/** One line with its limit: the count stands beside the label and turns into an error when it is passed. */
@Component({
  selector: 'mx-limited-input',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, Input],
  template: `<mx-field [label]="label()" [aside]="aside()" [error]="over() ? 'Too long by ' + (count() - max()) : null" [optional]="optional()"><input #box mxInput dir="auto" autocomplete="off" [value]="value()" [placeholder]="placeholder()" (input)="value.set(box.value)" /></mx-field>`,
})
export class LimitedInput {
  readonly label = input.required<string>();
  readonly max = input.required<number>();
  readonly value = model.required<string>();
  readonly optional = input(false);
  readonly placeholder = input('');
  protected readonly count = computed(() => lengthOf(this.value()));
  protected readonly over = computed(() => this.count() > this.max());
  protected readonly aside = computed(() => `${this.count()} / ${this.max()}`);
}
