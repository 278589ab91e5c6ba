import { ChangeDetectionStrategy, Component, booleanAttribute, input } from '@angular/core';

export const LABEL_COLOURS = ['slate', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'indigo', 'plum', 'pink'] as const;
export type LabelColour = (typeof LABEL_COLOURS)[number];

@Component({
  selector: 'mx-label-chip',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': "'mx-label mx-label--' + colour()", '[class.mx-label--lg]': 'large()' },
  template: '<ng-content />',
})
export class LabelChip {
  readonly colour = input<LabelColour>('slate');
  readonly large = input(false, { transform: booleanAttribute });
}
