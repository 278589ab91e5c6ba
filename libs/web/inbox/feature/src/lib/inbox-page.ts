import { ChangeDetectionStrategy, Component, DestroyRef, Injector, afterNextRender, computed, effect, inject, inputBinding, outputBinding, signal, untracked, viewChild } from '@angular/core';
import { BrowserStore, InboxStart } from '@mailtrixy/web/inbox/data-access';
import { ThreadSkeleton } from '@mailtrixy/web/inbox/ui';
import { ErrorCard, LazyComponent, LazyPartOutlet, Loading, type LazyPart } from '@mailtrixy/web/shared/ui';
import { Commands, mediaQuery, ShellFrame, Shortcuts } from '@mailtrixy/web/shared/util';
import { ConversationActs } from './conversation-acts';
import { ConversationList } from './conversation-list';
import { InboxClock } from './inbox-clock';
import { inboxCommands } from './inbox-commands';
import { InboxLocation } from './inbox-location';
import { InboxNotices } from './inbox-notices';
import { inboxShortcuts } from './inbox-shortcuts';
import { InboxTemplates } from './inbox-templates';
import { OpenConversation } from './open-conversation';
import { PageAttention } from './page-attention';
import { SetUpProgress } from './set-up-progress';
import { TEMPLATE_ENTRY } from './template-entry';
import type { ThreadPane } from './thread-pane';
import { TypingAhead, type FieldArrived } from './typing-ahead';

const PANEL_KEY = 'mx-inbox-panel';
const THREAD = new LazyComponent(() => import('./thread-pane').then(({ ThreadPane }) => ThreadPane));
const PANEL = new LazyComponent(() => import('./contact-panel').then(({ ContactPanel }) => ContactPanel));
const NOTHING_CHOSEN = new LazyComponent(() => import('./nothing-chosen').then(({ NothingChosen }) => NothingChosen));
const FIRST_RUN = new LazyComponent(() => import('./first-run').then(({ FirstRun }) => FirstRun));

/** The inbox: list, thread and contact side by side, or one at a time on a phone. */
@Component({
  selector: 'mx-inbox-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ConversationList, ErrorCard, LazyPartOutlet, Loading, ThreadSkeleton],
  providers: [InboxClock, InboxLocation, PageAttention, OpenConversation, ConversationActs, InboxNotices, SetUpProgress, TypingAhead, InboxTemplates, { provide: TEMPLATE_ENTRY, useExisting: InboxTemplates }],
  templateUrl: './inbox-page.html',
  styleUrl: './inbox-page.css',
})
export class InboxPage {
  private readonly storage = inject(BrowserStore);
  private readonly frame = inject(ShellFrame);
  private readonly typingAhead = inject(TypingAhead);
  private readonly wide = mediaQuery('(min-width: 1280px)');
  protected readonly drawer = mediaQuery('(max-width: 1023px)');
  private readonly phone = mediaQuery('(max-width: 767px)');
  protected readonly current = inject(OpenConversation);
  protected readonly location = inject(InboxLocation);
  protected readonly setUp = inject(SetUpProgress);
  private readonly acts = inject(ConversationActs);

  private readonly list = viewChild(ConversationList);
  private readonly threadPart = viewChild<LazyPartOutlet>('threadPart');
  /** Null also while its code is on its way. */
  private readonly pane = computed(() => (this.threadPart()?.instance() ?? null) as ThreadPane | null);
  /** What was wanted of the pane before it was there. */
  private readonly waiting = signal<{ conversationId: string; act: (pane: ThreadPane) => void } | null>(null);
  private readonly injector = inject(Injector);
  private readonly wantedWide = signal(this.storage.read<boolean>(PANEL_KEY) ?? true);
  private readonly wantedNarrow = signal(false);
  protected readonly listHidden = signal(false);
  /** Wide windows remember the panel; on narrow ones it is opened for the moment. */
  protected readonly panelOpen = computed(() => this.current.detail() !== null && (this.wide() ? this.wantedWide() : this.wantedNarrow()));
  protected readonly threadPane: LazyPart = { component: THREAD, bindings: [inputBinding('thread', this.current.thread), inputBinding('panelOpen', this.panelOpen), outputBinding('togglePanel', () => this.togglePanel())] };
  protected readonly panelPart: LazyPart = { component: PANEL, bindings: [inputBinding('detail', () => this.current.detail()), outputBinding('closed', () => this.togglePanel())] };
  protected readonly nothingChosenPart: LazyPart = { component: NOTHING_CHOSEN, bindings: [] };
  protected readonly firstRunPart: LazyPart = { component: FIRST_RUN, bindings: [] };
  protected readonly listShown = computed(() => (this.phone() ? this.location.conversationId() === null : !this.listHidden()));
  protected readonly threadShown = computed(() => !this.phone() || this.location.conversationId() !== null);
  private byKeyboard = false;
  private arrived: FieldArrived | null = null;

  constructor() {
    inject(InboxStart).start();
    inject(InboxNotices);
    inject(Shortcuts).register(...inboxShortcuts(this, this.acts, this.location));
    inject(Commands).register(inboxCommands(this.acts, this.location));
    effect(() => this.frame.immersive.set(this.phone() && this.location.conversationId() !== null));
    effect(() => {
      const id = this.location.conversationId();
      untracked(() => this.arrive(id));
    });
    effect(() => {
      const [pane, waiting] = [this.pane(), this.waiting()];
      if (!pane || !waiting || !this.onScreen(waiting.conversationId)) return;
      this.waiting.set(null);
      afterNextRender(() => waiting.act(pane), { injector: this.injector });
    });
    inject(DestroyRef).onDestroy(() => {
      this.current.leave();
      this.frame.immersive.set(false);
    });
  }

  /** J and K keep the row's focus; everything else lands on the heading of what was opened. */
  move(step: number): void {
    this.byKeyboard = true;
    this.prepare();
    this.list()?.move(step);
  }

  openAndWrite(): void {
    if (this.current.thread()) this.toField((pane, arrived) => pane.focusComposer(arrived));
    else this.list()?.focusCurrent();
  }

  write(kind: 'reply' | 'note'): void {
    this.toField((pane, arrived) => pane.write(kind, arrived));
  }

  openAssign(): void {
    this.pane()?.openAssign();
  }

  openMenu(menu: 'label' | 'snooze'): void {
    this.pane()?.openMenu(menu);
  }

  focusMessages(step: number): void {
    this.pane()?.focusMessages(step);
  }

  backToList(): void {
    if (this.panelOpen() && this.drawer()) {
      this.togglePanel();
    } else if (document.activeElement?.closest('mx-composer')) {
      this.pane()?.focusHeading();
    } else if (this.location.conversationId()) {
      this.location.close();
      this.list()?.focusCurrent();
    }
  }

  togglePanel(): void {
    if (!this.wide()) {
      this.wantedNarrow.update((open) => !open);
      return;
    }
    this.wantedWide.update((open) => !open);
    this.storage.write(PANEL_KEY, this.wantedWide());
  }

  toggleList(): void {
    this.listHidden.update((hidden) => !hidden);
  }

  /** F6: list, thread, composer, panel, and round again. */
  nextPane(step: number): void {
    const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.offsetParent !== null);
    if (panes.length === 0) return;
    const at = panes.findIndex((pane) => pane.contains(document.activeElement));
    const to = panes[(Math.max(at, step > 0 ? at : 0) + step + panes.length) % panes.length];
    (to.querySelector<HTMLElement>('[tabindex="0"], a[href], textarea, button') ?? to).focus();
  }

  protected onListEnter(event: Event): void {
    // a click by Enter has no pointer behind it
    if ((event as MouseEvent).detail === 0) {
      this.byKeyboard = true;
      const opened = (event.target as Element).closest('[data-id]')?.getAttribute('data-id');
      this.toField((pane, arrived) => pane.focusComposer(arrived), opened);
    }
  }

  private arrive(id: string | null): void {
    const keepFocus = this.byKeyboard;
    this.byKeyboard = false;
    if (this.waiting()?.conversationId !== id) this.waiting.set(null);
    if (keepFocus) return;
    this.arrived?.(null);
    if (id !== null) this.onPane((pane) => pane.focusHeading());
  }

  /** Somebody is about to open a conversation: its code comes while they aim. */
  protected prepare(): void {
    THREAD.get().catch(() => undefined);
  }

  /** What is typed until the field is there goes into it, and into no other conversation's. */
  private toField(act: (pane: ThreadPane, arrived: FieldArrived) => void, conversationId?: string | null): void {
    const arrived = this.typingAhead.begin();
    this.arrived = arrived;
    this.onPane((pane) => act(pane, arrived), conversationId);
  }

  /** At once when that conversation is on screen, else as soon as it is. */
  private onPane(act: (pane: ThreadPane) => void, conversationId = this.location.conversationId()): void {
    const pane = this.pane();
    if (pane && this.onScreen(conversationId)) act(pane);
    else this.waiting.set(conversationId ? { conversationId, act } : null);
  }

  private onScreen(conversationId: string | null): boolean {
    const thread = this.current.thread();
    return thread?.id === conversationId && thread?.state() !== 'loading';
  }
}
