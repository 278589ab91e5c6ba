import { Injectable, type Signal, type WritableSignal, computed, inject, signal, untracked } from '@angular/core';
import type { ConversationCounts, ConversationRow } from '@mailtrixy/shared/dto';
import { InboxApi } from './inbox-api';
import { InboxViewer } from './inbox-viewer';
import { byActivity, filterKey, matchesFilter, type ListFilter } from './list-filter';
import { ListView } from './list-view';
import { requestFailure } from './request-failure';

const PAGE = 50;
/** Counts are the server's: asked again after changes, at most this often. */
const COUNTS_GAP_MS = 2000;

/**
 * Conversations by id, one signal per row, so that a message repaints one row;
 * and the lists of ids that are the views.
 */
@Injectable({ providedIn: 'root' })
export class ConversationsStore {
  private readonly api = inject(InboxApi);
  private readonly viewer = inject(InboxViewer);

  private readonly rows = new Map<string, WritableSignal<ConversationRow>>();
  private readonly views = new Map<string, ListView>();
  private readonly current = signal<ListView | null>(null);
  private readonly knownCounts = signal<ConversationCounts | null>(null);
  private readonly holds = new Set<string>();
  private countsAskedAt = -Infinity;
  private countsTimer: ReturnType<typeof setTimeout> | undefined;
  /** The open conversation stays in an "unread" list although reading it made it read. */
  private pinned: string | null = null;

  readonly view = this.current.asReadonly();
  readonly counts = this.knownCounts.asReadonly();
  readonly ids: Signal<readonly string[]> = computed(() => this.current()?.ids() ?? []);

  row(id: string): Signal<ConversationRow> | undefined {
    return this.rows.get(id);
  }

  pin(id: string | null): void {
    if (this.pinned === id) return;
    const before = this.pinned;
    this.pinned = id;
    if (before) this.arrange([before], false);
  }

  /** Shows the list of a filter; the first time it is read from the server. Returns once it is on the way. */
  show(filter: ListFilter): { view: ListView; loaded: Promise<string | null> } {
    const key = filterKey(filter);
    let view = this.views.get(key);
    let loaded: Promise<string | null> = Promise.resolve(null);
    if (!view) {
      view = new ListView(filter);
      this.views.set(key, view);
      loaded = this.load(view);
    }
    this.current.set(view);
    return { view, loaded };
  }

  /** First page of a view; answers the sync cursor that was read before its rows. */
  async load(view: ListView): Promise<string | null> {
    view.state.set('loading');
    view.failure.set(null);
    try {
      const page = await this.api.conversations(view.filter, null, PAGE);
      this.keep(page.items);
      view.moved.clear();
      view.held.set(0);
      view.nextCursor = page.nextCursor;
      view.hasMore.set(page.nextCursor !== null);
      view.ids.set(this.sorted(page.items.map((row) => row.id)));
      view.state.set('ready');
      return page.syncCursor;
    } catch (error) {
      view.failure.set(requestFailure(error));
      view.state.set('failed');
      return null;
    }
  }

  async loadMore(view: ListView): Promise<void> {
    if (view.loadingMore() || view.nextCursor === null) return;
    view.loadingMore.set(true);
    try {
      const page = await this.api.conversations(view.filter, view.nextCursor, PAGE);
      this.keep(page.items);
      view.nextCursor = page.nextCursor;
      view.hasMore.set(page.nextCursor !== null);
      const known = new Set(view.ids());
      const added = page.items.map((row) => row.id).filter((id) => !known.has(id));
      view.ids.update((ids) => [...ids, ...added]);
    } catch {
      // the next scroll asks again; what is loaded stays
    } finally {
      view.loadingMore.set(false);
    }
  }

  /** After a 410, or on Retry: every view is read anew, the shown one at once. */
  async reload(): Promise<string | null> {
    const shown = this.current();
    for (const [key, view] of this.views) if (view !== shown) this.views.delete(key);
    this.refreshCounts();
    return shown ? this.load(shown) : null;
  }

  /** Rows from frames, sync, details and answers. Only a higher version counts. */
  apply(rows: readonly ConversationRow[], own = false): void {
    const changed = this.keep(rows);
    if (changed.length === 0) return;
    this.arrange(changed, own);
    this.refreshCounts();
  }

  /** Rows that this user may not see any more. */
  remove(ids: readonly string[]): void {
    const gone = new Set(ids);
    for (const id of ids) this.rows.delete(id);
    for (const view of this.views.values()) {
      if (view.ids().some((id) => gone.has(id))) view.ids.update((all) => all.filter((id) => !gone.has(id)));
    }
    this.refreshCounts();
  }

  /** While any reason holds, rows stay where they are and the pill counts. */
  hold(reason: string, on: boolean): void {
    if (on) this.holds.add(reason);
    else this.holds.delete(reason);
    if (this.holds.size === 0) this.showHeld();
  }

  showHeld(): void {
    for (const view of this.views.values()) {
      if (view.moved.size === 0) continue;
      const moved = [...view.moved];
      view.moved.clear();
      view.held.set(0);
      this.rearrange(view, moved);
    }
  }

  refreshCounts(): void {
    if (this.countsTimer !== undefined) return;
    const wait = Math.max(0, this.countsAskedAt + COUNTS_GAP_MS - Date.now());
    this.countsTimer = setTimeout(() => {
      this.countsTimer = undefined;
      this.countsAskedAt = Date.now();
      this.api.counts().then(
        (counts) => this.knownCounts.set(counts),
        () => undefined,
      );
    }, wait);
  }

  private keep(rows: readonly ConversationRow[]): string[] {
    const changed: string[] = [];
    for (const row of rows) {
      const known = this.rows.get(row.id);
      if (!known) this.rows.set(row.id, signal(rowOnly(row)));
      else if (row.version > untracked(known).version) known.set(rowOnly(row));
      else continue;
      changed.push(row.id);
    }
    return changed;
  }

  private arrange(changed: readonly string[], own: boolean): void {
    const shown = this.current();
    for (const view of this.views.values()) {
      if (view === shown && this.holds.size > 0 && !own) {
        for (const id of changed) if (this.wouldMove(view, id)) view.moved.add(id);
        view.held.set(view.moved.size);
      } else {
        this.rearrange(view, changed);
      }
    }
  }

  private rearrange(view: ListView, changed: readonly string[]): void {
    if (!changed.some((id) => this.wouldMove(view, id))) return;
    const ids = new Set(view.ids());
    for (const id of changed) {
      if (this.belongs(view, id)) ids.add(id);
      else ids.delete(id);
    }
    view.ids.set(this.sorted([...ids]));
  }

  private wouldMove(view: ListView, id: string): boolean {
    const ids = view.ids();
    const at = ids.indexOf(id);
    const belongs = this.belongs(view, id);
    if (at < 0 || !belongs) return at >= 0 !== belongs;
    const row = this.value(id);
    const before = at > 0 ? this.value(ids[at - 1]) : undefined;
    const after = at < ids.length - 1 ? this.value(ids[at + 1]) : undefined;
    if (!row) return true;
    return (before !== undefined && byActivity(before, row) > 0) || (after !== undefined && byActivity(row, after) > 0);
  }

  private belongs(view: ListView, id: string): boolean {
    const row = this.value(id);
    if (!row) return false;
    const filter = view.filter.unread && id === this.pinned ? { ...view.filter, unread: false } : view.filter;
    if (!matchesFilter(row, filter, this.viewer.userId())) return false;
    const ids = view.ids();
    if (view.nextCursor === null || ids.includes(id)) return true;
    // beyond the loaded pages: it comes with its own page
    const last = ids.length > 0 ? this.value(ids[ids.length - 1]) : undefined;
    return last === undefined || byActivity(row, last) < 0;
  }

  private sorted(ids: string[]): string[] {
    const rows = ids.map((id) => this.value(id)).filter((row): row is ConversationRow => row !== undefined);
    return rows.sort(byActivity).map((row) => row.id);
  }

  private value(id: string): ConversationRow | undefined {
    const row = this.rows.get(id);
    return row ? untracked(row) : undefined;
  }
}

/** A detail carries a row and more; the list keeps the row. */
function rowOnly(row: ConversationRow): ConversationRow {
  return {
    id: row.id,
    version: row.version,
    channelId: row.channelId,
    channelKind: row.channelKind,
    channelMode: row.channelMode,
    contactId: row.contactId,
    contactName: row.contactName,
    status: row.status,
    assigneeId: row.assigneeId,
    lastMessageAt: row.lastMessageAt,
    preview: row.preview,
    unreadCount: row.unreadCount,
    failed: row.failed,
    aiState: row.aiState,
    windowExpiresAt: row.windowExpiresAt,
    labels: row.labels,
    snoozedUntil: row.snoozedUntil,
  };
}
