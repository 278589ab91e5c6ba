import { ChangeDetectionStrategy, Component, DestroyRef, ElementRef, computed, inject, input, output, signal, viewChild } from '@angular/core';
import type { Attachment } from '@mailtrixy/shared/dto';
import { Icon, iconVideo } from '@mailtrixy/web/shared/ui';
import { formatTimer } from '@mailtrixy/web/shared/util';
import { boxRatio } from './box-ratio';
import { MediaTrouble } from './media-trouble';
import { PlayingMedia } from './playing-media';

/** A video with the browser's own controls. Nothing is loaded before it is asked for. */
@Component({
  selector: 'mx-video-clip',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MediaTrouble],
  template: `
    @if (source(); as src) {
      <video #video controls playsinline preload="none" [src]="src" [attr.poster]="attachment().addresses.preview" [attr.aria-label]="'Video' + (length() ? ', ' + length() : '')" (play)="onPlay(video)" (error)="broken.emit()"></video>
      @if (length() && !touched()) {
        <span class="length" aria-hidden="true"><svg mx-icon [icon]="iconVideo" [size]="12"></svg>{{ length() }}</span>
      }
    } @else {
      <mx-media-trouble [attachment]="attachment()" (again)="again.emit()" />
    }
  `,
  styleUrls: ['./picture.css'],
  styles: `.length { position: absolute; inset-inline-start: .5rem; inset-block-start: .5rem; display: inline-flex; gap: .25rem; align-items: center; padding: .125rem .375rem; border-radius: 4px; background: #0F172AB3; color: #fff; font: var(--mx-caption); font-variant-numeric: tabular-nums; pointer-events: none; }`,
  host: { '[style.aspect-ratio]': 'ratio()' },
})
export class VideoClip {
  private readonly playing = inject(PlayingMedia);
  readonly attachment = input.required<Attachment>();
  readonly again = output();
  readonly broken = output();
  private readonly video = viewChild<ElementRef<HTMLVideoElement>>('video');
  protected readonly iconVideo = iconVideo;
  protected readonly touched = signal(false);
  protected readonly ratio = computed(() => boxRatio(this.attachment()));
  protected readonly source = computed(() => (this.attachment().state === 'ready' ? this.attachment().addresses.original : null));
  protected readonly length = computed(() => {
    const { durationMs } = this.attachment();
    return durationMs === null ? '' : formatTimer(durationMs);
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      const element = this.video()?.nativeElement;
      if (element) this.playing.gone(element);
    });
  }

  protected onPlay(element: HTMLVideoElement): void {
    this.touched.set(true);
    this.playing.started(element);
  }
}
