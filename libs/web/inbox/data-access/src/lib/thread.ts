import { computed, signal } from '@angular/core';
import type { ConversationDetail, Message, MessagePage } from '@mailtrixy/shared/dto';
import type { RequestFailure } from './request-failure';

/** Where the agent was reading, to come back to exactly that. */
export interface ReadingPlace {
  offset: number;
  atEnd: boolean;
  measurements: unknown[];
}

export interface UnreadMark {
  fromSeq: number;
  count: number;
}

/** One conversation in memory: a stretch of its messages without holes, oldest first. */
export class Thread {
  readonly detail = signal<ConversationDetail | null>(null);
  readonly messages = signal<readonly Message[]>([]);
  readonly state = signal<'loading' | 'ready' | 'failed' | 'gone'>('loading');
  readonly failure = signal<RequestFailure | null>(null);
  readonly hasOlder = signal(false);
  readonly hasNewer = signal(false);
  readonly loadingOlder = signal(false);
  readonly loadingNewer = signal(false);
  /** Set on opening and left alone until the thread is left, so that the divider does not jump. */
  readonly unread = signal<UnreadMark | null>(null);
  readonly lastSeq = computed(() => this.messages().at(-1)?.seq ?? 0);

  place: ReadingPlace | null = null;
  /** Live messages that came while the first page was on its way. */
  private early: Message[] = [];

  constructor(readonly id: string) {}

  /** Replaces all: the first page, or a page around a message that was not in memory. */
  fill(page: MessagePage): void {
    const early = this.early;
    this.early = [];
    this.messages.set(page.items);
    this.hasOlder.set(page.hasOlder);
    this.hasNewer.set(page.hasNewer);
    this.state.set('ready');
    this.merge(early);
  }

  prepend(page: MessagePage): void {
    this.join(page.items);
    this.hasOlder.set(page.hasOlder);
  }

  append(page: MessagePage): void {
    this.join(page.items);
    this.hasNewer.set(page.hasNewer);
  }

  /** Live messages: newer versions of known ones, and new ones where no hole would open. */
  merge(incoming: readonly Message[]): void {
    if (incoming.length === 0) return;
    if (this.state() === 'loading') {
      this.early.push(...incoming);
      return;
    }
    const first = this.messages()[0]?.seq ?? 0;
    const last = this.messages().at(-1)?.seq ?? 0;
    this.join(incoming.filter((message) => this.isKnown(message) || !this.leavesHole(message.seq, first, last)));
  }

  drop(ids: readonly string[]): void {
    const stays = ({ id }: Message) => !ids.includes(id);
    this.early = this.early.filter(stays);
    if (!this.messages().every(stays)) this.messages.update((messages) => messages.filter(stays));
  }

  /** The same version with something in it that versions do not count: new addresses of a file, or a reaction of ours on its way. */
  renew(message: Message): void {
    this.messages.update((messages) => messages.map((known) => (known.id === message.id && known.version <= message.version ? message : known)));
  }

  private isKnown(message: Message): boolean {
    return this.messages().some((known) => known.id === message.id);
  }

  private leavesHole(seq: number, first: number, last: number): boolean {
    return (this.hasNewer() && seq > last) || (this.hasOlder() && seq < first);
  }

  private join(incoming: readonly Message[]): void {
    if (incoming.length === 0) return;
    const byId = new Map(this.messages().map((message) => [message.id, message]));
    let changed = false;
    for (const message of incoming) {
      const known = byId.get(message.id);
      if (known && known.version >= message.version) continue;
      byId.set(message.id, message);
      changed = true;
    }
    if (changed) this.messages.set([...byId.values()].sort((a, b) => a.seq - b.seq));
  }
}
