import { Injectable } from '@angular/core';

/** Only one voice message or video sounds at a time: starting one stops the other. */
@Injectable({ providedIn: 'root' })
export class PlayingMedia {
  private current: HTMLMediaElement | null = null;

  started(element: HTMLMediaElement): void {
    if (this.current !== element) this.current?.pause();
    this.current = element;
  }

  gone(element: HTMLMediaElement): void {
    if (this.current === element) this.current = null;
  }
}
