import { Injectable, type Signal, type WritableSignal, inject, signal } from '@angular/core';
import { BrowserStore } from './browser-store';
import { InboxApi } from './inbox-api';
import { InboxViewer } from './inbox-viewer';

export type DraftKind = 'reply' | 'note';

interface KeptDraft {
  body: string;
  /** The server has exactly this body; another device's later words may then replace it. */
  synced: boolean;
}

const LOCAL_MS = 400;
const SERVER_MS = 3000;

/** Unsent words, apart per conversation and kind; first in memory, soon in the browser, then on the server. */
@Injectable({ providedIn: 'root' })
export class DraftStore {
  private readonly api = inject(InboxApi);
  private readonly viewer = inject(InboxViewer);
  private readonly storage = inject(BrowserStore);

  private readonly bodies = new Map<string, WritableSignal<string>>();
  private readonly localTimers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly serverTimers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor() {
    addEventListener('pagehide', () => this.flush());
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.flush();
    });
  }

  body(conversationId: string, kind: DraftKind): Signal<string> {
    return this.draft(conversationId, kind);
  }

  /** Words of another device come in where this browser holds none of its own. */
  async load(conversationId: string): Promise<void> {
    if (!this.viewer.canWrite()) return;
    try {
      const drafts = await this.api.drafts(conversationId);
      for (const kind of ['reply', 'note'] as const) {
        const kept = this.storage.read<KeptDraft>(this.key(conversationId, kind));
        const untouched = !this.serverTimers.has(this.key(conversationId, kind)) && (kept === null || kept.synced);
        if (untouched) this.draft(conversationId, kind).set(drafts[kind]);
        else if (kept && kept.body !== drafts[kind]) this.saveSoon(conversationId, kind);
      }
    } catch {
      // the local draft is enough
    }
  }

  set(conversationId: string, kind: DraftKind, body: string): void {
    const draft = this.draft(conversationId, kind);
    if (draft() === body) return;
    draft.set(body);
    const key = this.key(conversationId, kind);
    if (!this.localTimers.has(key)) {
      this.localTimers.set(
        key,
        setTimeout(() => this.keep(key, draft), LOCAL_MS),
      );
    }
    this.saveSoon(conversationId, kind);
  }

  /** Sent: nothing is left to keep, here or on the server. */
  clear(conversationId: string, kind: DraftKind): void {
    this.set(conversationId, kind, '');
    this.keep(this.key(conversationId, kind), this.draft(conversationId, kind));
  }

  private draft(conversationId: string, kind: DraftKind): WritableSignal<string> {
    const key = this.key(conversationId, kind);
    let draft = this.bodies.get(key);
    if (!draft) {
      draft = signal(this.storage.read<KeptDraft>(key)?.body ?? '');
      this.bodies.set(key, draft);
    }
    return draft;
  }

  private keep(key: string, draft: Signal<string>): void {
    clearTimeout(this.localTimers.get(key));
    this.localTimers.delete(key);
    this.storage.write(key, { body: draft(), synced: false } satisfies KeptDraft);
  }

  private saveSoon(conversationId: string, kind: DraftKind): void {
    const key = this.key(conversationId, kind);
    if (this.serverTimers.has(key)) return;
    this.serverTimers.set(
      key,
      setTimeout(() => void this.save(conversationId, kind), SERVER_MS),
    );
  }

  private async save(conversationId: string, kind: DraftKind): Promise<void> {
    const key = this.key(conversationId, kind);
    this.serverTimers.delete(key);
    const draft = this.draft(conversationId, kind);
    const body = draft();
    try {
      await this.api.saveDraft(conversationId, { kind, body });
      if (draft() !== body) return;
      if (body === '') this.storage.remove(key);
      else this.storage.write(key, { body, synced: true } satisfies KeptDraft);
    } catch {
      // unsynced in the browser's storage: the next change or opening sends it
    }
  }

  private flush(): void {
    for (const [key] of [...this.localTimers]) {
      const draft = this.bodies.get(key);
      if (draft) this.keep(key, draft);
    }
  }

  private key(conversationId: string, kind: DraftKind): string {
    return `mx-draft:${this.viewer.userId()}:${conversationId}:${kind}`;
  }
}
