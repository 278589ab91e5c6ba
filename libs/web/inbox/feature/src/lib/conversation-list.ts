import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, linkedSignal, signal, untracked, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { AI_STATES, CONVERSATION_VIEWS, type AiState, type ConversationRow, type ConversationView } from '@mailtrixy/shared/dto';
import { ConversationsStore, DirectoryStore, InboxLive, InboxViewer, LabelsStore, PresenceStore } from '@mailtrixy/web/inbox/data-access';
import { ConversationRowView, ListSkeleton } from '@mailtrixy/web/inbox/ui';
import { Button, ErrorCard, Icon, LazyComponent, LazyPartOutlet, Loading, Menu, MenuTrigger, iconArrowUp, iconChevronDown, iconSquarePen, iconX, type LazyPart, type MenuEntry } from '@mailtrixy/web/shared/ui';
import { Appearance } from '@mailtrixy/web/shared/util';
import { injectVirtualizer } from '@tanstack/angular-virtual';
import { InboxClock } from './inbox-clock';
import { InboxLocation } from './inbox-location';
import { OpenConversation } from './open-conversation';
import { TEMPLATE_ENTRY } from './template-entry';
import { VIEW_NAMES, viewCount } from './view-names';

const ROW_REM = { comfortable: 4.5, compact: 3.25 } as const;
const OVERSCAN = 8;
const PREFETCH_ROWS = 20;
const EMPTY = new LazyComponent(() => import('./list-empty').then(({ ListEmpty }) => ListEmpty));
const AI_NAMES: Record<AiState, string> = { draft: 'Draft waiting', sent: 'Auto-sent', handed_over: 'Handed over' };
/** J held down must not fetch every conversation it passes. */
const OPEN_AFTER_MS = 80;

/** The left pane: which list, its filters, and its rows. */
@Component({
  selector: 'mx-conversation-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, ConversationRowView, ErrorCard, Icon, LazyPartOutlet, ListSkeleton, Loading, Menu, MenuTrigger, RouterLink],
  templateUrl: './conversation-list.html',
  styleUrl: './conversation-list.css',
  host: {
    'data-testid': 'conv-list',
    role: 'region',
    'aria-label': 'Conversations',
    // the whole pane, so that the way to the pill does not take the pill away
    '(pointerenter)': 'hover(true, $event)',
    '(pointerleave)': 'hover(false, $event)',
  },
})
export class ConversationList {
  private readonly store = inject(ConversationsStore);
  private readonly live = inject(InboxLive);
  private readonly directory = inject(DirectoryStore);
  private readonly presence = inject(PresenceStore);
  protected readonly labels = inject(LabelsStore);
  protected readonly viewer = inject(InboxViewer);
  protected readonly templates = inject(TEMPLATE_ENTRY);
  private readonly appearance = inject(Appearance);
  private readonly current = inject(OpenConversation);
  protected readonly location = inject(InboxLocation);
  protected readonly now = inject(InboxClock).now;
  private readonly scroller = viewChild<ElementRef<HTMLElement>>('scroller');
  private openTimer: ReturnType<typeof setTimeout> | undefined;

  protected readonly emptyPart: LazyPart = { component: EMPTY, bindings: [] };
  protected readonly iconArrowUp = iconArrowUp;
  protected readonly iconChevronDown = iconChevronDown;
  protected readonly iconSquarePen = iconSquarePen;
  protected readonly iconX = iconX;

  protected readonly view = this.store.view;
  protected readonly ids = this.store.ids;
  protected readonly compact = computed(() => this.appearance.density() === 'compact');
  protected readonly title = computed(() => VIEW_NAMES[this.location.view()]);
  protected readonly total = computed(() => (this.location.filtered() ? null : viewCount(this.store.counts(), this.location.view())));
  /** How many rows the list has in all; -1 says to screen readers that it is not known. */
  protected readonly setSize = computed(() => (this.view()?.hasMore() ? (this.total() ?? -1) : this.ids().length));
  protected readonly viewEntries = computed<MenuEntry<ConversationView>[]>(() =>
    CONVERSATION_VIEWS.map((view) => ({
      value: view,
      label: VIEW_NAMES[view],
      checked: view === this.location.view(),
      hint: viewCount(this.store.counts(), view)?.toString() ?? '',
    })),
  );
  protected readonly channelName = computed(() => {
    const id = this.location.channelId();
    return id ? (this.directory.channel(id)?.name ?? 'Channel') : null;
  });
  protected readonly channelEntries = computed<MenuEntry[]>(() => [
    { value: '', label: 'All channels', checked: this.location.channelId() === null },
    ...this.directory.channels().map((channel) => ({
      value: channel.id,
      label: channel.name,
      hint: channel.mode === 'sandbox' ? 'SIM' : '',
      checked: channel.id === this.location.channelId(),
    })),
  ]);

  protected readonly labelName = computed(() => {
    const id = this.location.labelId();
    return id ? (this.labels.find(id)?.name ?? 'Label') : null;
  });
  protected readonly labelEntries = computed<MenuEntry[]>(() => [{ value: '', label: 'Any label', checked: this.location.labelId() === null }, ...this.labels.all().map(({ id, name }) => ({ value: id, label: name, checked: id === this.location.labelId() }))]);

  protected readonly aiName = computed(() => {
    const state = this.location.ai();
    return state && AI_NAMES[state];
  });
  protected readonly aiEntries = computed<MenuEntry<AiState | ''>[]>(() => [
    { value: '', label: 'Any AI state', checked: this.location.ai() === null },
    ...AI_STATES.map((state) => ({ value: state, label: AI_NAMES[state], checked: state === this.location.ai() })),
  ]);

  /** The row that Tab reaches and the arrow keys move from. */
  protected readonly focusId = linkedSignal<string | null>(() => this.location.conversationId());
  private readonly tabId = computed(() => {
    const id = this.focusId();
    return id && this.ids().includes(id) ? id : (this.ids()[0] ?? null);
  });
  private readonly rowHeight = computed(() => {
    // read for its change: the size itself is what <html> computes, the browser's own setting included
    this.appearance.textSize();
    return ROW_REM[this.appearance.density()] * (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
  });
  protected readonly virtual = injectVirtualizer<HTMLElement, HTMLElement>(() => {
    const ids = this.ids();
    const height = this.rowHeight();
    return {
      count: ids.length,
      scrollElement: this.scroller(),
      estimateSize: () => height,
      getItemKey: (index: number) => ids[index] ?? index,
      overscan: OVERSCAN,
      useAnimationFrameWithResizeObserver: true,
    };
  });
  private readonly scrolled = signal(false);

  constructor() {
    effect(() => {
      const filter = this.location.filter();
      untracked(() => void this.live.show(filter));
    });
    effect(() => {
      const view = this.view();
      untracked(() => {
        if (view && this.scroller()) this.virtual.scrollToOffset(view.scrollTop);
      });
    });
    effect(() => {
      const view = this.view();
      const last = this.virtual.getVirtualItems().at(-1)?.index ?? 0;
      if (view?.hasMore() && view.state() === 'ready' && last >= this.ids().length - PREFETCH_ROWS) untracked(() => void this.store.loadMore(view));
    });
    effect(() => this.store.hold('scroll', this.scrolled()));
  }

  protected row(id: string): ConversationRow | null {
    return this.store.row(id)?.() ?? null;
  }

  protected tabIndex(id: string): number {
    return id === this.tabId() ? 0 : -1;
  }

  protected author(row: ConversationRow): string {
    const { direction, authorId, author } = row.preview;
    if (direction !== 'out') return '';
    if (author) return author === 'ai' ? '✦ AI' : 'Auto-reply';
    return authorId !== null && authorId === this.viewer.userId() ? 'You' : this.current.authorOf(authorId, null);
  }

  protected replying(id: string): string | null {
    return this.presence.of(id)().find((viewer) => viewer.replying && viewer.userId !== this.viewer.userId())?.name ?? null;
  }

  protected assignee(row: ConversationRow): { id: string; name: string } | null {
    return this.location.view() === 'mine' ? null : this.directory.person(row.assigneeId);
  }

  protected onScroll(): void {
    const view = this.view();
    const top = this.scroller()?.nativeElement.scrollTop ?? 0;
    if (view) view.scrollTop = top;
    this.scrolled.set(top > 0);
  }

  protected hover(on: boolean, event: PointerEvent): void {
    if (event.pointerType === 'mouse' || !on) this.store.hold('hover', on);
  }

  protected showHeld(): void {
    this.store.showHeld();
    this.virtual.scrollToOffset(0);
  }

  protected retry(): void {
    const view = this.view();
    if (view) void this.live.retryList(view);
  }

  protected pickView(view: ConversationView): void {
    this.location.show(view);
  }

  protected pickChannel(id: string): void {
    this.location.setFilter({ channel: id || null });
  }

  protected pickLabel(id: string): void {
    this.location.setFilter({ label: id || null });
  }

  protected pickAi(state: AiState | ''): void {
    this.location.setFilter({ ai: state || null });
  }

  protected onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.move(step);
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      this.focusRow(event.key === 'Home' ? 0 : this.ids().length - 1);
    }
  }

  /** J, K and the arrows: the next row gets the focus and, when it stays there, is opened. */
  move(step: number): void {
    const ids = this.ids();
    if (ids.length === 0) return;
    const from = ids.indexOf(this.focusId() ?? '');
    const to = Math.max(0, Math.min(ids.length - 1, from < 0 ? 0 : from + step));
    this.focusRow(to);
    clearTimeout(this.openTimer);
    this.openTimer = setTimeout(() => {
      if (this.location.conversationId() !== ids[to]) this.location.open(ids[to], this.location.conversationId() !== null);
    }, OPEN_AFTER_MS);
  }

  focusCurrent(): void {
    const at = this.ids().indexOf(this.tabId() ?? '');
    if (at >= 0) this.focusRow(at);
  }

  /** The row after this one, or before it at the end: where to go when this one leaves the list. */
  neighbour(id: string): string | null {
    const ids = this.ids();
    const at = ids.indexOf(id);
    return at < 0 ? null : (ids[at + 1] ?? ids[at - 1] ?? null);
  }

  private focusRow(index: number): void {
    const id = this.ids()[index];
    if (id === undefined) return;
    this.focusId.set(id);
    this.virtual.scrollToIndex(index);
    // the row may only be made by the scroll above
    requestAnimationFrame(() => this.scroller()?.nativeElement.querySelector<HTMLElement>(`[data-id="${id}"] a`)?.focus({ preventScroll: true }));
  }
}
