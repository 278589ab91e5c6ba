import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { Button } from './button';

/** Sticks to the bottom while something is unsaved; gone otherwise. */
@Component({
  selector: 'mx-save-bar',
  imports: [Button],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (count() > 0) {
      <div class="mx-save-bar" role="region" aria-label="Unsaved changes" data-testid="save-bar">
        <i class="mx-dot mx-dot--warn" aria-hidden="true"></i>
        <span class="mx-grow">{{ words() ?? count() + (count() === 1 ? ' unsaved change' : ' unsaved changes') }}</span>
        <button mx-button type="button" kind="ghost" data-testid="discard" (click)="discard.emit()">Discard</button>
        <button mx-button type="button" kind="primary" data-testid="save" [disabled]="blocked()" [loading]="busy()" (click)="save.emit()">Save</button>
      </div>
    }
  `,
  host: { class: 'mx-save-bar-host' },
})
export class SaveBar {
  readonly count = input.required<number>();
  /** In place of the count, for what is new as a whole. */
  readonly words = input<string | null>(null);
  readonly busy = input(false);
  readonly blocked = input(false);
  readonly save = output();
  readonly discard = output();
}
