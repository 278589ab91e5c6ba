import { ChangeDetectionStrategy, Component, input, model } from '@angular/core';

export interface Segment<V extends string = string> {
  value: V;
  label: string;
}

/** Two to five choices side by side, one of them on. */
@Component({
  selector: 'mx-segmented',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'mx-seg', role: 'group', '[attr.aria-label]': 'label()' },
  template: `
    @for (segment of segments(); track segment.value) {
      <button type="button" [attr.aria-pressed]="segment.value === value()" (click)="value.set(segment.value)">{{ segment.label }}</button>
    }
  `,
})
export class Segmented<V extends string = string> {
  readonly label = input.required<string>();
  readonly segments = input.required<readonly Segment<V>[]>();
  readonly value = model<V | null>(null);
}
