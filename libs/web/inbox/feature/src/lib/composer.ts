import { ChangeDetectionStrategy, Component, DestroyRef, computed, effect, inject, input, linkedSignal, output, signal, untracked, viewChild } from '@angular/core';
import { NOTE_MAX, WHATSAPP_TEXT_MAX, type Message } from '@mailtrixy/shared/dto';
import { DraftStore, InboxLive, InboxViewer, SendQueue, type DraftKind } from '@mailtrixy/web/inbox/data-access';
import { WindowChip, windowAnnouncement, windowEnd } from '@mailtrixy/web/inbox/ui';
import { Button, Icon, IconButton, iconLock, iconPencil, iconTriangleAlert, iconX } from '@mailtrixy/web/shared/ui';
import { Announcer, copyText, formatAgo, uuidv7 } from '@mailtrixy/web/shared/util';
import { ComposerText } from './composer-text';
import { InboxClock } from './inbox-clock';
import { OpenConversation } from './open-conversation';
import { TypingSignal } from './typing-signal';

const COUNT_FROM = 3800;

/** Where an agent writes: a reply to the customer, or a note for the team. */
@Component({
  selector: 'mx-composer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, ComposerText, Icon, IconButton, WindowChip],
  providers: [TypingSignal],
  templateUrl: './composer.html',
  styleUrl: './composer.css',
})
export class Composer {
  private readonly drafts = inject(DraftStore);
  private readonly queue = inject(SendQueue);
  private readonly live = inject(InboxLive);
  private readonly announcer = inject(Announcer);
  private readonly typing = inject(TypingSignal);
  private readonly clock = inject(InboxClock);
  protected readonly viewer = inject(InboxViewer);
  protected readonly current = inject(OpenConversation);

  readonly conversationId = input.required<string>();
  readonly sent = output();
  readonly showMessage = output<Message>();

  protected readonly iconLock = iconLock;
  protected readonly iconPencil = iconPencil;
  protected readonly iconTriangleAlert = iconTriangleAlert;
  protected readonly iconX = iconX;
  private readonly field = viewChild(ComposerText);

  protected readonly kind = linkedSignal<string, DraftKind>({ source: this.conversationId, computation: () => 'reply' });
  protected readonly quoting = linkedSignal<string, Message | null>({ source: this.conversationId, computation: () => null });
  protected readonly text = computed(() => this.drafts.body(this.conversationId(), this.kind())());
  protected readonly replyDraft = computed(() => this.drafts.body(this.conversationId(), 'reply')());
  protected readonly contact = computed(() => this.current.detail()?.contactName ?? 'the customer');
  protected readonly closed = computed(() => this.kind() === 'reply' && this.current.windowClosed());
  protected readonly never = computed(() => this.current.window().state === 'none');
  protected readonly length = computed(() => [...this.text()].length);
  protected readonly limit = computed(() => (this.kind() === 'note' ? NOTE_MAX : WHATSAPP_TEXT_MAX));
  protected readonly tooLong = computed(() => this.length() > this.limit());
  protected readonly counted = computed(() => this.length() >= this.limit() - (WHATSAPP_TEXT_MAX - COUNT_FROM));
  protected readonly canSend = computed(() => this.text().trim() !== '' && !this.tooLong() && !this.closed());
  protected readonly sendKeys = computed(() => (this.viewer.preferences().sendKey === 'enter' ? '⏎' : 'Ctrl ⏎'));
  protected readonly replying = computed(() => this.current.others().filter((viewer) => viewer.replying).map((viewer) => viewer.name));

  /** Highest seq when this person last knew the thread: a colleague's reply above it is news. */
  private readonly knownSeq = signal(0);
  protected readonly conflict = computed<Message | null>(() => {
    if (this.kind() !== 'reply' || this.text().trim() === '') return null;
    const news = this.current.thread()?.messages().filter((message) => message.seq > this.knownSeq()) ?? [];
    return news.findLast((message) => message.direction === 'out' && message.authorId !== this.viewer.userId()) ?? null;
  });
  protected readonly asked = linkedSignal({ source: this.conflict, computation: () => false });
  protected readonly conflictWords = computed(() => {
    const message = this.conflict();
    if (!message) return '';
    const who = this.current.authorOf(message.authorId, message.authorName) || 'Someone';
    const now = Math.max(this.clock.now(), Date.now());
    const seconds = Math.max(1, Math.round((now - new Date(message.at).getTime()) / 1000));
    return `${who} replied ${seconds < 60 ? `${seconds} s ago` : formatAgo(message.at, now)}. Read it before you send.`;
  });

  constructor() {
    // with no words of one's own there is nothing to be in conflict with
    effect(() => {
      if (this.text().trim() === '' || this.knownSeq() === 0) this.knownSeq.set(this.current.thread()?.lastSeq() ?? 0);
    });
    effect(() => {
      this.conversationId();
      untracked(() => this.knownSeq.set(0));
    });
    let before = Infinity;
    effect(() => {
      const end = this.current.detail()?.windowExpiresAt;
      const left = end ? windowEnd(end) - this.clock.now() : Infinity;
      const words = windowAnnouncement(before, left);
      before = left;
      if (words) this.announcer.say(words);
    });
    inject(DestroyRef).onDestroy(() => this.live.viewing(this.conversationId(), false));
  }

  /** Ready to write in one of the tabs. */
  focus(kind: DraftKind = this.kind()): void {
    this.kind.set(kind);
    setTimeout(() => this.field()?.focus());
  }

  quote(message: Message | null): void {
    this.quoting.set(message);
    this.focus('reply');
  }

  /** Gives words back that could not be sent, after what is being written now. */
  restore(body: string): void {
    const draft = this.replyDraft();
    this.drafts.set(this.conversationId(), 'reply', draft.trim() ? `${draft}\n${body}` : body);
    this.focus('reply');
  }

  protected type(text: string): void {
    const grows = text.length > this.text().length;
    this.drafts.set(this.conversationId(), this.kind(), text);
    if (this.kind() === 'reply') this.typing.changed(this.conversationId(), text.trim() !== '' && grows, text.trim() === '');
  }

  protected send(): void {
    if (!this.canSend()) return;
    if (this.conflict() && !this.asked()) {
      this.asked.set(true);
      this.announcer.say(this.conflictWords());
      return;
    }
    const quoted = this.kind() === 'reply' ? this.quoting() : null;
    this.queue.add({
      clientId: uuidv7(),
      conversationId: this.conversationId(),
      kind: this.kind(),
      body: this.text().trim(),
      quoted: quoted ? { id: quoted.id, seq: quoted.seq, author: this.quotedAuthor(quoted), text: quoted.body ?? '', type: quoted.type, previewAddress: quoted.attachment?.addresses.preview ?? null } : null,
    });
    this.drafts.clear(this.conversationId(), this.kind());
    this.typing.changed(this.conversationId(), false, true);
    this.quoting.set(null);
    this.sent.emit();
    this.field()?.focus();
  }

  protected quotedAuthor(message: Message): string {
    return message.direction === 'in' ? this.contact() : this.current.authorOf(message.authorId, message.authorName);
  }

  protected showConflict(): void {
    const message = this.conflict();
    if (message) this.showMessage.emit(message);
    this.knownSeq.set(this.current.thread()?.lastSeq() ?? 0);
  }

  protected onTabKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    this.kind.set(this.kind() === 'reply' ? 'note' : 'reply');
    const tabs = (event.currentTarget as HTMLElement).parentElement?.querySelectorAll<HTMLElement>('[role="tab"]');
    tabs?.[this.kind() === 'reply' ? 0 : 1]?.focus();
  }

  protected async copyDraft(): Promise<void> {
    if (await copyText(this.replyDraft())) this.announcer.say('Text copied');
  }
}
