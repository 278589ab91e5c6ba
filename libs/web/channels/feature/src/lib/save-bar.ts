import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { Button } from '@mailtrixy/web/shared/ui';

/** Sticks to the bottom while something is unsaved; gone otherwise. */
@Component({
  selector: 'mx-save-bar',
  imports: [Button],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (count() > 0) {
      <div class="st-savebar" role="region" aria-label="Unsaved changes" data-testid="save-bar">
        <i class="mx-dot mx-dot--warn" aria-hidden="true"></i>
        <span class="st-grow">{{ count() }} unsaved {{ count() === 1 ? 'change' : 'changes' }}</span>
        <button mx-button type="button" kind="ghost" data-testid="discard" (click)="discard.emit()">Discard</button>
        <button mx-button type="button" kind="primary" data-testid="save" [disabled]="blocked()" [loading]="busy()" (click)="save.emit()">Save</button>
      </div>
    }
  `,
  host: { class: 'st-savebar-host' },
})
export class SaveBar {
  readonly count = input.required<number>();
  readonly busy = input(false);
  readonly blocked = input(false);
  readonly save = output();
  readonly discard = output();
}
