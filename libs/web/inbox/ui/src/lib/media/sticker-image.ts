import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import type { Attachment } from '@mailtrixy/shared/dto';
import { Icon, iconPlay } from '@mailtrixy/web/shared/ui';
import { MediaTrouble } from './media-trouble';

/** A sticker, 128 px. Who wants less motion sees the first frame of an animated one, and a button that plays it. */
@Component({
  selector: 'mx-sticker-image',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MediaTrouble],
  template: `
    @if (source(); as src) {
      <img [src]="src" alt="Sticker" width="128" height="128" loading="lazy" decoding="async" draggable="false" (error)="broken.emit()" />
      @if (held()) {
        <button type="button" aria-label="Play sticker" (click)="moving.set(true)"><svg mx-icon [icon]="iconPlay" [size]="20"></svg></button>
      }
    } @else {
      <mx-media-trouble [attachment]="attachment()" (again)="again.emit()" />
    }
  `,
  styles: `
    :host { display: block; position: relative; inline-size: 8rem; block-size: 8rem; }
    img { display: block; inline-size: 100%; block-size: 100%; object-fit: contain; }
    button { position: absolute; inset: 0; margin: auto; inline-size: 2.75rem; block-size: 2.75rem; padding: 0; border: 0; border-radius: 50%; background: #0F172AB3; color: #fff; display: grid; place-items: center; cursor: pointer; }
    button .mx-icon { fill: currentColor; }
    mx-media-trouble { border: 1px dashed var(--mx-border-mid); border-radius: 14px; }
  `,
})
export class StickerImage {
  readonly attachment = input.required<Attachment>();
  readonly again = output();
  readonly broken = output();
  protected readonly iconPlay = iconPlay;
  protected readonly moving = signal(!wantsLessMotion());
  protected readonly held = computed(() => this.attachment().animated && !this.moving() && this.attachment().addresses.preview !== null);
  protected readonly source = computed(() => {
    const { state, addresses } = this.attachment();
    if (state !== 'ready') return null;
    return this.held() ? addresses.preview : (addresses.original ?? addresses.preview);
  });
}

function wantsLessMotion(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;
}
