import { Injectable, computed, effect, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, type Params } from '@angular/router';
import { AI_STATES, type AiState, type ConversationView } from '@mailtrixy/shared/dto';
import { BrowserStore, type ListFilter } from '@mailtrixy/web/inbox/data-access';

export const LAST_VIEW_KEY = 'mx-inbox-view';

/** The address as facts, and the ways to change it. The URL is the only place where view, filters and choice are kept. */
@Injectable()
export class InboxLocation {
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly storage = inject(BrowserStore);
  private readonly path = toSignal(this.route.paramMap, { requireSync: true });
  private readonly query = toSignal(this.route.queryParamMap, { requireSync: true });

  readonly view = computed(() => (this.path().get('view') ?? 'all') as ConversationView);
  readonly conversationId = computed(() => this.path().get('conversationId'));
  readonly messageId = computed(() => this.query().get('m'));
  readonly channelId = computed(() => this.query().get('channel'));
  readonly labelId = computed(() => this.query().get('label'));
  /** Null for what an old or mistyped address says. */
  readonly ai = computed<AiState | null>(() => AI_STATES.find((state) => state === this.query().get('ai')) ?? null);
  readonly unreadOnly = computed(() => this.query().get('unread') === '1');
  readonly filter = computed<ListFilter>(() => ({ view: this.view(), channelId: this.channelId(), unread: this.unreadOnly(), labelId: this.labelId(), ai: this.ai() }), {
    equal: (a, b) => a.view === b.view && a.channelId === b.channelId && a.unread === b.unread && a.labelId === b.labelId && a.ai === b.ai,
  });
  readonly filtered = computed(() => this.channelId() !== null || this.labelId() !== null || this.ai() !== null || this.unreadOnly());
  /** What every link inside the list carries along. */
  readonly listQuery = computed<Params>(() => ({
    ...(this.channelId() ? { channel: this.channelId() } : {}),
    ...(this.labelId() ? { label: this.labelId() } : {}),
    ...(this.ai() ? { ai: this.ai() } : {}),
    ...(this.unreadOnly() ? { unread: 1 } : {}),
  }));

  constructor() {
    effect(() => this.storage.write(LAST_VIEW_KEY, this.view()));
  }

  link(conversationId: string): string[] {
    return ['/inbox', this.view(), conversationId];
  }

  /** Moving with J and K replaces, so that Back leaves the inbox and not fifty conversations. */
  open(conversationId: string, replaceUrl = false): void {
    void this.router.navigate(this.link(conversationId), { queryParams: this.listQuery(), replaceUrl });
  }

  /** Goes to one message of the conversation on screen. */
  toMessage(conversationId: string, messageId: string): void {
    void this.router.navigate(this.link(conversationId), { queryParams: { ...this.listQuery(), m: messageId } });
  }

  openInAll(conversationId: string, messageId: string | null = null): void {
    void this.router.navigate(['/inbox', 'all', conversationId], { queryParams: messageId ? { m: messageId } : {} });
  }

  close(): void {
    void this.router.navigate(['/inbox', this.view()], { queryParams: this.listQuery() });
  }

  show(view: ConversationView): void {
    void this.router.navigate(['/inbox', view]);
  }

  setFilter(change: { channel?: string | null; label?: string | null; ai?: AiState | null; unread?: 1 | null }): void {
    const path = this.conversationId() ? this.link(this.conversationId() as string) : ['/inbox', this.view()];
    void this.router.navigate(path, { queryParams: { ...this.listQuery(), ...change } });
  }

  clearFilters(): void {
    this.setFilter({ channel: null, label: null, ai: null, unread: null });
  }
}
