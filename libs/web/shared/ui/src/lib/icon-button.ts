import { ChangeDetectionStrategy, Component, booleanAttribute, input } from '@angular/core';
import { Tooltip } from './tooltip';

/** A button with an icon only. `label` is its name and its tooltip. */
@Component({
  selector: 'button[mx-icon-button], a[mx-icon-button]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  hostDirectives: [{ directive: Tooltip, inputs: ['mxTooltip: label', 'mxTooltipKeys: keys', 'mxTooltipSide: tooltipSide'] }],
  host: {
    class: 'mx-icon-btn',
    '[attr.aria-label]': 'label()',
    '[attr.aria-pressed]': 'pressed()',
    '[class.mx-icon-btn--xs]': "size() === 'xs'",
    '[class.mx-icon-btn--sm]': "size() === 'sm'",
    '[class.mx-icon-btn--outline]': 'outline()',
    '[class.mx-icon-btn--danger]': 'danger()',
  },
  template: '<ng-content />',
})
export class IconButton {
  readonly label = input.required<string>();
  readonly size = input<'xs' | 'sm' | 'md'>('md');
  readonly outline = input(false, { transform: booleanAttribute });
  readonly danger = input(false, { transform: booleanAttribute });
  /** For toggles only; null for plain buttons. */
  readonly pressed = input<boolean | null>(null);
}
