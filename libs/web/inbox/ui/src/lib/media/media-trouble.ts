import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { Attachment } from '@mailtrixy/shared/dto';
import { Icon, iconCircleAlert, iconDownload } from '@mailtrixy/web/shared/ui';
import { formatBytes } from '@mailtrixy/web/shared/util';

const NAMES: Record<Attachment['kind'], string> = { image: 'Photo', video: 'Video', audio: 'Audio', voice: 'Voice message', document: 'Document', sticker: 'Sticker' };

/** In place of a file whose bytes are not here: on their way, or why not, and whether asking again can help. */
@Component({
  selector: 'mx-media-trouble',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    @if (attachment().state === 'failed') {
      <svg mx-icon [icon]="iconCircleAlert" [size]="20"></svg>
      <span class="words">{{ words() }}</span>
      @if (attachment().problem?.retryable) {
        <button type="button" (click)="again.emit()">Try again</button>
      }
    } @else {
      <svg mx-icon class="waits" [icon]="iconDownload" [size]="20"></svg>
      <span class="words" role="status">{{ words() }}</span>
    }
  `,
  styles: `
    :host { display: flex; flex-direction: column; align-items: center; justify-content: center; gap: .375rem; inline-size: 100%; block-size: 100%; padding: .75rem; text-align: center; color: var(--mx-text-2); font: var(--mx-small); }
    .words { overflow-wrap: anywhere; }
    button { min-block-size: 1.5rem; padding: 0 .25rem; border: 0; background: none; color: var(--mx-link); font: 500 .8125rem/1.25rem var(--mx-font); cursor: pointer; }
    button:hover { text-decoration: underline; text-underline-offset: 2px; }
    @media (pointer: coarse) { button { min-block-size: 2.75rem; min-inline-size: 2.75rem; } }
    @media (prefers-reduced-motion: no-preference) { .waits { animation: mx-waits 1.2s ease-in-out infinite alternate; } }
    @keyframes mx-waits { from { opacity: .4; } }
  `,
})
export class MediaTrouble {
  readonly attachment = input.required<Attachment>();
  readonly again = output();
  protected readonly iconCircleAlert = iconCircleAlert;
  protected readonly iconDownload = iconDownload;
  protected readonly words = computed(() => {
    const { state, problem, kind, sizeBytes } = this.attachment();
    if (state !== 'failed') return `${NAMES[kind]}${sizeBytes ? `, ${formatBytes(sizeBytes)}` : ''}: on its way…`;
    if (problem?.code === 'gone') return 'No longer on WhatsApp';
    return problem?.words ?? `${NAMES[kind]} could not be fetched`;
  });
}
