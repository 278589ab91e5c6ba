import { ChangeDetectionStrategy, Component } from '@angular/core';
import { Skeleton } from '@mailtrixy/web/shared/ui';

/** Eight rows in the final geometry. */
@Component({
  selector: 'mx-list-skeleton',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Skeleton],
  template: `
    @for (row of rows; track $index) {
      <div class="row">
        <mx-skeleton width="2rem" height="2rem" [circle]="true" />
        <div class="lines">
          <mx-skeleton [width]="row.name" />
          <mx-skeleton [width]="row.preview" />
          <mx-skeleton width="4rem" height=".5rem" />
        </div>
      </div>
    }
  `,
  styles: `
    .row { display: grid; grid-template-columns: 2rem 1fr; gap: .625rem; block-size: 4.5rem; padding: .625rem .8125rem; border-block-end: 1px solid var(--mx-border); }
    .lines { display: grid; gap: .5rem; align-content: start; padding-block-start: .25rem; }
  `,
})
export class ListSkeleton {
  protected readonly rows = [58, 44, 66, 50, 40, 62, 48, 54].map((width) => ({ name: `${width}%`, preview: `${140 - width}%` }));
}
