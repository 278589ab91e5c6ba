import { DOCUMENT, DestroyRef, Injectable, computed, inject, signal } from '@angular/core';

export type SocketState = 'idle' | 'connecting' | 'open' | 'lost';
export type NetBand = 'none' | 'reconnecting' | 'offline' | 'back';

/** A socket must be gone this long before anyone is told. */
const LOST_AFTER = 2000;
const BACK_FOR = 2000;

/** State of the line to the server. The inbox's socket writes it, the shell's band shows it. */
@Injectable({ providedIn: 'root' })
export class Connection {
  private readonly online = signal(true);
  private readonly lost = signal(false);
  private readonly back = signal(false);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Messages written here that the server has not taken yet. */
  readonly waiting = signal(0);
  readonly socket = signal<SocketState>('idle');
  readonly band = computed<NetBand>(() => {
    if (!this.online()) return 'offline';
    if (this.lost()) return 'reconnecting';
    return this.back() ? 'back' : 'none';
  });

  constructor() {
    const view = inject(DOCUMENT).defaultView;
    this.online.set(view?.navigator.onLine ?? true);
    const goOnline = () => this.setOnline(true);
    const goOffline = () => this.setOnline(false);
    view?.addEventListener('online', goOnline);
    view?.addEventListener('offline', goOffline);
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.timer);
      view?.removeEventListener('online', goOnline);
      view?.removeEventListener('offline', goOffline);
    });
  }

  setSocket(state: SocketState): void {
    this.socket.set(state);
    if (state === 'lost' || state === 'connecting') {
      // Further tries go on counting from the first moment without a line.
      this.timer ??= setTimeout(() => this.lost.set(true), LOST_AFTER);
      return;
    }
    clearTimeout(this.timer);
    this.timer = undefined;
    if (state === 'open' && this.lost()) this.showBack();
    this.lost.set(false);
  }

  private setOnline(online: boolean): void {
    const wasOffline = !this.online();
    this.online.set(online);
    if (online && wasOffline && !this.lost()) this.showBack();
  }

  private showBack(): void {
    this.back.set(true);
    setTimeout(() => this.back.set(false), BACK_FOR);
  }
}
