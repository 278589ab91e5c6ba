import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ChannelDetail } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { LogsStore } from '@mailtrixy/web/channels/data-access';
import { Banner, Button, Icon, iconCircleCheck, iconCircleDashed, iconCircleX, iconScrollText } from '@mailtrixy/web/shared/ui';

/** Nothing came yet: the three usual causes, each with what we know about it. */
@Component({
  selector: 'mx-logs-empty',
  imports: [Banner, Button, Icon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="st-empty st-empty-in" data-testid="logs-empty">
      <svg mx-icon class="st-empty-ic" [icon]="icon" [size]="32"></svg>
      <h2 class="st-h3">No deliveries yet</h2>
      <p class="st-muted">The three usual causes:</p>
      <ul class="st-causes">
        @for (cause of causes(); track cause.title) {
          <li class="st-cause">
            <span class="st-hic" [class.is-ok]="cause.state === 'ok'" [class.is-danger]="cause.state === 'bad'"><svg mx-icon [icon]="cause.icon"></svg><span class="mx-sr">{{ cause.state === 'ok' ? 'Fine' : cause.state === 'bad' ? 'Problem' : 'Unknown' }}:</span></span>
            <span><b>{{ cause.title }}</b><br /><span class="st-small st-muted">{{ cause.words }}</span></span>
          </li>
        }
      </ul>
      @if (store.testResult(); as result) {
        <mx-banner class="st-causes" [kind]="result.ok ? 'ok' : 'danger'" [heading]="result.ok ? 'The test delivery arrived' : 'The test delivery was not taken'" data-testid="test-result"><p>{{ result.words }}{{ result.tookMs === null ? '' : ' (HTTP ' + result.httpStatus + ', ' + result.tookMs + ' ms)' }}</p></mx-banner>
      }
      <div class="st-row">
        @if (manages) {
          <button mx-button type="button" kind="primary" data-testid="send-test-delivery" [loading]="store.sendingTest()" (click)="store.sendTest()">Send a signed test delivery</button>
        }
        @if (channel().mode === 'sandbox') {
          <a mx-button routerLink="/simulator">Open the simulator</a>
        } @else {
          <a mx-button routerLink="../overview">Open the overview</a>
        }
      </div>
      <p class="st-small st-muted">It is signed with this channel’s App Secret and sent to our own endpoint. It shows in this list and puts nothing into the inbox.</p>
    </div>
  `,
})
export class LogsEmpty {
  protected readonly store = inject(LogsStore);
  protected readonly manages = inject(SessionStore).can('channels.manage');
  readonly channel = input.required<ChannelDetail>();
  protected readonly icon = iconScrollText;
  protected readonly causes = computed(() => {
    const channel = this.channel();
    const subscription = channel.checks.find((check) => check.check === 'subscription');
    const cause = (title: string, ok: boolean | null, fine: string, wrong: string) => ({
      title,
      words: ok === true ? fine : wrong,
      state: ok === true ? 'ok' : ok === false ? 'bad' : 'unknown',
      icon: ok === true ? iconCircleCheck : ok === false ? iconCircleX : iconCircleDashed,
    });
    return [
      cause('Meta cannot reach this server', channel.callbackReachable || channel.mode === 'sandbox', 'The callback URL is public and HTTPS.', 'The callback URL is not a public HTTPS address.'),
      cause('The webhook is not verified', channel.webhookVerifiedAt !== null, 'Meta has verified it.', 'Paste callback URL and Verify Token at Meta → WhatsApp → Configuration and press “Verify and save”.'),
      cause('The app is not subscribed to messages', subscription ? subscription.state === 'ok' : null, 'The app is subscribed.', 'At Meta → WhatsApp → Configuration → Webhook fields, subscribe to messages and message_status.'),
    ];
  });
}
