import { ChangeDetectionStrategy, Component } from '@angular/core';
import { Button, EmptyState, iconServerOff } from '@mailtrixy/web/shared/ui';

/** The server did not answer while a page was opening, or this page is older than the server. */
@Component({
  selector: 'mx-unavailable',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, EmptyState],
  host: { class: 'mx-whole', 'data-testid': 'unavailable' },
  template: `
    <h1 class="mx-sr" tabindex="-1">Server not reached</h1>
    <mx-empty-state [icon]="iconServerOff" heading="The server did not answer." text="It may be starting or being updated. Nothing you sent is lost.">
      <button mx-button type="button" kind="primary" (click)="reload()">Try again</button>
    </mx-empty-state>
  `,
})
export class Unavailable {
  protected readonly iconServerOff = iconServerOff;

  protected reload(): void {
    location.reload();
  }
}
