import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AiChannelSettings, AiMode } from '@mailtrixy/shared/dto';
import { AiStore, MODE_WORDS, SCHEDULE_WORDS, optionsOf } from '@mailtrixy/web/ai-replies/data-access';
import { Button, Dialogs, EmptyState, Icon, Segmented, iconLock, iconPlug } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts } from '@mailtrixy/web/shared/util';
import { ChannelRules } from './channel-rules';

/** What the AI may do on each channel; the rules of the chosen one stand below. */
@Component({
  selector: 'mx-channel-modes',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, ChannelRules, EmptyState, Icon, RouterLink, Segmented],
  template: `
    <section class="mx-card" aria-labelledby="modes-title">
      <header class="mx-card__head"><h2 class="mx-card__title mx-grow" id="modes-title">What it may do, per channel</h2><span class="mx-small mx-t2">Saved at once</span></header>
      @if (channels().length) {
        <ul>
          @for (channel of channels(); track channel.channelId) {
            <li data-testid="ai-channel" [class.is-open]="openId() === channel.channelId">
              <b class="mx-trunc" dir="auto">{{ channel.channelName }}</b>
              <mx-segmented [label]="'Mode on ' + channel.channelName" [segments]="modes" [value]="channel.mode" (valueChange)="setMode(channel, $event)" />
              @let locked = channel.autoBlocked && channel.mode !== 'auto';
              <span class="when" [class.is-locked]="locked">@if (locked) {<svg mx-icon [icon]="icons.lock" [size]="14"></svg><span>Auto-send: {{ channel.autoBlocked }}</span>} @else {<span>{{ schedule[channel.schedule] }}@if (channel.mode === 'auto' && channel.delayS) {, after {{ channel.delayS }} s}</span>}</span>
              <button mx-button type="button" size="sm" kind="ghost" [attr.aria-expanded]="openId() === channel.channelId" (click)="choose(openId() === channel.channelId ? null : channel.channelId)">Rules</button>
            </li>
          }
        </ul>
      } @else {
        <mx-empty-state [icon]="icons.plug" heading="No channel yet" text="Connect one, or try the simulator."><a mx-button routerLink="/settings/channels">Channels</a></mx-empty-state>
      }
    </section>
    @if (open(); as channel) {
      <mx-channel-rules [channel]="channel" />
    }
  `,
  styles: `
    :host { display: grid; gap: var(--mx-6); grid-template-columns: minmax(0, 1fr); }
    ul { margin: 0; padding: 0; list-style: none; }
    li { display: grid; grid-template-columns: minmax(0, 9rem) auto minmax(0, 1fr) auto; gap: var(--mx-4) var(--mx-5); align-items: center; padding: var(--mx-4) var(--mx-6); }
    li + li { border-block-start: 1px solid var(--mx-border); } li.is-open { background: var(--mx-selected); }
    .when { display: inline-grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--mx-2); align-items: center; font: var(--mx-small); color: var(--mx-text-2); } .when > span:only-child { grid-column: 1 / -1; }
    .when.is-locked { grid-area: 2 / 2 / auto / -1; } li > button { grid-column: -2; }
    @media (max-width: 767.98px) { li { grid-template-columns: minmax(0, 1fr) auto; } .when, .when.is-locked { grid-area: auto / 1 / auto / -1; } li > button { grid-column: auto; justify-self: start; margin-inline-start: -.5rem; } }
  `,
})
export class ChannelModes {
  private readonly store = inject(AiStore);
  private readonly dialogs = inject(Dialogs);
  private readonly toasts = inject(Toasts);
  protected readonly channels = computed(() => this.store.channels.value() ?? []);
  private readonly chosenId = signal<string | null | undefined>(undefined);
  protected readonly openId = computed(() => (this.chosenId() === undefined ? (this.channels().find(({ mode }) => mode !== 'off') ?? this.channels()[0])?.channelId ?? null : (this.chosenId() ?? null)));
  protected readonly open = computed(() => this.channels().find(({ channelId }) => channelId === this.openId()) ?? null);
  protected readonly modes = optionsOf(MODE_WORDS);
  protected readonly schedule = SCHEDULE_WORDS;
  protected readonly icons = { lock: iconLock, plug: iconPlug };

  protected choose(id: string | null): void {
    this.chosenId.set(id);
  }

  protected async setMode(channel: AiChannelSettings, mode: AiMode | null): Promise<void> {
    if (!mode || mode === channel.mode) return;
    if (mode === 'auto' && !(await this.dialogs.confirm({ heading: `Let the AI answer on ${channel.channelName} by itself?`, text: 'It sends only what its sources hold and every rule lets through. Anybody can take a conversation over at any time.', confirmLabel: 'Auto-send' }))) return this.redraw();
    try {
      await this.store.saveChannel(channel, { mode });
      this.choose(channel.channelId);
      this.toasts.show(`${channel.channelName}: ${MODE_WORDS[mode]}`, { label: 'Undo', run: () => void this.undo(channel) });
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
      this.redraw();
    }
  }

  private async undo(before: AiChannelSettings): Promise<void> {
    const now = this.channels().find(({ channelId }) => channelId === before.channelId);
    if (!now) return;
    await this.store.saveChannel(now, { mode: before.mode }).catch((error: unknown) => this.toasts.error(ApiProblem.from(error).message));
  }

  /** A refused choice must not stay pressed. */
  private redraw(): void {
    this.store.channels.patch((channels) => [...channels]);
  }
}
