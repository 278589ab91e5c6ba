import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { AiStore } from '@mailtrixy/web/ai-replies/data-access';
import { Banner, Button, Dialogs, Icon, iconCirclePause, iconCirclePlay } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts, formatAgo } from '@mailtrixy/web/shared/util';

/** Settings → AI assistant: the kill switch and the tabs. */
@Component({
  selector: 'mx-ai-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Icon, RouterLink, RouterLinkActive, RouterOutlet],
  template: `
    <div class="mx-page" data-testid="ai-page">
      <header class="mx-page__head">
        <div>
          <h1 class="mx-h1" tabindex="-1">AI assistant</h1>
          <p class="mx-page__sub" role="status">{{ facts() }}</p>
        </div>
        <div class="mx-page__actions">
          @if (store.settings.value()) {
            @if (store.paused()) {
              <button mx-button type="button" kind="primary" data-testid="ai-resume" [loading]="busy()" (click)="pause(false)"><svg mx-icon [icon]="icons.play"></svg>Switch the AI on again</button>
            } @else {
              <button mx-button type="button" kind="danger-outline" data-testid="ai-pause" [loading]="busy()" (click)="pause(true)"><svg mx-icon [icon]="icons.pause"></svg>Pause AI everywhere</button>
            }
          }
        </div>
      </header>
      @if (store.paused()) {
        <mx-banner class="gap" kind="warn" heading="The AI is paused everywhere">Nothing is drafted or sent, on any channel. {{ pausedWords() }}</mx-banner>
      }
      @if (store.settings.value()?.locked; as locked) {
        <mx-banner class="gap" kind="warn" heading="Auto-send is locked">{{ locked.reason }}</mx-banner>
      }
      <nav class="mx-tabs tabs" aria-label="AI assistant">
        <a class="mx-tab" routerLink="/settings/ai" routerLinkActive="is-active" [routerLinkActiveOptions]="{ exact: true }" ariaCurrentWhenActive="page">Settings</a>
        <a class="mx-tab" routerLink="/settings/ai/playground" routerLinkActive="is-active" ariaCurrentWhenActive="page">Playground</a>
        <a class="mx-tab" routerLink="/settings/ai/tests" routerLinkActive="is-active" ariaCurrentWhenActive="page">Test set @if (exam(); as score) {<span class="mx-badge mx-badge--muted">{{ score }}</span>}</a>
        <a class="mx-tab" routerLink="/settings/ai/activity" routerLinkActive="is-active" ariaCurrentWhenActive="page">Activity</a>
      </nav>
      <router-outlet />
    </div>
  `,
  styles: '.tabs { margin-block-end: var(--mx-6); overflow-x: auto; overflow-y: hidden; } .gap { display: block; margin-block-end: var(--mx-6); }',
})
export class AiPage {
  protected readonly store = inject(AiStore);
  private readonly dialogs = inject(Dialogs);
  private readonly toasts = inject(Toasts);
  protected readonly busy = signal(false);
  protected readonly facts = computed(() => {
    const [channels, provider] = [this.store.channels.value(), this.store.provider.value()];
    if (!channels || !provider) return '';
    const on = channels.filter(({ mode }) => mode !== 'off').length;
    const spent = provider.monthlyBudget === null ? (provider.spent.calls ? `${provider.spent.calls} calls this month` : '') : `${provider.spent.cost.toFixed(2)} of ${provider.monthlyBudget.toFixed(2)} this month`;
    return [`On for ${on} of ${channels.length} ${channels.length === 1 ? 'channel' : 'channels'}`, spent].filter(Boolean).join(' · ');
  });
  protected readonly exam = computed(() => {
    const run = this.store.newestExam();
    return run && run.total ? `${run.passed}/${run.total}` : '';
  });
  protected readonly pausedWords = computed(() => {
    const settings = this.store.settings.value();
    return settings?.pausedAt ? `By ${settings.pausedBy ?? 'somebody'}, ${formatAgo(settings.pausedAt)}.` : '';
  });
  protected readonly icons = { pause: iconCirclePause, play: iconCirclePlay };

  constructor() {
    void this.store.read();
  }

  protected async pause(paused: boolean): Promise<void> {
    if (!paused && !(await this.dialogs.confirm({ heading: 'Switch the AI on again?', text: 'Channels go on as they were set: drafts, and automatic replies where they are on.', confirmLabel: 'Switch on' }))) return;
    this.busy.set(true);
    try {
      await this.store.pause(paused);
      this.toasts.show(paused ? 'The AI is paused everywhere' : 'The AI is on again');
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}
