import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ChannelDetail } from '@mailtrixy/shared/dto';
import { Banner, Button } from '@mailtrixy/web/shared/ui';

/** A channel that is not active yet, or no more. */
@Component({
  selector: 'mx-status-banner',
  imports: [Banner, Button, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (channel().status === 'setup') {
      <mx-banner class="st-banner" kind="info" heading="Setting up" data-testid="status-banner" data-status="setup">
        <p>{{ channel().webhookVerifiedAt ? 'Step 4 of 5: prove it.' : 'Step 3 of 5: webhook.' }} Deliveries are accepted once the channel is active.</p>
        <div bannerActions class="st-banner-a" [hidden]="!manages()">
          <a mx-button routerLink="/settings/channels/new/whatsapp" [queryParams]="{ channel: channel().id }" data-testid="continue-setup">Continue set-up</a>
          <button mx-button type="button" data-testid="activate" [loading]="busy()" (click)="activate.emit()">Activate</button>
        </div>
      </mx-banner>
    } @else {
      <mx-banner class="st-banner" kind="warn" heading="Disabled" data-testid="status-banner" data-status="disabled">
        <p>Nothing is sent, and Meta’s deliveries for this number are refused. Conversations stay readable. Activating reads the number at Meta with the stored token first.</p>
        <div bannerActions class="st-banner-a" [hidden]="!manages()"><button mx-button type="button" data-testid="activate" [loading]="busy()" (click)="activate.emit()">Activate</button></div>
      </mx-banner>
    }
  `,
})
export class StatusBanner {
  readonly channel = input.required<ChannelDetail>();
  /** Leads may look but not act. */
  readonly manages = input(true);
  readonly busy = input(false);
  readonly activate = output();
}
