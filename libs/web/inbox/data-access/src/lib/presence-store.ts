import { Injectable, type Signal, type WritableSignal, signal } from '@angular/core';
import type { PresenceFrame } from '@mailtrixy/shared/dto';

export type Viewer = PresenceFrame['viewers'][number];

/** Who has which conversation open, and who is writing in it. Never stored, never trusted across a reconnect. */
@Injectable({ providedIn: 'root' })
export class PresenceStore {
  private readonly viewers = new Map<string, WritableSignal<readonly Viewer[]>>();

  of(conversationId: string): Signal<readonly Viewer[]> {
    return this.entry(conversationId);
  }

  apply(frame: PresenceFrame): void {
    this.entry(frame.conversationId).set(frame.viewers);
  }

  clear(): void {
    for (const entry of this.viewers.values()) entry.set([]);
  }

  private entry(conversationId: string): WritableSignal<readonly Viewer[]> {
    let entry = this.viewers.get(conversationId);
    if (!entry) {
      entry = signal<readonly Viewer[]>([]);
      this.viewers.set(conversationId, entry);
    }
    return entry;
  }
}
