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
        <mx-banner class="st-banner" kind="danger" heading="That did not work"><p>{{ words }}</p></mx-banner>
      }
      <ul class="st-todo">
        <li data-testid="wizard-templates" [attr.data-state]="store.templates()?.state ?? 'none'">
          <b>Message templates</b>
          <p>{{ templates() }}</p>
          <a class="st-link" routerLink="/settings/templates" [queryParams]="{ channel: store.channel()?.id }">Templates</a>
        </li>
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
  /** What the first sync found, while it runs and after. */
  protected readonly templates = computed(() => {
    if (this.store.channel()?.status !== 'active') return 'They are read from Meta once the channel is active.';
    const sync = this.store.templates();
    if (!sync || sync.state === 'never') return 'The first sync begins…';
    if (sync.state === 'running') return sync.seen > 0 ? `Reading from Meta: ${sync.seen} so far…` : 'Reading from Meta…';
    if (sync.state === 'failed') return `Not read yet: ${sync.problem ?? 'Meta did not answer'}. It is tried again by itself.`;
    return sync.total === 0 ? 'There are none yet. You need one to write first; customers who write first get free replies for 24 hours.' : `${sync.total} ${sync.total === 1 ? 'template is' : 'templates are'} ready. They are read again every hour.`;
  });
  protected readonly failure = computed(() => (this.store.error() ? ApiProblem.from(this.store.error()).message : null));

  protected async finish(): Promise<void> {
    if (this.store.channel()?.status === 'active') await this.router.navigate(['/inbox']);
    else await this.store.activate();
  }
}
