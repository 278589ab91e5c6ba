import { ChangeDetectionStrategy, Component, DestroyRef, computed, effect, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { ChannelFrames, WIZARD_STEPS, type WizardStep, WizardStore, whileVisible } from '@mailtrixy/web/channels/data-access';
import { Button, ErrorCard, Icon, iconCheck, iconChevronRight } from '@mailtrixy/web/shared/ui';
import { map } from 'rxjs';
import { WizardCredentials } from './wizard-credentials';
import { WizardFinish } from './wizard-finish';
import { WizardProve } from './wizard-prove';
import { WizardStart } from './wizard-start';
import { WizardWebhook } from './wizard-webhook';

@Component({
  selector: 'mx-wizard-page',
  imports: [Button, ErrorCard, Icon, RouterLink, WizardCredentials, WizardFinish, WizardProve, WizardStart, WizardWebhook],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-page', 'data-testid': 'wizard' },
  templateUrl: './wizard-page.html',
})
export class WizardPage {
  protected readonly store = inject(WizardStore);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  protected readonly channelId = toSignal(this.route.queryParamMap.pipe(map((params) => params.get('channel'))), { requireSync: true });
  protected readonly icons = { check: iconCheck, right: iconChevronRight };
  protected readonly steps = computed(() =>
    WIZARD_STEPS.map((title, index) => {
      const number = (index + 1) as WizardStep;
      const now = this.store.step();
      return { number, title, state: number === now ? 'now' : number < now ? 'done' : 'todo' };
    }),
  );

  constructor() {
    void this.store.start(this.channelId(), this.route.snapshot.queryParamMap.get('number'));
    // The id in the address lets the wizard be left, shared and resumed.
    effect(() => {
      const id = this.store.channel()?.id;
      if (id && id !== this.channelId()) void this.router.navigate([], { relativeTo: this.route, queryParams: { channel: id }, replaceUrl: true });
    });
    whileVisible(2_000, () => void this.store.refresh());
    const frames = inject(ChannelFrames);
    inject(DestroyRef).onDestroy(frames.listenToTemplates((id) => id === this.store.channel()?.id && void this.store.refresh()));
    inject(DestroyRef).onDestroy(
      frames.listen((frame) => {
        const id = this.store.channel()?.id;
        if (id && (frame.channel?.id === id || frame.log?.channelId === id)) void this.store.refresh();
      }),
    );
  }
}
