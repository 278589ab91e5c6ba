import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  afterRenderEffect,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
  viewChildren,
} from '@angular/core';
import { InboxViewer, ThreadStore, type ReadingPlace, type Thread } from '@mailtrixy/web/inbox/data-access';
import { MessageBubble, SystemCaption, type MessageAct, type ThreadItem } from '@mailtrixy/web/inbox/ui';
import { Icon, iconArrowDown } from '@mailtrixy/web/shared/ui';
import { formatDate, formatFull } from '@mailtrixy/web/shared/util';
import { injectVirtualizer, type VirtualItem } from '@tanstack/angular-virtual';
import { OpenConversation } from './open-conversation';
import { stayAtEnd } from './stay-at-end';
import { TEMPLATE_ENTRY } from './template-entry';

const END_PX = 80;
const PREFETCH_PX = 1200;
const OVERSCAN = 6;
const FLASH_MS = 1200;
const SETTLE_MS = 300;
const ESTIMATES: Record<ThreadItem['kind'], number> = { start: 40, day: 48, unread: 32, message: 52, system: 24 };

/** The messages: only those near the eye are in the DOM, and what is read never moves. */
@Component({
  selector: 'mx-thread-feed',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MessageBubble, SystemCaption],
  templateUrl: './thread-feed.html',
  styleUrl: './thread-feed.css',
})
export class ThreadFeed {
  private readonly store = inject(ThreadStore);
  private readonly current = inject(OpenConversation);
  protected readonly viewer = inject(InboxViewer);

  readonly thread = input.required<Thread>();
  /** A message asked for by the address. */
  readonly target = input<string | null>(null);
  readonly acted = output<MessageAct>();

  private readonly scroller = viewChild<ElementRef<HTMLElement>>('scroller');
  private readonly rows = viewChildren<ElementRef<HTMLElement>>('row');
  protected readonly iconArrowDown = iconArrowDown;
  protected readonly formatDate = formatDate;
  protected readonly formatFull = formatFull;

  protected readonly canTemplate = inject(TEMPLATE_ENTRY) !== null;
  protected readonly contact = computed(() => this.current.detail()?.contactName ?? 'Customer');
  protected readonly items = this.current.items;
  protected readonly flashed = signal<string | null>(null);
  private readonly focusKey = signal<string | null>(null);
  private readonly place = computed<ReadingPlace | null>(() => (this.target() ? null : this.thread().place));
  /** Reading in the middle of the history: a page added below must not pull the eye along. */
  private readonly middle = signal(false);

  protected readonly virtual = injectVirtualizer<HTMLElement, HTMLElement>(() => {
    const items = this.items();
    const place = untracked(this.place);
    return {
      count: items.length,
      scrollElement: this.scroller(),
      estimateSize: (index: number) => ESTIMATES[items[index]?.kind ?? 'message'],
      getItemKey: (index: number) => items[index]?.key ?? index,
      overscan: OVERSCAN,
      useAnimationFrameWithResizeObserver: true,
      anchorTo: 'end' as const,
      followOnAppend: !this.middle(),
      scrollEndThreshold: END_PX,
      paddingStart: 16,
      paddingEnd: 12,
      ...(place ? { initialOffset: place.offset, initialMeasurementsCache: place.measurements as VirtualItem[] } : {}),
    };
  });
  protected readonly atEnd = computed(() => {
    const height = this.virtual.scrollRect()?.height ?? 0;
    return this.virtual.getTotalSize() - (this.virtual.scrollOffset() ?? 0) - height <= END_PX;
  });
  private readonly placed = signal(false);
  private readonly revealing = signal(false);
  private readonly seenSeq = signal(0);
  protected readonly newCount = computed(() => this.thread().messages().filter((message) => message.seq > this.seenSeq() && message.direction !== 'system').length);
  protected readonly showJump = computed(() => this.placed() && (!this.atEnd() || this.thread().hasNewer()));
  protected readonly setSize = computed(() => (this.thread().hasOlder() || this.thread().hasNewer() ? -1 : (this.lastPosition() ?? 0)));
  private readonly lastPosition = computed(() => {
    const last = this.items().at(-1);
    return last && 'position' in last ? last.position : 0;
  });
  /** The day of the topmost message, floating over the thread; hidden where the day's own pill is. */
  protected readonly floatingDay = computed(() => {
    const offset = this.virtual.scrollOffset() ?? 0;
    if (offset < 24) return null;
    const top = this.virtual.getVirtualItems().find((item) => item.end > offset + 8);
    const item = top ? this.items()[top.index] : undefined;
    const next = top ? this.items()[top.index + 1] : undefined;
    if (next?.kind === 'day' && top && top.end - offset < 48) return null;
    return item && 'day' in item ? item.day : null;
  });

  constructor() {
    afterRenderEffect(() => {
      for (const row of this.rows()) this.virtual.measureElement(row.nativeElement);
    });
    effect(() => this.start());
    effect(() => {
      if (!this.placed()) return;
      const end = this.atEnd() && !this.thread().hasNewer();
      this.current.atEnd.set(end);
      if (end) this.seenSeq.set(this.thread().lastSeq());
    });
    effect((stop) => {
      const pane = this.scroller()?.nativeElement;
      if (pane) stop(stayAtEnd(pane, END_PX));
    });
    effect(() => this.fetchMore());
    effect(() => {
      if (this.thread().hasNewer()) this.middle.set(true);
      else if (untracked(this.middle)) setTimeout(() => this.middle.set(false), SETTLE_MS);
    });
    effect(() => {
      const id = this.target();
      if (id && this.thread().state() === 'ready') untracked(() => void this.reveal(id, null));
    });
    inject(DestroyRef).onDestroy(() => this.remember());
  }

  /** To the newest message, loading it when the middle of the history is in memory. */
  async toEnd(): Promise<void> {
    await this.store.latest(this.thread());
    this.middle.set(false);
    setTimeout(() => this.virtual.scrollToEnd());
  }

  /** Scrolls to a message, loading it first when it is not here, and marks it for a moment. */
  async reveal(messageId: string, seq: number | null): Promise<boolean> {
    // pages added now would move the row that is being scrolled to
    this.revealing.set(true);
    const held = this.scroller()?.nativeElement.contains(document.activeElement);
    const found = await this.store.reveal(this.thread(), messageId, seq);
    // the new page has to be in the virtual list before it can be scrolled to
    setTimeout(() => this.flash(messageId));
    setTimeout(() => {
      this.revealing.set(false);
      this.placed.set(true);
      // the quote that led here may have been scrolled out of the page, and the focus with it
      if (held && document.activeElement === document.body) this.scroller()?.nativeElement.querySelector<HTMLElement>(`[data-id="${messageId}"]`)?.focus({ preventScroll: true });
    }, SETTLE_MS);
    return found !== null;
  }

  /** Alt+↑ and Alt+↓. */
  moveFocus(step: number): void {
    const items = this.items();
    const from = items.findIndex((item) => item.key === this.focusKey());
    let at = from < 0 ? (step < 0 ? items.length : -1) : from;
    do at += step;
    while (at >= 0 && at < items.length && !('position' in items[at]));
    const item = items[at];
    if (!item) return;
    this.focusKey.set(item.key);
    this.virtual.scrollToIndex(at, { align: 'auto' });
    requestAnimationFrame(() => this.scroller()?.nativeElement.querySelector<HTMLElement>(`[data-index="${at}"] > article`)?.focus({ preventScroll: true }));
  }

  /** The message that has the focus, for R. */
  focused(): Extract<ThreadItem, { kind: 'message' }> | null {
    const active = document.activeElement;
    if (!active || !this.scroller()?.nativeElement.contains(active)) return null;
    const item = this.items().find((one) => one.key === this.focusKey());
    return item?.kind === 'message' ? item : null;
  }

  protected tabIndex(item: ThreadItem): number {
    const key = this.focusKey() ?? this.items().at(-1)?.key;
    return item.key === key ? 0 : -1;
  }

  protected onFocus(item: ThreadItem): void {
    this.focusKey.set(item.key);
  }

  protected author(item: Extract<ThreadItem, { kind: 'message' }>): string {
    const { message } = item.entry;
    if (message.direction === 'in') return message.authorName ?? this.current.detail()?.contactName ?? '';
    if (message.authorKind === 'phone') return 'Sent from the phone';
    if (message.authorKind === 'ai') return '✦ AI';
    // A rule's name is no person's: it is shown whole.
    if (message.authorKind === 'rule') return message.authorName ?? 'Auto-reply';
    return this.current.authorOf(message.authorId, message.authorName);
  }

  private flash(messageId: string): void {
    const index = this.items().findIndex((item) => item.kind === 'message' && item.entry.message.id === messageId);
    if (index < 0) return;
    this.virtual.scrollToIndex(index, { align: 'center' });
    this.focusKey.set(this.items()[index].key);
    this.flashed.set(messageId);
    setTimeout(() => this.flashed.set(null), FLASH_MS);
  }

  /** Once per opening: back where it was, at the first unread message, or at the end. */
  private start(): void {
    if (this.thread().state() !== 'ready' || this.placed() || this.items().length === 0 || !this.scroller()) return;
    const items = this.items();
    untracked(() => {
      this.seenSeq.set(this.thread().lastSeq());
      if (this.target()) return;
      this.placed.set(true);
      const place = this.place();
      if (place && !place.atEnd) return;
      const divider = items.findIndex((item) => item.kind === 'unread');
      setTimeout(() => {
        this.virtual.scrollToEnd();
        const unreadAbove = divider >= 0 && this.virtual.getVirtualItems().every((item) => item.index !== divider);
        if (unreadAbove) this.virtual.scrollToIndex(divider, { align: 'start' });
      });
    });
  }

  private fetchMore(): void {
    const thread = this.thread();
    if (!this.placed() || this.revealing() || thread.state() !== 'ready') return;
    const offset = this.virtual.scrollOffset() ?? 0;
    const below = this.virtual.getTotalSize() - offset - (this.virtual.scrollRect()?.height ?? 0);
    if (offset < PREFETCH_PX && thread.hasOlder()) untracked(() => void this.store.older(thread));
    if (below < PREFETCH_PX && thread.hasNewer()) untracked(() => void this.store.newer(thread));
  }

  private remember(): void {
    const offset = this.virtual.scrollOffset();
    if (offset === null || !this.placed()) return;
    this.thread().place = { offset, atEnd: this.atEnd() && !this.thread().hasNewer(), measurements: [...this.virtual.measurementsCache()] };
  }
}
