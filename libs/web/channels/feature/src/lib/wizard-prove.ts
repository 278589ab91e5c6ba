import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { type ProveStepName, WizardStore } from '@mailtrixy/web/channels/data-access';
import { type LiveStep, LiveSteps, QrCode } from '@mailtrixy/web/channels/ui';
import { Button, Icon, iconArrowLeft } from '@mailtrixy/web/shared/ui';
import { formatClockMs } from '@mailtrixy/web/shared/util';


const TITLES: Readonly<Record<ProveStepName, string>> = { received: 'Delivery received', signature: 'Signature valid', inbox: 'Message in the inbox', reply: 'Reply to it', delivered: 'Delivered' };
const WAITING: Readonly<Record<ProveStepName, string>> = {
  received: 'Send a WhatsApp to the number now.',
  signature: 'Checked with your App Secret.',
  inbox: 'It appears there by itself.',
  reply: 'Open the inbox and answer it.',
  delivered: 'Two grey ticks on this side.',
};

@Component({
  selector: 'mx-wizard-prove',
  imports: [Button, Icon, LiveSteps, QrCode, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-wiz' },
  template: `
    <section class="st-wiz-m" aria-labelledby="prove-title">
      <h2 class="st-h2" id="prove-title">Prove that it works</h2>
      <p class="st-muted st-lead">Send a WhatsApp to your number now, from any phone. Watch it arrive.</p>
      <div class="st-prove">
        @if (digits(); as number) {
          <div class="st-qr">
            <mx-qr-code [text]="'https://wa.me/' + number" label="QR code that opens a chat with this number" />
            <b class="st-num">{{ store.channel()?.displayAddress }}</b>
            <a class="st-link" target="_blank" rel="noopener noreferrer" [href]="'https://wa.me/' + number">wa.me/{{ number }}</a>
            <span class="st-muted">Scan, or type the number</span>
          </div>
        }
        <div class="st-minw">
          <mx-live-steps [steps]="steps()" />
          @if (replyNow()) {
            <a mx-button size="sm" class="st-gap-t" target="_blank" rel="noopener" routerLink="/inbox/all" data-testid="open-inbox">Open the inbox</a>
          }
        </div>
      </div>
      <footer class="st-wiz-f">
        <button mx-button type="button" kind="ghost" (click)="store.go(3)"><svg mx-icon [icon]="icons.back"></svg>Back</button>
        <span class="st-grow st-end st-muted" data-testid="prove-count">{{ store.proven() }} of 5 seen</span>
        @if (store.proven() < 5) {
          <button mx-button type="button" kind="ghost" data-testid="wizard-skip" (click)="store.go(5)">Skip</button>
        }
        <button mx-button type="button" kind="primary" data-testid="wizard-continue" [disabled]="store.proven() < 5" (click)="store.go(5)">Continue</button>
      </footer>
    </section>
    <aside class="st-wiz-s">
      <h3 class="st-h4">Stuck after “Delivery received”?</h3>
      <p class="st-muted">Then the App Secret is not the one of this Meta app. The delivery is in the logs with the reason.</p>
      <a class="st-link" [routerLink]="['/settings/channels', store.channel()?.id, 'logs']">Open logs</a>
      <h3 class="st-h4">Nothing arrives?</h3>
      <ul class="st-tips">
        <li>Check that <span class="st-codei">messages</span> is subscribed.</li>
        <li>A test number can write only to the 5 registered phones{{ store.numberKind() === 'test' ? ': use one of them' : '' }}.</li>
      </ul>
    </aside>
  `,
})
export class WizardProve {
  protected readonly store = inject(WizardStore);
  protected readonly icons = { back: iconArrowLeft };
  protected readonly digits = computed(() => this.store.channel()?.displayAddress?.replace(/\D/g, '') ?? '');
  protected readonly steps = computed<LiveStep[]>(() =>
    this.store.prove().map((step) => ({
      name: step.name,
      title: step.state === 'failed' && step.name === 'signature' ? 'Signature did not match' : TITLES[step.name],
      words: (step.state === 'done' || step.state === 'failed' ? step.words : null) ?? WAITING[step.name],
      state: step.state,
      time: step.at ? formatClockMs(step.at) : null,
    })),
  );
  protected readonly replyNow = computed(() => this.store.prove().some((step) => step.name === 'reply' && step.state === 'now'));
}
