import { ChangeDetectionStrategy, Component, booleanAttribute, input } from '@angular/core';
import type { LabelColour } from '@mailtrixy/shared/dto';

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
