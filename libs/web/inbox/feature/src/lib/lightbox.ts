import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { Message } from '@mailtrixy/shared/dto';
import { Icon, IconButton, iconChevronLeft, iconChevronRight, iconDownload, iconMinus, iconPlus, iconX } from '@mailtrixy/web/shared/ui';
import { formatFull } from '@mailtrixy/web/shared/util';

export interface LightboxPicture {
  id: string;
  address: string;
  name: string;
  /** Who sent it and when. */
  words: string;
}
export interface LightboxData {
  pictures: readonly LightboxPicture[];
  start: string;
}

/** The photos of the messages at hand that can be shown, oldest first. */
export function picturesOf(messages: readonly Message[], authorOf: (message: Message) => string): LightboxPicture[] {
  return messages.flatMap((message) => {
    const file = message.attachment;
    if (file?.kind !== 'image' || file.state !== 'ready' || file.addresses.original === null || message.revokedAt !== null) return [];
    return [{ id: message.id, address: file.addresses.original, name: file.fileName ?? 'photo', words: [authorOf(message), formatFull(message.at), message.body].filter(Boolean).join(' · ') }];
  });
}

const ZOOMS = [1, 1.5, 2, 3, 4, 5];

/** The photos of a thread, one at a time and large: arrows, zoom to five times, download, Escape. */
@Component({
  selector: 'mx-lightbox',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton],
  templateUrl: './lightbox.html',
  styleUrl: './lightbox.css',
  host: { 'data-testid': 'lightbox', '(keydown)': 'onKey($event)' },
})
export class Lightbox {
  protected readonly ref = inject(DialogRef);
  private readonly data = inject<LightboxData>(DIALOG_DATA);
  protected readonly pictures = this.data.pictures;
  protected readonly at = signal(Math.max(0, this.pictures.findIndex(({ id }) => id === this.data.start)));
  protected readonly zoom = signal(1);
  protected readonly broken = signal(false);
  protected readonly picture = computed(() => this.pictures[this.at()]);
  protected readonly iconChevronLeft = iconChevronLeft;
  protected readonly iconChevronRight = iconChevronRight;
  protected readonly iconDownload = iconDownload;
  protected readonly iconMinus = iconMinus;
  protected readonly iconPlus = iconPlus;
  protected readonly iconX = iconX;
  protected readonly maxZoom = ZOOMS[ZOOMS.length - 1];

  protected step(by: number): void {
    const to = this.at() + by;
    if (to < 0 || to >= this.pictures.length) return;
    this.at.set(to);
    this.zoom.set(1);
    this.broken.set(false);
  }

  protected zoomBy(step: number): void {
    this.zoom.set(ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, ZOOMS.indexOf(this.zoom()) + step))]);
  }

  protected toggleZoom(): void {
    this.zoom.set(this.zoom() === 1 ? 2 : 1);
  }

  protected onWheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoomBy(event.deltaY < 0 ? 1 : -1);
  }

  protected onKey(event: KeyboardEvent): void {
    const act = { ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1), '+': () => this.zoomBy(1), '=': () => this.zoomBy(1), '-': () => this.zoomBy(-1), '0': () => this.zoom.set(1) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}
