import { Injectable, inject } from '@angular/core';
import type { ConversationDetail, ConversationRow, Message } from '@mailtrixy/shared/dto';
import { ConversationsStore } from './conversations-store';
import { InboxApi } from './inbox-api';
import { requestFailure } from './request-failure';
import { SendQueue } from './send-queue';
import { Thread } from './thread';

const PAGE = 40;
/** Threads kept in memory; the one left longest ago goes first. */
const KEPT = 20;
const DETAIL_DELAY_MS = 300;

/** The threads in memory, live whether they are on screen or not. */
@Injectable({ providedIn: 'root' })
export class ThreadStore {
  private readonly api = inject(InboxApi);
  private readonly conversations = inject(ConversationsStore);
  private readonly queue = inject(SendQueue);
  /** Insertion order is the order of use. */
  private readonly threads = new Map<string, Thread>();
  private readonly detailTimers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor() {
    this.queue.onSent((message) => this.apply([message]));
  }

  /** The thread of a conversation, from memory or on its way. */
  open(id: string): Thread {
    const known = this.threads.get(id);
    const thread = known ?? new Thread(id);
    this.threads.delete(id);
    this.threads.set(id, thread);
    this.trim();
    if (!known || known.state() === 'failed' || known.state() === 'gone') void this.load(thread);
    else void this.reopen(thread);
    return thread;
  }

  /** Reads a neighbour ahead of time; a failure is silent and tried again on opening. */
  prefetch(id: string): void {
    if (this.threads.has(id)) return;
    const thread = new Thread(id);
    this.threads.set(id, thread);
    this.trim();
    void this.load(thread).then(() => {
      if (thread.state() === 'failed') this.threads.delete(id);
    });
  }

  async load(thread: Thread): Promise<void> {
    thread.state.set('loading');
    thread.failure.set(null);
    try {
      const [detail, page] = await Promise.all([this.api.conversation(thread.id), this.api.messages(thread.id, { limit: PAGE })]);
      this.takeDetail(thread, detail);
      this.markUnread(thread);
      thread.fill(page);
      this.settle(page.items);
    } catch (error) {
      const failure = requestFailure(error);
      thread.failure.set(failure);
      thread.state.set(failure.status === 404 || failure.status === 403 ? 'gone' : 'failed');
    }
  }

  async older(thread: Thread): Promise<void> {
    const first = thread.messages()[0];
    if (!first || !thread.hasOlder() || thread.loadingOlder()) return;
    thread.loadingOlder.set(true);
    try {
      thread.prepend(await this.api.messages(thread.id, { before: first.seq, limit: PAGE }));
    } catch {
      // scrolling asks again; what is shown stays
    } finally {
      thread.loadingOlder.set(false);
    }
  }

  async newer(thread: Thread): Promise<void> {
    const last = thread.messages().at(-1);
    if (!last || !thread.hasNewer() || thread.loadingNewer()) return;
    thread.loadingNewer.set(true);
    try {
      thread.append(await this.api.messages(thread.id, { after: last.seq, limit: PAGE }));
    } catch {
      // scrolling asks again; what is shown stays
    } finally {
      thread.loadingNewer.set(false);
    }
  }

  /** Makes a message part of what is in memory, from wherever it is in the history. Answers its id, or null. */
  async reveal(thread: Thread, messageId: string, seq: number | null): Promise<string | null> {
    if (thread.messages().some((message) => message.id === messageId)) return messageId;
    try {
      const around = seq ?? (await this.api.message(messageId)).message.seq;
      thread.fill(await this.api.messages(thread.id, { around, limit: PAGE }));
      return messageId;
    } catch {
      return null;
    }
  }

  /** Back to the newest messages after reading in the middle of the history. */
  async latest(thread: Thread): Promise<void> {
    if (!thread.hasNewer()) return;
    try {
      thread.fill(await this.api.messages(thread.id, { limit: PAGE }));
    } catch {
      // the button stays and can be pressed again
    }
  }

  apply(messages: readonly Message[]): void {
    this.settle(messages);
    const byThread = new Map<string, Message[]>();
    for (const message of messages) {
      const group = byThread.get(message.conversationId);
      if (group) group.push(message);
      else byThread.set(message.conversationId, [message]);
    }
    for (const [id, group] of byThread) this.threads.get(id)?.merge(group);
  }

  /** Takes a message of the version that is known already, see Thread.renew. */
  renew(message: Message): void {
    this.threads.get(message.conversationId)?.renew(message);
  }

  /** A contact was renamed, merged or parted: what is known of the conversation is read again. */
  async refreshDetail(id: string): Promise<void> {
    const thread = this.threads.get(id);
    if (thread) this.takeDetail(thread, await this.api.conversation(id));
  }

  /** A row changed: the detail behind an open thread may hold more that changed with it. */
  rowsChanged(rows: readonly ConversationRow[], openId: string | null): void {
    for (const row of rows) {
      const thread = this.threads.get(row.id);
      const detail = thread?.detail();
      if (!thread || !detail || row.version <= detail.version) continue;
      thread.detail.set({ ...detail, ...row });
      if (row.id === openId) this.refreshDetailSoon(thread);
    }
  }

  /** Of conversations and messages. */
  gone(ids: readonly string[]): void {
    for (const id of ids) this.threads.get(id)?.state.set('gone');
    for (const thread of this.threads.values()) thread.drop(ids);
  }

  /** After a 410 nothing in memory can be trusted: the open thread is read anew, the others when opened. */
  async reload(openId: string | null): Promise<void> {
    for (const id of [...this.threads.keys()]) if (id !== openId) this.threads.delete(id);
    const open = openId ? this.threads.get(openId) : undefined;
    if (open) await this.load(open);
  }

  private async reopen(thread: Thread): Promise<void> {
    thread.unread.set(null);
    try {
      this.takeDetail(thread, await this.api.conversation(thread.id));
      this.markUnread(thread);
    } catch (error) {
      if (requestFailure(error).status === 404) thread.state.set('gone');
    }
  }

  private refreshDetailSoon(thread: Thread): void {
    clearTimeout(this.detailTimers.get(thread.id));
    this.detailTimers.set(
      thread.id,
      setTimeout(() => {
        this.detailTimers.delete(thread.id);
        this.api.conversation(thread.id).then(
          (detail) => this.takeDetail(thread, detail),
          () => undefined,
        );
      }, DETAIL_DELAY_MS),
    );
  }

  private takeDetail(thread: Thread, detail: ConversationDetail): void {
    const known = thread.detail();
    if (known && detail.version < known.version) return;
    thread.detail.set(detail);
    this.conversations.apply([detail]);
  }

  private markUnread(thread: Thread): void {
    const detail = thread.detail();
    thread.unread.set(
      detail?.firstUnreadSeq && detail.unreadCount > 0 ? { fromSeq: detail.firstUnreadSeq, count: detail.unreadCount } : null,
    );
  }

  private settle(messages: readonly Message[]): void {
    this.queue.settle(messages.map((message) => message.clientId).filter((id): id is string => id !== null));
  }

  private trim(): void {
    for (const id of this.threads.keys()) {
      if (this.threads.size <= KEPT) return;
      this.threads.delete(id);
    }
  }
}
