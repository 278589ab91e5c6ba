import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { AiStore } from '@mailtrixy/web/ai-replies/data-access';
import { ErrorCard, Loading, Skeleton } from '@mailtrixy/web/shared/ui';
import { ChannelModes } from './channel-modes';
import { ProviderCard } from './provider-card';
import { EmbedderCard } from './embedder-card';
import { WritingForm } from './writing-form';

@Component({
  selector: 'mx-ai-settings-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChannelModes, EmbedderCard, ErrorCard, Loading, ProviderCard, Skeleton, WritingForm],
  template: `
    @if (store.settings.value() && store.channels.value() && store.provider.value()) {
      <div class="cols">
        <div><mx-channel-modes /><mx-writing-form /></div>
        <div><mx-provider-card /><mx-embedder-card /></div>
      </div>
    } @else if (store.settings.problem() ?? store.channels.problem() ?? store.provider.problem(); as problem) {
      <mx-error-card heading="The settings could not be loaded" [problem]="problem" (retry)="store.read()" />
    } @else {
      <mx-loading what="the settings" (retry)="store.read()"><div class="mx-card">@for (row of [1, 2, 3, 4]; track row) {<p class="mx-setting"><mx-skeleton width="60%" /><mx-skeleton width="6rem" /></p>}</div></mx-loading>
    }
  `,
  styles: '.cols { display: grid; grid-template-columns: minmax(0, 1fr) 24rem; gap: var(--mx-6); align-items: start; } .cols > div { display: grid; gap: var(--mx-6); grid-template-columns: minmax(0, 1fr); } @media (max-width: 1279.98px) { .cols { grid-template-columns: minmax(0, 1fr); } }',
})
export class AiSettingsPage {
  protected readonly store = inject(AiStore);
}
