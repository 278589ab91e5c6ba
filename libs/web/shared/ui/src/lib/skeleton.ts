import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** One grey bar or circle in the place and size of what is coming. */
@Component({
  selector: 'mx-skeleton',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'mx-skel', 'aria-hidden': 'true', '[class.mx-skel--circle]': 'circle()', '[style.inline-size]': 'width()', '[style.block-size]': 'height()' },
  template: '',
})
export class Skeleton {
  readonly width = input('100%');
  readonly height = input('0.625rem');
  readonly circle = input(false);
}
