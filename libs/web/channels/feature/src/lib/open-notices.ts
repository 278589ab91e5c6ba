import { ChangeDetectionStrategy, Component, DestroyRef, effect, inject, input, untracked } from '@angular/core';
import { ChannelFrames, NoticesStore, whileVisible } from '@mailtrixy/web/channels/data-access';
import { Banner, Button } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts, formatAgo } from '@mailtrixy/web/shared/util';

const ASK_EVERY_MS = 60_000;
const SHOWN = 3;

/** Warnings of Meta that nobody has dismissed, above everything else; also keeps the page's notices fresh. */
@Component({
  selector: 'mx-open-notices',
  imports: [Banner, Button],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-block' },
  template: `
    @for (notice of store.open().slice(0, shown); track notice.id) {
      <mx-banner class="st-banner" [kind]="notice.severity === 'critical' ? 'danger' : 'warn'" [heading]="notice.words" data-testid="notice-banner" [attr.data-field]="notice.field">
        <p>{{ notice.fix }} <span class="st-small">{{ ago(notice.at) }}</span></p>
        <div bannerActions class="st-banner-a" [hidden]="!manages()">
          <button mx-button type="button" [attr.aria-label]="'Dismiss: ' + notice.words" [loading]="store.busy().has(notice.id)" (click)="dismiss(notice.id)">Dismiss</button>
        </div>
      </mx-banner>
    }
    @if (store.open().length > shown) {
      <p class="st-note st-gap-b">{{ store.open().length - shown }} more below, under Meta’s news.</p>
    }
  `,
})
export class OpenNotices {
  protected readonly store = inject(NoticesStore);
  private readonly toasts = inject(Toasts);
  readonly channelId = input.required<string>();
  readonly manages = input(true);
  protected readonly shown = SHOWN;
  protected readonly ago = (at: string): string => formatAgo(at);

  constructor() {
    effect(() => {
      const id = this.channelId();
      untracked(() => void this.store.load(id));
    });
    whileVisible(ASK_EVERY_MS, () => void this.store.load(this.channelId()));
    inject(DestroyRef).onDestroy(inject(ChannelFrames).listenToNotices((id) => id === this.channelId() && void this.store.load(id)));
  }

  protected async dismiss(id: string): Promise<void> {
    try {
      await this.store.dismiss(id);
    } catch (error) {
      this.toasts.error(`Not dismissed: ${ApiProblem.from(error).message}`);
    }
  }
}
