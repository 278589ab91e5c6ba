import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { SIGNATURE_MISMATCH } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { ChannelStore, NoticesStore, whileVisible } from '@mailtrixy/web/channels/data-access';
import { type CheckPlace, HealthRows } from '@mailtrixy/web/channels/ui';
import { Banner, Button, Chip, Icon, IconButton, iconCheck, iconCircleCheck, iconCircleDashed, iconCircleX, iconClock, iconRefreshCw } from '@mailtrixy/web/shared/ui';
import { Announcer, ApiProblem, Toasts, formatAgo, formatClock, formatDate } from '@mailtrixy/web/shared/util';
import { DangerZone } from './danger-zone';
import { NoticesCard } from './notices-card';
import { OpenNotices } from './open-notices';
import { ReachabilityNote } from './reachability-note';
import { WebhookValues } from './webhook-values';

@Component({
  selector: 'mx-overview-page',
  imports: [Banner, Button, Chip, DangerZone, HealthRows, Icon, IconButton, NoticesCard, OpenNotices, ReachabilityNote, RouterLink, WebhookValues],
  providers: [NoticesStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-block' },
  templateUrl: './overview-page.html',
})
export class OverviewPage {
  protected readonly store = inject(ChannelStore);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly toasts = inject(Toasts);
  private readonly announcer = inject(Announcer);
  private readonly now = signal(Date.now());
  private readonly session = inject(SessionStore);
  protected readonly manages = computed(() => this.session.can('channels.manage'));
  protected readonly mismatch = SIGNATURE_MISMATCH;
  protected readonly icons = { refresh: iconRefreshCw, ok: iconCircleCheck, bad: iconCircleX, clock: iconClock, unknown: iconCircleDashed, check: iconCheck };
  protected readonly checks = computed(() => this.store.channel()?.checks ?? []);
  /** Words lose their worth with age: after five minutes the page says so. */
  protected readonly stale = computed(() => {
    const at = this.store.channel()?.checkedAt;
    return at === null || at === undefined || this.now() - Date.parse(at) > 5 * 60_000;
  });
  protected readonly checked = computed(() => {
    const at = this.store.channel()?.checkedAt;
    if (!at) return 'not checked yet';
    return this.stale() ? `not checked since ${formatClock(at)}` : `checked ${this.short(at)} ago`;
  });
  protected readonly age = computed(() => {
    const at = this.store.channel()?.checkedAt;
    return at ? this.short(at) : '';
  });
  protected readonly verified = computed(() => {
    const at = this.store.channel()?.webhookVerifiedAt;
    return at ? `Verified by Meta ${formatDate(at)}, ${formatClock(at)}` : null;
  });
  protected readonly lastIn = computed(() => {
    const at = this.store.channel()?.lastInboundAt;
    return at ? `Last delivery ${formatAgo(at, this.now())}` : 'No delivery yet';
  });

  constructor() {
    whileVisible(5_000, () => this.now.set(Date.now()));
  }

  protected async fix(field: string): Promise<void> {
    await this.router.navigate(['../credentials'], { relativeTo: this.route, queryParams: { fix: field } });
  }

  protected async go(place: CheckPlace): Promise<void> {
    switch (place) {
      case 'subscribe':
        return this.subscribe();
      case 'templates':
        await this.router.navigate(['/settings/templates'], { queryParams: { channel: this.store.channel()?.id } });
        return;
      case 'logs':
        await this.router.navigate(['../logs'], { relativeTo: this.route });
        return;
      case 'address': {
        const note = document.querySelector('[data-testid="reachability-note"]');
        if (note) return note.scrollIntoView({ block: 'center' });
        await this.router.navigate(['/settings/channels/guide']);
        return;
      }
      case 'manager':
        window.open('https://business.facebook.com/wa/manage/phone-numbers/', '_blank', 'noopener,noreferrer');
        return;
      case 'business':
        window.open('https://business.facebook.com/settings/', '_blank', 'noopener,noreferrer');
    }
  }

  private async subscribe(): Promise<void> {
    await this.store.subscribe();
    const problem = this.store.testError();
    if (problem) this.toasts.error(`Not subscribed: ${ApiProblem.from(problem).message}`);
    else this.announcer.say('Subscribed again, connection checked');
  }

  private short(at: string): string {
    const seconds = Math.max(0, Math.round((this.now() - Date.parse(at)) / 1000));
    if (seconds < 60) return `${seconds} s`;
    return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
  }
}
