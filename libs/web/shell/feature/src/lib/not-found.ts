import { Location } from '@angular/common';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Button, EmptyState, iconSearchX } from '@mailtrixy/web/shared/ui';

@Component({
  selector: 'mx-not-found',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, EmptyState, RouterLink],
  host: { class: 'mx-whole', 'data-testid': 'not-found' },
  template: `
    <h1 class="mx-sr" tabindex="-1">Not found</h1>
    <mx-empty-state [icon]="iconSearchX" heading="There is nothing at this address." text="The link may be old, or what it led to was deleted.">
      <button mx-button type="button" (click)="location.back()">Back</button>
      <a mx-button kind="primary" routerLink="/inbox">Go to the inbox</a>
    </mx-empty-state>
  `,
})
export class NotFound {
  protected readonly location = inject(Location);
  protected readonly iconSearchX = iconSearchX;
}
