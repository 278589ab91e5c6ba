import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output, signal } from '@angular/core';
import { Icon, iconFile, iconFileX, iconMic } from '@mailtrixy/web/shared/ui';
import { formatBytes } from '@mailtrixy/web/shared/util';
import { type SimFile, SimulatorStore } from '@mailtrixy/web/simulator/data-access';
import type { PhoneMedia } from './phone-view';

/** A picture, film, voice message, file or sticker on the phone. */
@Component({
  selector: 'mx-phone-media',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'pm', '[attr.data-kind]': 'media().kind', 'data-testid': 'sim-media' },
  template: `
    @if (file(); as shown) {
      @switch (media().kind) {
        @case ('image') { <img class="pm__img" [src]="shown.url" alt="Photo" /> }
        @case ('sticker') { <img class="pm__sticker" [src]="shown.url" alt="Sticker" /> }
        @case ('video') { <video class="pm__img" controls preload="metadata" aria-label="Video" [src]="shown.url"></video> }
        @case ('audio') {
          <span class="pm__audio">
            @if (media().voice) { <svg mx-icon [icon]="icons.mic" [size]="14"></svg> }
            <audio controls preload="metadata" [attr.aria-label]="media().voice ? 'Voice message' : 'Audio'" [src]="shown.url" (play)="played.emit()"></audio>
          </span>
        }
        @default {
          <a class="pm__file" [href]="shown.url" [attr.download]="name()"><svg mx-icon [icon]="icons.file" [size]="20"></svg><span class="mx-minw"><span class="pm__name mx-trunc" dir="auto">{{ name() }}</span><small>{{ size() }}</small></span></a>
        }
      }
    } @else if (media().link; as link) {
      <span class="pm__file"><svg mx-icon [icon]="icons.file" [size]="20"></svg><span class="mx-minw"><span class="pm__name mx-trunc">{{ media().name ?? words() }}</span><small class="mx-trunc" dir="ltr">{{ link }}</small></span></span>
    } @else if (gone()) {
      <span class="pm__file"><svg mx-icon [icon]="icons.gone" [size]="20"></svg>The simulator has forgotten this file</span>
    } @else {
      <span class="pm__wait" role="status"><span class="mx-sr">Loading the file</span></span>
    }
  `,
})
export class PhoneMediaView {
  private readonly store = inject(SimulatorStore);
  readonly media = input.required<PhoneMedia>();
  readonly played = output();
  protected readonly icons = { file: iconFile, gone: iconFileX, mic: iconMic };
  protected readonly file = signal<SimFile | null>(null);
  protected readonly gone = signal(false);
  private readonly id = computed(() => this.media().id);
  protected readonly words = computed(() => ({ image: 'Photo', video: 'Video', audio: 'Audio', document: 'Document', sticker: 'Sticker' })[this.media().kind]);
  protected readonly name = computed(() => this.media().name ?? this.file()?.filename ?? this.words());
  protected readonly size = computed(() => formatBytes(this.file()?.size ?? 0));

  constructor() {
    effect(() => {
      const id = this.id();
      this.file.set(null);
      this.gone.set(false);
      if (id === null) return;
      this.store.file(id).then((file) => this.id() === id && this.file.set(file), () => this.id() === id && this.gone.set(true));
    });
  }
}
