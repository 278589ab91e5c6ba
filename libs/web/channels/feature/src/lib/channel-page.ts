import { ChangeDetectionStrategy, Component, DestroyRef, computed, effect, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { ChannelFrames, ChannelStore, whileVisible } from '@mailtrixy/web/channels/data-access';
import { ChannelTile } from '@mailtrixy/web/channels/ui';
import { Badge, Button, Chip, ErrorCard, Icon, Loading, Skeleton, iconActivity, iconChevronRight } from '@mailtrixy/web/shared/ui';
import { Announcer, ApiProblem, Toasts } from '@mailtrixy/web/shared/util';
import { map } from 'rxjs';
import { HoldBanner } from './hold-banner';
import { StatusBanner } from './status-banner';

/** Head, tabs and banners that all tabs of one channel share. */
@Component({
  selector: 'mx-channel-page',
  imports: [Badge, Button, ChannelTile, Chip, ErrorCard, HoldBanner, Icon, Loading, RouterLink, RouterLinkActive, RouterOutlet, Skeleton, StatusBanner],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-page st-channel', 'data-testid': 'channel-page' },
  templateUrl: './channel-page.html',
})
export class ChannelPage {
  protected readonly store = inject(ChannelStore);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly announcer = inject(Announcer);
  private readonly route = inject(ActivatedRoute);
  private readonly id = toSignal(this.route.paramMap.pipe(map((params) => params.get('id') ?? '')), { requireSync: true });
  protected readonly releasing = signal(false);
  protected readonly acting = signal(false);
  protected readonly icons = { activity: iconActivity, right: iconChevronRight };
  private readonly session = inject(SessionStore);
  protected readonly manages = computed(() => this.session.can('channels.manage'));
  protected readonly tabs = computed(() => [
    { path: 'overview', label: 'Overview' },
    ...(this.manages() ? [{ path: 'credentials', label: 'Credentials' }, { path: 'behaviour', label: 'Behaviour' }] : []),
    ...(this.session.can('logs.view') ? [{ path: 'logs', label: 'Logs' }] : []),
  ]);

  constructor() {
    effect(() => void this.store.open(this.id()));
    whileVisible(15_000, () => void this.store.reload());
    const frames = inject(ChannelFrames);
    inject(DestroyRef).onDestroy(
      frames.listen((frame) => {
        if (frame.channel?.id === this.id() || frame.log?.channelId === this.id()) this.store.reloadSoon();
      }),
    );
  }

  protected async test(): Promise<void> {
    await this.store.test();
    const test = this.store.lastTest();
    if (this.store.testError()) this.toasts.error(`The test did not run: ${ApiProblem.from(this.store.testError()).message}`);
    else if (test) this.announcer.say(test.ok ? 'Connection test passed' : 'Connection test found problems');
    if (test && !test.ok && !this.router.url.includes('/overview')) await this.router.navigate(['overview'], { relativeTo: this.route });
  }

  protected async release(): Promise<void> {
    this.releasing.set(true);
    await this.act('release', 'Sending goes on');
    this.releasing.set(false);
  }

  protected async activate(): Promise<void> {
    this.acting.set(true);
    await this.act('activate', 'The channel is active');
    this.acting.set(false);
  }

  private async act(action: 'release' | 'activate', done: string): Promise<void> {
    try {
      await this.store.act(action);
      this.toasts.show(done);
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    }
  }
}
