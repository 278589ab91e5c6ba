import { Injectable, computed, inject, signal } from '@angular/core';
import type { Attachment, ContactCard, Message, OutboundInteractive, OutboundLocation, QuotedMessage, SendMessageRequest, SendableType, TemplateChoice, TemplateContent } from '@mailtrixy/shared/dto';
import { BrowserStore } from './browser-store';
import { InboxApi } from './inbox-api';
import { InboxViewer } from './inbox-viewer';
import { requestFailure } from './request-failure';

/** What goes beside the text. A file is uploaded before: the queue keeps its id, so that it can wait for the connection too. */
export type SendContent =
  | { type: Extract<SendableType, 'text'> }
  | { type: Extract<SendableType, 'media'>; attachment: Attachment }
  | { type: Extract<SendableType, 'location'>; location: OutboundLocation }
  | { type: Extract<SendableType, 'contacts'>; contacts: ContactCard[] }
  | { type: Extract<SendableType, 'interactive'>; interactive: OutboundInteractive }
  | { type: Extract<SendableType, 'template'>; template: TemplateChoice; shown: TemplateContent };

const TEXT: SendContent = { type: 'text' };

/** A message on its way to our server. It is shown as a bubble until the server's own message takes its place. */
export interface QueuedSend {
  clientId: string;
  conversationId: string;
  kind: 'reply' | 'note';
  body: string;
  quoted: QuotedMessage | null;
  content: SendContent;
  at: string;
  state: 'sending' | 'waiting' | 'refused';
  /** Why it was refused, for people. */
  words: string | null;
}

const PREFIX = 'mx-send:';
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30_000;

/**
 * Sends in order, one at a time per conversation. What cannot reach the server waits here and in the browser's
 * storage, and goes with the same clientId later: the server makes one message of it however often it arrives.
 */
@Injectable({ providedIn: 'root' })
export class SendQueue {
  private readonly api = inject(InboxApi);
  private readonly viewer = inject(InboxViewer);
  private readonly storage = inject(BrowserStore);

  private readonly all = signal<readonly QueuedSend[]>([]);
  private readonly busy = new Set<string>();
  private readonly listeners: ((message: Message) => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private delay = FIRST_RETRY_MS;

  readonly entries = this.all.asReadonly();
  readonly waiting = computed(() => this.all().filter((entry) => entry.state === 'waiting').length);

  onSent(listener: (message: Message) => void): void {
    this.listeners.push(listener);
  }

  /** Brings back what an earlier page of this user could not send. */
  restore(): void {
    const known = new Set(this.all().map((entry) => entry.clientId));
    const kept = this.storage
      .entries<QueuedSend>(this.prefix())
      .map(([, entry]) => ({ ...entry, content: entry.content ?? TEXT }))
      .filter((entry) => !known.has(entry.clientId))
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    if (kept.length === 0) return;
    this.all.update((entries) => [...kept.map((entry) => (entry.state === 'refused' ? entry : { ...entry, state: 'waiting' as const })), ...entries]);
    this.resume();
  }

  add(send: Pick<QueuedSend, 'clientId' | 'conversationId' | 'kind' | 'body' | 'quoted'> & { content?: SendContent }): void {
    const entry: QueuedSend = { ...send, content: send.content ?? TEXT, at: new Date().toISOString(), state: 'sending', words: null };
    this.all.update((entries) => [...entries, entry]);
    this.storage.write(this.prefix() + entry.clientId, entry);
    void this.run(entry.conversationId);
  }

  /** Tries everything that waits: the connection is back, or a person asked. */
  resume(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const id of new Set(this.all().map((entry) => entry.conversationId))) void this.run(id);
  }

  /** A refused one once more, unchanged. */
  again(clientId: string): void {
    const entry = this.find(clientId);
    if (!entry) return;
    this.change(clientId, { state: 'sending', words: null });
    void this.run(entry.conversationId);
  }

  /** Takes a refused one away and answers it, so that its text can go back to the composer. */
  discard(clientId: string): QueuedSend | undefined {
    const entry = this.find(clientId);
    this.drop([clientId]);
    return entry;
  }

  /** The server holds these, as an answer, a frame or a page told. */
  settle(clientIds: readonly string[]): void {
    if (clientIds.length === 0 || this.all().length === 0) return;
    const held = clientIds.filter((id) => this.find(id));
    if (held.length > 0) this.drop(held);
  }

  private async run(conversationId: string): Promise<void> {
    if (this.busy.has(conversationId)) return;
    this.busy.add(conversationId);
    try {
      for (let entry = this.next(conversationId); entry; entry = this.next(conversationId)) {
        if (!(await this.post(entry))) break;
      }
    } finally {
      this.busy.delete(conversationId);
    }
  }

  /** True when the next in line may go. */
  private async post(entry: QueuedSend): Promise<boolean> {
    this.change(entry.clientId, { state: 'sending' });
    try {
      const message = await this.api.send(entry.conversationId, {
        clientId: entry.clientId,
        kind: entry.kind,
        body: entry.body,
        ...requestContent(entry.content),
        ...(entry.quoted?.id ? { replyToMessageId: entry.quoted.id } : {}),
      });
      this.delay = FIRST_RETRY_MS;
      for (const listener of this.listeners) listener(message);
      this.settle([entry.clientId]);
      return true;
    } catch (error) {
      const failure = requestFailure(error);
      if (failure.kind === 'refused') {
        this.change(entry.clientId, { state: 'refused', words: failure.words });
        return true;
      }
      this.change(entry.clientId, { state: 'waiting' });
      this.tryLater(failure.retryAfterMs);
      return false;
    }
  }

  private tryLater(retryAfterMs: number | null): void {
    if (this.timer !== undefined) return;
    this.timer = setTimeout(() => this.resume(), retryAfterMs ?? this.delay);
    this.delay = Math.min(this.delay * 2, LAST_RETRY_MS);
  }

  private next(conversationId: string): QueuedSend | undefined {
    return this.all().find((entry) => entry.conversationId === conversationId && entry.state !== 'refused');
  }

  private find(clientId: string): QueuedSend | undefined {
    return this.all().find((entry) => entry.clientId === clientId);
  }

  private change(clientId: string, change: Partial<QueuedSend>): void {
    const entry = this.find(clientId);
    if (!entry) return;
    const changed = { ...entry, ...change };
    this.all.update((entries) => entries.map((each) => (each.clientId === clientId ? changed : each)));
    this.storage.write(this.prefix() + clientId, changed);
  }

  private drop(clientIds: readonly string[]): void {
    const dropped = new Set(clientIds);
    this.all.update((entries) => entries.filter((entry) => !dropped.has(entry.clientId)));
    for (const id of clientIds) this.storage.remove(this.prefix() + id);
  }

  private prefix(): string {
    return `${PREFIX}${this.viewer.userId()}:`;
  }
}

function requestContent(content: SendContent): Pick<SendMessageRequest, 'type'> & Partial<SendMessageRequest> {
  switch (content.type) {
    case 'media':
      return { type: 'media', attachmentId: content.attachment.id };
    case 'template':
      // it brings its own text; ours is only shown until the answer
      return { type: 'template', body: '', template: content.template };
    default:
      return content;
  }
}
