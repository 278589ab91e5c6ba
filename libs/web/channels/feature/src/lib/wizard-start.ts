import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { type NumberKind, WizardStore } from '@mailtrixy/web/channels/data-access';
import { Button, Icon, RadioGroup, type RadioOption, iconExternalLink } from '@mailtrixy/web/shared/ui';
import { SetupGuide } from './setup-guide';

@Component({
  selector: 'mx-wizard-start',
  imports: [Button, Icon, RadioGroup, RouterLink, SetupGuide],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-wiz' },
  template: `
    <section class="st-wiz-m" aria-labelledby="start-title">
      <h2 class="st-h2" id="start-title">Before you start</h2>
      <p class="st-muted st-lead">A few things at Meta, once. Each link opens the right page.</p>
      <div class="st-choice">
        <h3 class="st-h4">Which number do you connect?</h3>
        <mx-radio-group row label="Which number do you connect?" [options]="kinds" [value]="store.numberKind()" (valueChange)="choose($event)" data-testid="number-kind" />
      </div>
      <ul class="st-todo">
        <li>
          <b>A Meta app of type Business</b>
          <p>With the product WhatsApp set up in it.</p>
          <a class="st-link" target="_blank" rel="noopener noreferrer" href="https://developers.facebook.com/apps/">My apps <svg mx-icon [icon]="out" [size]="12"></svg></a>
        </li>
        <li>
          <b>A System User token</b>
          <p>Permanent, with <span class="st-codei">whatsapp_business_messaging</span> and <span class="st-codei">whatsapp_business_management</span>.</p>
          <a class="st-link" target="_blank" rel="noopener noreferrer" href="https://business.facebook.com/settings/system-users">System users <svg mx-icon [icon]="out" [size]="12"></svg></a>
        </li>
        @if (store.numberKind() === 'own') {
          <li>
            <b>A number that is not on WhatsApp yet</b>
            <p>It must receive an SMS or a call. Landlines and toll-free numbers work. To write to customers, Meta verifies your business first: 2–7 business days; connecting works before.</p>
            <a class="st-link" target="_blank" rel="noopener noreferrer" href="https://business.facebook.com/wa/manage/phone-numbers/">Phone numbers <svg mx-icon [icon]="out" [size]="12"></svg></a>
          </li>
          <li>
            <b>Business verification</b>
            <p>Legal name, address, phone number, website, and one supporting document.</p>
            <a class="st-link" target="_blank" rel="noopener noreferrer" href="https://business.facebook.com/settings/security">Security Center <svg mx-icon [icon]="out" [size]="12"></svg></a>
          </li>
        } @else {
          <li data-testid="test-number-item">
            <b>Up to 5 phones registered at Meta</b>
            <p>The test number writes only to phones that you add under WhatsApp → API Setup → To; each confirms a code. Its token there ends after 24 h.</p>
            <a class="st-link" target="_blank" rel="noopener noreferrer" href="https://developers.facebook.com/apps/">API Setup <svg mx-icon [icon]="out" [size]="12"></svg></a>
          </li>
        }
      </ul>
      <h3 class="st-h3 st-guide-t">The whole way, step by step</h3>
      <mx-setup-guide />
      <footer class="st-wiz-f">
        <span class="st-grow"></span>
        <button mx-button type="button" kind="primary" data-testid="wizard-continue" (click)="store.go(2)">Continue</button>
      </footer>
    </section>
    <aside class="st-wiz-s">
      <h3 class="st-h4">What you will need</h3>
      <ul class="st-tips">
        <li>About 6 minutes</li>
        <li>Admin rights in your Meta Business account</li>
        <li>A public HTTPS address for this server</li>
      </ul>
      <h3 class="st-h4">No number yet?</h3>
      <p class="st-muted">Meta’s test number works at once. Business verification for your own number takes 2–7 business days; you can connect before.</p>
      <p class="st-muted">Or use the simulator: it needs nothing.</p>
      <a class="st-link" routerLink="/simulator">Open the simulator</a>
    </aside>
  `,
})
export class WizardStart {
  protected readonly store = inject(WizardStore);
  protected readonly out = iconExternalLink;
  protected readonly kinds: readonly RadioOption<NumberKind>[] = [
    { value: 'own', label: 'Our own number', hint: 'Writes to every customer.' },
    { value: 'test', label: 'Meta’s test number', hint: 'Works at once, writes to five phones: good for trying.' },
  ];

  protected choose(kind: NumberKind | null): void {
    if (kind) this.store.choose(kind);
  }
}
