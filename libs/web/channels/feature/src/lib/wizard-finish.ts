import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { WizardStore } from '@mailtrixy/web/channels/data-access';
import { Banner, Button, Icon, iconArrowLeft } from '@mailtrixy/web/shared/ui';
import { ApiProblem } from '@mailtrixy/web/shared/util';

@Component({
  selector: 'mx-wizard-finish',
  imports: [Banner, Button, Icon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-wiz' },
  template: `
    <section class="st-wiz-m" aria-labelledby="finish-title">
      <h2 class="st-h2" id="finish-title">{{ store.channel()?.status === 'active' ? 'You are live' : 'Activate the channel' }}</h2>
      <p class="st-muted st-lead">{{ store.channel()?.status === 'active' ? 'New messages land in the inbox now.' : 'Until it is active, Meta’s deliveries are refused and nothing is sent.' }}</p>
      @if (failure(); as words) {
        <mx-banner class="st-banner" kind="danger" heading="Not activated"><p>{{ words }}</p></mx-banner>
      }
      <ul class="st-todo">
        <li>
          <b>Read receipts and reopening</b>
          <p>When the customer sees blue ticks, and what happens when they write again.</p>
          <a class="st-link" [routerLink]="['/settings/channels', store.channel()?.id, 'behaviour']">Behaviour</a>
        </li>
        <li>
          <b>Your team</b>
          <p>Invite the people who answer.</p>
          <a class="st-link" routerLink="/settings/members">Members</a>
        </li>
        <li>
          <b>Connection health</b>
          <p>Token, number, subscription and signatures at one glance.</p>
          <a class="st-link" [routerLink]="['/settings/channels', store.channel()?.id, 'overview']">Overview</a>
        </li>
      </ul>
      <footer class="st-wiz-f">
        <button mx-button type="button" kind="ghost" (click)="store.go(4)"><svg mx-icon [icon]="icons.back"></svg>Back</button>
        <span class="st-grow"></span>
        <button mx-button type="button" kind="primary" data-testid="wizard-finish" [loading]="store.busy()" (click)="finish()">{{ store.channel()?.status === 'active' ? 'Open the inbox' : 'Activate' }}</button>
      </footer>
    </section>
    <aside class="st-wiz-s">
      <h3 class="st-h4">Later</h3>
      <p class="st-muted">Everything set here can be changed on the channel’s tabs. Its log keeps every delivery for 30 days.</p>
    </aside>
  `,
})
export class WizardFinish {
  protected readonly store = inject(WizardStore);
  private readonly router = inject(Router);
  protected readonly icons = { back: iconArrowLeft };
  protected readonly failure = computed(() => (this.store.error() ? ApiProblem.from(this.store.error()).message : null));

  protected async finish(): Promise<void> {
    if (this.store.channel()?.status === 'active') await this.router.navigate(['/inbox']);
    else await this.store.activate();
  }
}
