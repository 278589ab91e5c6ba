import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { SendHold } from '@mailtrixy/shared/dto';
import { HOLD_ADVICE, HOLD_TITLES } from '@mailtrixy/web/channels/ui';
import { Banner, Button } from '@mailtrixy/web/shared/ui';
import { formatAgo } from '@mailtrixy/web/shared/util';

/** Sending waits: why, since when, how many messages, and the way out. */
@Component({
  selector: 'mx-hold-banner',
  imports: [Banner, Button, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <mx-banner class="st-banner" [kind]="hold().reason === 'paused' ? 'warn' : 'danger'" [heading]="title()" data-testid="hold-banner" [attr.data-reason]="hold().reason">
      <p>
        {{ advice() }} {{ waiting() }}
        @if (hold().detail) {
          <q class="st-hdetail" dir="auto">{{ hold().detail }}</q>
        }
        @if (hold().code !== null) {
          ({{ hold().code }})
        }
      </p>
      <div bannerActions class="st-banner-a" [hidden]="!manages()">
        @if (tokenAtFault()) {
          <a mx-button routerLink="credentials" [queryParams]="{ fix: 'accessToken' }" data-testid="replace-token">Replace token</a>
        }
        <button mx-button type="button" data-testid="release-hold" [loading]="busy()" (click)="release.emit()">{{ hold().reason === 'paused' ? 'Resume sending' : 'Release' }}</button>
      </div>
    </mx-banner>
  `,
})
export class HoldBanner {
  readonly hold = input.required<SendHold>();
  /** Leads may look but not act. */
  readonly manages = input(true);
  readonly busy = input(false);
  readonly release = output();
  protected readonly advice = computed(() => HOLD_ADVICE[this.hold().reason]);
  protected readonly title = computed(() => `${HOLD_TITLES[this.hold().reason]} · ${formatAgo(this.hold().since)}`);
  protected readonly tokenAtFault = computed(() => this.hold().reason === 'token_invalid' || this.hold().reason === 'permission');
  protected readonly waiting = computed(() => {
    const { waiting } = this.hold();
    if (waiting === 0) return 'No messages are waiting.';
    return waiting === 1 ? '1 message is waiting.' : `${waiting} messages are waiting.`;
  });
}
