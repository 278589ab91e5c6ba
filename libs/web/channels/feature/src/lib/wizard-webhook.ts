import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { WizardStore, whileVisible } from '@mailtrixy/web/channels/data-access';
import { type LiveStep, LiveSteps } from '@mailtrixy/web/channels/ui';
import { Banner, Button, Icon, iconArrowLeft, iconExternalLink } from '@mailtrixy/web/shared/ui';
import { ApiProblem, formatClock, formatTimer } from '@mailtrixy/web/shared/util';
import { ReachabilityNote } from './reachability-note';
import { WebhookValues } from './webhook-values';

@Component({
  selector: 'mx-wizard-webhook',
  imports: [Banner, Button, Icon, LiveSteps, ReachabilityNote, WebhookValues],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-wiz' },
  template: `
    <section class="st-wiz-m" aria-labelledby="hook-title">
      <h2 class="st-h2" id="hook-title">Tell Meta where to deliver</h2>
      <p class="st-muted st-lead">Copy these two values into WhatsApp → Configuration at Meta, then press “Verify and save” there.</p>
      @if (store.channel(); as channel) {
        @if (!channel.callbackReachable) {
          <mx-reachability-note [callbackUrl]="channel.callbackUrl" />
        }
        <mx-webhook-values [channel]="channel" />
        <mx-live-steps class="st-gap-t" [steps]="steps()" />
        @if (store.verified() && store.subscription()?.state !== 'ok') {
          <div class="st-row st-gap-t">
            <button mx-button type="button" size="sm" data-testid="subscribe-now" [loading]="store.busy()" (click)="store.subscribe()">Subscribe with one click</button>
            <span class="st-small st-muted">Subscribes your app to the WhatsApp account; activating does it too.</span>
          </div>
        }
        @if (failure(); as words) {
          <mx-banner class="st-banner" kind="danger" heading="That did not work"><p>{{ words }}</p></mx-banner>
        }
        <footer class="st-wiz-f">
          <button mx-button type="button" kind="ghost" (click)="store.go(2)"><svg mx-icon [icon]="icons.back"></svg>Back</button>
          <span class="st-grow st-end st-muted">{{ store.verified() ? '' : 'Continue opens when Meta has verified' }}</span>
          @if (!store.verified()) {
            <button mx-button type="button" kind="ghost" data-testid="wizard-skip" [loading]="store.busy()" (click)="next()">Skip for now</button>
          }
          <button mx-button type="button" kind="primary" data-testid="wizard-continue" [disabled]="!store.verified()" [loading]="store.busy()" (click)="next()">{{ channel.status === 'active' ? 'Continue' : 'Activate and continue' }}</button>
        </footer>
      }
    </section>
    <aside class="st-wiz-s">
      <h3 class="st-h4">At Meta</h3>
      <ol class="st-steps-l">
        <li>Open <b>WhatsApp → Configuration</b>.</li>
        <li>Press <b>Edit</b> beside Callback URL.</li>
        <li>Paste both values from here.</li>
        <li>Press <b>Verify and save</b>.</li>
        <li>Subscribe to the fields <b>messages</b> and <b>message_status</b>.</li>
      </ol>
      <p class="st-muted">messages brings incoming messages. message_status brings receipts (sent, delivered, read); where Meta’s list has no message_status, <b>receipts arrive under messages</b>, and that one is enough.</p>
      <a class="st-link" target="_blank" rel="noopener noreferrer" href="https://developers.facebook.com/apps/">Open Configuration at Meta <svg mx-icon [icon]="icons.out" [size]="12"></svg></a>
      <h3 class="st-h4">It stays on “Waiting”?</h3>
      <ul class="st-tips">
        <li>Meta accepts HTTPS with a valid certificate only.</li>
        <li>A firewall must let Meta in.</li>
        <li>Meta shows an error if the token differs.</li>
      </ul>
    </aside>
  `,
})
export class WizardWebhook {
  protected readonly store = inject(WizardStore);
  private readonly since = Date.now();
  private readonly now = signal(Date.now());
  protected readonly icons = { back: iconArrowLeft, out: iconExternalLink };
  protected readonly failure = computed(() => (this.store.error() ? ApiProblem.from(this.store.error()).message : null));
  protected readonly steps = computed<LiveStep[]>(() => {
    const channel = this.store.channel();
    const verified = this.store.verified();
    const subscription = this.store.subscription();
    return [
      {
        name: 'reachable',
        title: channel?.callbackReachable ? 'This server has a public HTTPS address' : 'This server has no public HTTPS address',
        words: channel?.callbackReachable ? 'Whether Meta gets through shows when it calls.' : 'Meta can’t call it yet: see the three ways above.',
        state: channel?.callbackReachable ? 'done' : 'failed',
        time: null,
      },
      {
        name: 'verified',
        title: verified ? 'Verified by Meta' : 'Waiting for Meta to verify…',
        words: verified ? 'The token matched and the challenge was echoed.' : `This turns green by itself as soon as Meta calls. Waiting for ${formatTimer(this.now() - this.since)}.`,
        state: verified ? 'done' : 'now',
        time: verified ? formatClock(verified) : null,
      },
      {
        name: 'subscribed',
        title: 'Subscribe to messages and message_status',
        words: subscription ? subscription.words : 'At Meta, on the same page, after it has verified.',
        state: subscription?.state === 'ok' ? 'done' : verified ? 'now' : 'todo',
        time: null,
      },
    ];
  });

  constructor() {
    whileVisible(1_000, () => this.now.set(Date.now()));
  }

  protected async next(): Promise<void> {
    if (!(await this.store.activate())) return;
    this.store.beginProof();
    this.store.go(4);
  }
}
