import { Injectable, computed, effect, inject, linkedSignal, signal, untracked } from '@angular/core';
import {
  ConversationActions,
  ConversationsStore,
  DirectoryStore,
  DraftStore,
  InboxLive,
  InboxViewer,
  PresenceStore,
  SendQueue,
  ThreadStore,
  type QueuedSend,
  type Thread,
} from '@mailtrixy/web/inbox/data-access';
import { replyWindow, reuseItems, threadItems, type ThreadEntry, type ThreadItem } from '@mailtrixy/web/inbox/ui';
import { UnreadBadge } from '@mailtrixy/web/shared/util';
import { InboxClock } from './inbox-clock';
import { InboxLocation } from './inbox-location';
import { PageAttention } from './page-attention';
import { pendingMessage } from './pending-message';

const EXACT_BELOW_MS = 11 * 60_000;

/** The conversation on screen: its thread, what is on its way, and the facts its parts share. */
@Injectable()
export class OpenConversation {
  private readonly location = inject(InboxLocation);
  private readonly threads = inject(ThreadStore);
  private readonly conversations = inject(ConversationsStore);
  private readonly actions = inject(ConversationActions);
  private readonly queue = inject(SendQueue);
  private readonly drafts = inject(DraftStore);
  private readonly directory = inject(DirectoryStore);
  private readonly presence = inject(PresenceStore);
  private readonly viewer = inject(InboxViewer);
  private readonly live = inject(InboxLive);
  private readonly clock = inject(InboxClock);
  private readonly badge = inject(UnreadBadge);
  private readonly attention = inject(PageAttention);
  private readonly opened = signal<Thread | null>(null);
  private readonly reading = new Map<string, number>();

  readonly id = this.location.conversationId;
  readonly thread = this.opened.asReadonly();
  readonly detail = computed(() => this.thread()?.detail() ?? null);
  readonly channel = computed(() => {
    const detail = this.detail();
    return detail ? (this.directory.channel(detail.channelId) ?? null) : null;
  });
  readonly window = computed(() => replyWindow(this.detail()?.windowExpiresAt ?? null, this.clock.now()));
  /** WhatsApp alone has the 24-hour rule. Without any message of theirs there is no window either. */
  readonly windowClosed = computed(() => this.detail()?.channelKind === 'whatsapp' && (this.window().state === 'closed' || this.window().state === 'none'));
  readonly others = computed(() => {
    const id = this.id();
    return id ? this.presence.of(id)().filter((viewer) => viewer.userId !== this.viewer.userId()) : [];
  });
  /** True while the newest messages are on screen: only then is a new one read by being there. */
  readonly atEnd = linkedSignal({ source: this.id, computation: () => true });

  readonly entries = computed<ThreadEntry[]>(() => {
    const thread = this.thread();
    if (!thread) return [];
    const stored = thread.messages().map((message): ThreadEntry => ({ key: message.clientId ?? message.id, message, outgoing: null, refusedWords: null }));
    if (thread.hasNewer()) return stored;
    const pending = this.queue.entries().filter((send) => send.conversationId === thread.id);
    return pending.length === 0 ? stored : [...stored, ...pending.map((send, index) => this.pendingEntry(send, thread.lastSeq() + index + 1))];
  });
  private keptItems: ThreadItem[] = [];
  private readonly today = computed(() => new Date(this.clock.now()).setHours(12, 0, 0, 0));
  readonly items = computed<ThreadItem[]>(() => {
    const thread = this.thread();
    if (!thread) return [];
    const items = threadItems({
      entries: this.entries(),
      startedAt: thread.state() === 'ready' && !thread.hasOlder() ? (this.detail()?.createdAt ?? null) : null,
      unread: thread.unread(),
      now: this.today(),
    });
    return (this.keptItems = reuseItems(this.keptItems, items));
  });

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => this.turnTo(id));
    });
    effect(() => this.badge.subject.set(this.detail()?.contactName ?? null));
    effect(() => {
      const end = this.detail()?.windowExpiresAt;
      const left = end ? new Date(end).getTime() - this.clock.now() : Infinity;
      this.clock.everySecond(left > 0 && left < EXACT_BELOW_MS + 2 * 60_000);
    });
    effect(() => this.readWhileSeen());
  }

  /** The first name beside a message of ours: teams are on first-name terms, and bubbles are narrow. */
  authorOf(authorId: string | null, fallback: string | null): string {
    return (this.directory.person(authorId)?.name ?? fallback ?? '').split(' ')[0];
  }

  leave(): void {
    this.live.viewing(null, false);
    this.conversations.pin(null);
    this.badge.subject.set(null);
  }

  private turnTo(id: string | null): void {
    this.live.viewing(id, false);
    this.conversations.pin(id);
    if (id) this.reading.delete(id);
    this.opened.set(id ? this.threads.open(id) : null);
    if (id) void this.drafts.load(id);
  }

  /** Read means: open, loaded, at its end, and the window in front of someone. */
  private readWhileSeen(): void {
    const thread = this.thread();
    const detail = this.detail();
    if (!thread || !detail || thread.state() !== 'ready' || !this.viewer.canWrite()) return;
    if (detail.unreadCount === 0 || thread.hasNewer() || !this.atEnd() || !this.attention.here()) return;
    const upToSeq = thread.lastSeq();
    if ((this.reading.get(thread.id) ?? -1) >= upToSeq) return;
    this.reading.set(thread.id, upToSeq);
    // a refusal must not block the next try
    this.actions.markRead(thread.id, upToSeq).catch(() => this.reading.delete(thread.id));
  }

  private pendingEntry(send: QueuedSend, seq: number): ThreadEntry {
    return { key: send.clientId, outgoing: send.state, refusedWords: send.words, message: pendingMessage(send, seq, this.viewer.userId()) };
  }
}
