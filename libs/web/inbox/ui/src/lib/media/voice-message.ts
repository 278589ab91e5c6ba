import { ChangeDetectionStrategy, Component, DestroyRef, ElementRef, computed, inject, input, linkedSignal, output, signal, viewChild } from '@angular/core';
import type { Attachment } from '@mailtrixy/shared/dto';
import { Icon, iconPause, iconPlay } from '@mailtrixy/web/shared/ui';
import { MediaTrouble } from './media-trouble';
import { playedClock } from './played-clock';
import { PlayingMedia } from './playing-media';
import { waveform } from './waveform';

const RATES = [1, 1.5, 2];
const STEP_S = 5;

/** Audio and voice messages: play, a waveform that is a slider, and three speeds. */
@Component({
  selector: 'mx-voice-message',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MediaTrouble],
  templateUrl: './voice-message.html',
  styleUrl: './voice-message.css',
})
export class VoiceMessage {
  private readonly media = inject(PlayingMedia);
  readonly attachment = input.required<Attachment>();
  readonly again = output();
  readonly broken = output();

  private readonly element = viewChild<ElementRef<HTMLAudioElement>>('audio');
  protected readonly iconPlay = iconPlay;
  protected readonly iconPause = iconPause;
  protected readonly playing = signal(false);
  protected readonly seconds = signal(0);
  protected readonly rate = signal(1);
  /** Known from the file when the server could not tell. */
  private readonly measured = signal<number | null>(null);
  /** Browsers without ogg/opus get the AAC beside it, at once or after the first failure. */
  private readonly fallback = linkedSignal({ source: this.attachment, computation: (attachment) => !playsHere(attachment.mimeType) });

  protected readonly ready = computed(() => this.attachment().state === 'ready');
  protected readonly source = computed(() => {
    const { original, playable } = this.attachment().addresses;
    return this.fallback() ? (playable ?? original) : original;
  });
  protected readonly length = computed(() => {
    const { durationMs } = this.attachment();
    return durationMs === null ? (this.measured() ?? 0) : durationMs / 1000;
  });
  protected readonly bars = computed(() => waveform(this.attachment().peaks, this.length() > 0 ? this.seconds() / this.length() : 0));
  protected readonly clock = computed(() => (this.length() > 0 ? `${playedClock(this.seconds())} of ${playedClock(this.length())}` : playedClock(this.seconds())));
  protected readonly shownClock = computed(() => this.clock().replace(' of ', ' / '));

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      const element = this.element()?.nativeElement;
      if (!element) return;
      if (!element.paused) element.pause();
      this.media.gone(element);
    });
  }

  protected async toggle(): Promise<void> {
    const element = this.element()?.nativeElement;
    if (!element) return;
    if (!element.paused) {
      element.pause();
      return;
    }
    try {
      await element.play();
    } catch {
      // the error event tells why, where it matters; a pause in between is no error
    }
  }

  protected onPlay(element: HTMLAudioElement): void {
    element.playbackRate = this.rate();
    this.playing.set(true);
    this.media.started(element);
  }

  protected onEnd(): void {
    this.playing.set(false);
    this.seconds.set(0);
  }

  protected onLength(element: HTMLAudioElement): void {
    // recordings of browsers carry no length
    if (Number.isFinite(element.duration)) this.measured.set(element.duration);
    element.playbackRate = this.rate();
  }

  protected onError(): void {
    this.playing.set(false);
    if (!this.fallback() && this.attachment().addresses.playable) this.fallback.set(true);
    else this.broken.emit();
  }

  protected faster(): void {
    const next = RATES[(RATES.indexOf(this.rate()) + 1) % RATES.length];
    this.rate.set(next);
    const element = this.element()?.nativeElement;
    if (element) element.playbackRate = next;
  }

  protected seekTo(event: MouseEvent): void {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    if (box.width > 0) this.seek(((event.clientX - box.left) / box.width) * this.length());
  }

  protected onKey(event: KeyboardEvent): void {
    const to = { ArrowRight: this.seconds() + STEP_S, ArrowUp: this.seconds() + STEP_S, ArrowLeft: this.seconds() - STEP_S, ArrowDown: this.seconds() - STEP_S, Home: 0, End: this.length() }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.seek(to);
  }

  private seek(to: number): void {
    const at = Math.min(this.length(), Math.max(0, to));
    this.seconds.set(at);
    const element = this.element()?.nativeElement;
    if (element) element.currentTime = at;
  }
}

function playsHere(mimeType: string): boolean {
  const type = mimeType.startsWith('audio/ogg') ? 'audio/ogg; codecs=opus' : mimeType;
  const probe = document.createElement('audio');
  return typeof probe.canPlayType !== 'function' || probe.canPlayType(type) !== '';
}
