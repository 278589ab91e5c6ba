import { Injectable, effect, inject } from '@angular/core';
import { Connection } from '@mailtrixy/web/shared/util';
import { SendQueue } from './send-queue';

/** Tells the shell's band how the line is and what waits for it. */
@Injectable({ providedIn: 'root' })
export class ConnectionReport {
  private readonly connection = inject(Connection);
  private readonly queue = inject(SendQueue);

  constructor() {
    effect(() => this.connection.waiting.set(this.queue.waiting()));
  }

  state(state: 'connecting' | 'open' | 'lost' | 'idle'): void {
    this.connection.setSocket(state);
  }
}
