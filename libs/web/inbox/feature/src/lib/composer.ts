import { ChangeDetectionStrategy, Component, DestroyRef, Injector, computed, effect, inject, input, inputBinding, linkedSignal, output, outputBinding, signal, untracked, viewChild } from '@angular/core';
import { NOTE_MAX, WHATSAPP_TEXT_MAX, type AttachmentKind, type CannedReply, type Message, type UploadedAttachment } from '@mailtrixy/shared/dto';
import { CannedRepliesApi, DraftStore, InboxLive, InboxViewer, MAX_FILES, OutgoingFiles, type DraftKind } from '@mailtrixy/web/inbox/data-access';
import { WindowChip, identityWords, messageWords, windowAnnouncement, windowEnd } from '@mailtrixy/web/inbox/ui';
import { Button, Dialogs, Icon, IconButton, LazyComponent, LazyPartOutlet, iconFileText, iconLock, iconPencil, iconTriangleAlert, iconX, type LazyPart } from '@mailtrixy/web/shared/ui';
import { Announcer, Toasts, copyText, formatAgo, formatDate } from '@mailtrixy/web/shared/util';
import { ComposerText } from './composer-text';
import type { InsertedDraft } from './ai/ai-panel';
import type { CannedList } from './composing/canned-list';
import type { ComposerTool, CopilotWish } from './composing/composer-tools';
import { OutgoingMessage, quotedOf, type Quoting } from './composing/outgoing-message';
import { holesOf, type SlashWord } from './composing/slash-word';
import { InboxClock } from './inbox-clock';
import { OpenConversation } from './open-conversation';
import { TEMPLATE_ENTRY } from './template-entry';
import type { FieldArrived } from './typing-ahead';
import { TypingSignal } from './typing-signal';

const COUNT_FROM = 3800;

const TOOLS = new LazyComponent(() => import('./composing/composer-tools').then(({ ComposerTools }) => ComposerTools));
const TRAY = new LazyComponent(() => import('./composing/file-tray').then(({ FileTray }) => FileTray));
const VOICE = new LazyComponent(() => import('./composing/voice-recorder').then(({ VoiceRecorder }) => VoiceRecorder));
const SUGGESTED = new LazyComponent(() => import('./composing/suggested-templates').then(({ SuggestedTemplates }) => SuggestedTemplates));
const AI = new LazyComponent(() => import('./ai/ai-panel').then(({ AiPanel }) => AiPanel));
const CANNED = new LazyComponent(() => import('./composing/canned-list').then(({ CannedList }) => CannedList));
const EMOJI = new LazyComponent(() => import('./emoji/emoji-picker').then(({ EmojiPicker }) => EmojiPicker));

/** Where an agent writes: a reply to the customer, or a note for the team. */
@Component({
  selector: 'mx-composer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, ComposerText, Icon, IconButton, LazyPartOutlet, WindowChip],
  providers: [OutgoingMessage, TypingSignal],
  templateUrl: './composer.html',
  styleUrl: './composer.css',
  host: { '(keydown.escape)': 'closeEmoji($event)' },
})
export class Composer {
  private readonly drafts = inject(DraftStore);
  private readonly outgoing = inject(OutgoingMessage);
  private readonly files = inject(OutgoingFiles);
  private readonly dialogs = inject(Dialogs);
  private readonly toasts = inject(Toasts);
  private readonly live = inject(InboxLive);
  private readonly announcer = inject(Announcer);
  private readonly typing = inject(TypingSignal);
  private readonly clock = inject(InboxClock);
  private readonly injector = inject(Injector);
  protected readonly templates = inject(TEMPLATE_ENTRY);
  protected readonly viewer = inject(InboxViewer);
  protected readonly current = inject(OpenConversation);

  readonly conversationId = input.required<string>();
  readonly sent = output();
  readonly showMessage = output<Message>();

  protected readonly iconFileText = iconFileText;
  protected readonly iconLock = iconLock;
  protected readonly iconPencil = iconPencil;
  protected readonly iconTriangleAlert = iconTriangleAlert;
  protected readonly iconX = iconX;
  private readonly field = viewChild(ComposerText);

  protected readonly kind = linkedSignal<string, DraftKind>({ source: this.conversationId, computation: () => 'reply' });
  protected readonly quoting = linkedSignal<string, Message | null>({ source: this.conversationId, computation: () => null });
  protected readonly text = computed(() => this.drafts.body(this.conversationId(), this.kind())());
  protected readonly replyDraft = computed(() => this.drafts.body(this.conversationId(), 'reply')());
  protected readonly keptFiles = computed(() => this.tray().map(({ file }) => file.name).join(', '));
  protected readonly contact = computed(() => this.current.detail()?.contactName ?? 'the customer');
  protected readonly closed = computed(() => this.kind() === 'reply' && this.current.windowClosed());
  protected readonly never = computed(() => this.current.window().state === 'none');
  protected readonly length = computed(() => [...this.text()].length);
  protected readonly limit = computed(() => (this.kind() === 'note' ? NOTE_MAX : WHATSAPP_TEXT_MAX));
  protected readonly tooLong = computed(() => this.length() > this.limit());
  protected readonly counted = computed(() => this.length() >= this.limit() - (WHATSAPP_TEXT_MAX - COUNT_FROM));
  protected readonly tray = computed(() => (this.kind() === 'reply' ? this.files.of(this.conversationId())() : []));
  /** Why the files keep the message from being sent; empty when they do not. */
  protected readonly filesWait = computed(() => {
    const bad = this.tray().filter(({ state }) => state === 'refused' || state === 'failed').length;
    if (bad > 0) return bad === 1 ? 'One file needs a decision' : `${bad} files need a decision`;
    const ready = this.tray().filter(({ state }) => state === 'ready').length;
    return ready < this.tray().length ? `Uploading ${ready + 1} of ${this.tray().length}…` : '';
  });
  protected readonly canSend = computed(() => (this.text().trim() !== '' || this.tray().length > 0) && !this.filesWait() && !this.tooLong() && !this.closed() && !this.filling() && this.holes() === 0);
  protected readonly recording = linkedSignal({ source: this.conversationId, computation: () => false });
  protected readonly emojiOpen = linkedSignal({ source: this.conversationId, computation: () => false });
  protected readonly toolsPart: LazyPart = {
    component: TOOLS,
    bindings: [
      inputBinding('note', () => this.kind() === 'note'),
      inputBinding('emojiOpen', this.emojiOpen),
      inputBinding('templates', () => this.templates !== null),
      outputBinding<ComposerTool>('used', (tool) => void this.use(tool)),
      outputBinding<readonly File[]>('chosen', (files) => this.attach(files)),
      outputBinding<CopilotWish>('copilot', (wish) => void this.assist(wish)),
      outputBinding<readonly File[]>('sticker', (files) => this.attach(files, 'sticker')),
    ],
  };
  protected readonly trayPart: LazyPart = { component: TRAY, bindings: [inputBinding('conversationId', this.conversationId), outputBinding('lastRemoved', () => this.focus())] };
  protected readonly voicePart: LazyPart = {
    component: VOICE,
    bindings: [inputBinding('conversationId', this.conversationId), outputBinding<UploadedAttachment>('recorded', (file) => this.sendVoice(file)), outputBinding('closed', () => this.endRecording())],
  };
  protected readonly suggestedPart: LazyPart = {
    component: SUGGESTED,
    bindings: [inputBinding('channelId', () => this.current.detail()?.channelId ?? ''), inputBinding('optedOut', () => this.optedOut() !== null), outputBinding<string>('picked', (templateId) => void this.templates?.choose(this.conversationId(), templateId))],
  };
  private readonly draftsAsked = linkedSignal({ source: this.conversationId, computation: () => 0 });
  /** A draft of the AI whose words are being changed here; sending them settles it. */
  private readonly insertedDraft = linkedSignal<string, InsertedDraft['draft'] | null>({ source: this.conversationId, computation: () => null });
  protected readonly aiPart: LazyPart = {
    component: AI,
    bindings: [
      inputBinding('conversationId', this.conversationId),
      inputBinding('asked', this.draftsAsked),
      inputBinding('open', () => !this.current.windowClosed()),
      inputBinding('note', () => this.kind() === 'note'),
      outputBinding<InsertedDraft>('inserted', (inserted) => this.insertDraft(inserted)),
      outputBinding('sent', () => this.sent.emit()),
    ],
  };
  /** What stands after `/` at the caret. */
  protected readonly slash = linkedSignal<string, SlashWord | null>({ source: () => `${this.conversationId()} ${this.kind()}`, computation: () => null });
  private readonly cannedOutlet = viewChild('canned', { read: LazyPartOutlet });
  protected readonly cannedPart: LazyPart = { component: CANNED, bindings: [inputBinding('query', () => this.slash()?.query ?? ''), outputBinding<CannedReply>('picked', (reply) => void this.insertCanned(reply))] };
  /** A picked reply whose fields the server fills in: until then what stands there is `/word`, which nobody wants to send. */
  private readonly filling = linkedSignal({ source: () => `${this.conversationId()} ${this.kind()}`, computation: () => false });
  protected readonly listKey = (key: string): boolean => {
    if (!this.slash()) return false;
    const list = this.filling() ? null : (this.cannedOutlet()?.instance() as CannedList | null);
    if (key === 'Escape') this.slash.set(null);
    return key === 'Escape' || (list ? list.press(key) : key === 'Enter' || key === 'Tab');
  };
  protected readonly holes = computed(() => (this.kind() === 'reply' ? holesOf(this.text()).length : 0));
  protected readonly emojiPart: LazyPart = { component: EMOJI, bindings: [outputBinding<string>('picked', (emoji) => this.insertEmoji(emoji))] };
  /** Whom the message goes to, where the number is known: Meta's last spelling of it, not ours. */
  protected readonly address = computed(() => {
    const detail = this.current.detail();
    return detail?.address ? identityWords({ kind: detail.addressKind, value: detail.address }) : '';
  });
  protected readonly optedOut = computed(() => {
    const at = this.current.detail()?.contact?.optedOutAt;
    return at ? formatDate(at) : null;
  });
  protected readonly sendKeys = computed(() => (this.viewer.preferences().sendKey === 'enter' ? '⏎' : 'Ctrl ⏎'));
  protected readonly replying = computed(() => this.current.others().filter((viewer) => viewer.replying).map((viewer) => viewer.name));

  /** Highest seq when this person last knew the thread: a colleague's reply above it is news. */
  private readonly knownSeq = signal(0);
  protected readonly conflict = computed<Message | null>(() => {
    if (this.kind() !== 'reply' || this.text().trim() === '') return null;
    const news = this.current.thread()?.messages().filter((message) => message.seq > this.knownSeq()) ?? [];
    return news.findLast((message) => message.direction === 'out' && message.authorId !== this.viewer.userId()) ?? null;
  });
  private readonly conflictSeq = computed(() => this.conflict()?.seq ?? null);
  /** Asked anew for another reply, not when that one gets its ticks. */
  protected readonly asked = linkedSignal({ source: this.conflictSeq, computation: () => false });
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
  focus(kind: DraftKind = this.kind(), arrived?: FieldArrived): void {
    this.kind.set(kind);
    setTimeout(() => {
      const field = this.field()?.focus();
      arrived?.(field ?? null);
    });
  }

  quote(message: Message | null, arrived?: FieldArrived): void {
    this.quoting.set(message);
    this.focus('reply', arrived);
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
    if (this.kind() !== 'reply') return;
    this.typing.changed(this.conversationId(), text.trim() !== '' && grows, text.trim() === '');
    if (grows && text.trim() !== '' && this.current.channel()?.settings.typingSignal) this.typing.tellCustomer(this.conversationId());
  }

  /** @param again the later press of a double click: it means what the first one meant, and answers no question that the first one raised */
  protected send(again = false): void {
    if (!this.canSend()) return;
    if (this.conflict() && (again || !this.asked())) {
      if (!this.asked()) this.announcer.say(this.conflictWords());
      this.asked.set(true);
      return;
    }
    this.sendText(this.text().trim());
    this.drafts.clear(this.conversationId(), this.kind());
    this.typing.changed(this.conversationId(), false, true);
    this.slash.set(null);
    this.quoting.set(null);
    this.sent.emit();
    this.field()?.focus();
  }

  private sendText(text: string): void {
    const [id, draft, quoting] = [this.conversationId(), this.insertedDraft(), this.kind() === 'reply' ? this.quotingNow() : null];
    if (this.kind() !== 'reply' || !draft || quoting || this.tray().length > 0) return this.outgoing.send(id, this.kind(), text, quoting);
    this.insertedDraft.set(null);
    void import('./ai/send-inserted').then(({ sendInserted }) => sendInserted(this.injector, draft, text, (clientId) => this.outgoing.send(id, 'reply', text, null, clientId)));
  }

  private insertDraft({ draft, text }: InsertedDraft): void {
    if (draft.conversationId !== this.conversationId()) return;
    this.restore(text);
    this.insertedDraft.set(draft);
  }

  /** Files chosen, dropped on the thread or pasted. */
  attach(files: readonly File[], kind?: AttachmentKind): void {
    if (!this.viewer.canWrite() || files.length === 0) return;
    this.focus('reply');
    if (this.closed()) {
      this.toasts.info('Files can be sent while the reply window is open.');
      return;
    }
    const left = this.files.add(this.conversationId(), files, kind);
    if (left > 0) this.toasts.info(`${MAX_FILES} files can be sent at a time: ${left} left out.`);
  }

  protected async use(tool: ComposerTool): Promise<void> {
    switch (tool) {
      case 'emoji':
        this.emojiOpen.update((open) => !open);
        break;
      case 'voice':
        this.recording.set(true);
        break;
      case 'draft':
        this.draftsAsked.update((count) => count + 1);
        break;
      case 'template':
        await this.templates?.choose(this.conversationId());
        break;
      default: {
        const id = this.conversationId();
        const { composeInDialog } = await import('./composing/composed-content');
        const composed = await composeInDialog(tool, this.dialogs);
        // another conversation may be open by now
        if (composed && id === this.conversationId()) this.addContent(composed.content, composed.body);
      }
    }
  }

  private async insertCanned(reply: CannedReply): Promise<void> {
    const [slash, id, kind] = [this.slash(), this.conversationId(), this.kind()];
    if (!slash) return;
    const word = this.text().slice(slash.from, slash.to);
    this.filling.set(true);
    // Without the server its fields stay empty: they are shown, and Send waits for them.
    const body = await this.injector.get(CannedRepliesApi).fill(reply.id, id).then((filled) => filled.body, () => reply.body);
    // another conversation or the note may be open by now
    if (id !== this.conversationId() || kind !== this.kind()) return;
    this.filling.set(false);
    this.slash.set(null);
    if (this.text().slice(slash.from, slash.to) === word) this.field()?.replace(slash.from, slash.to, body);
  }

  private async assist(wish: CopilotWish): Promise<void> {
    const [id, kind] = [this.conversationId(), this.kind()];
    const { assist } = await import('./ai/assist');
    const text = await assist(this.injector, { conversationId: id, wish, text: this.text() });
    // another conversation or the note may be open by now
    if (text === null || id !== this.conversationId() || kind !== this.kind()) return;
    const before = this.text();
    this.drafts.set(id, kind, text);
    this.toasts.show('Your text was changed', { label: 'Undo', run: () => this.drafts.set(id, kind, before) });
    this.focus();
  }

  private insertEmoji(emoji: string): void {
    this.field()?.insert(emoji);
  }

  protected closeEmoji(event: Event): void {
    if (!this.emojiOpen()) return;
    event.preventDefault();
    event.stopPropagation();
    this.emojiOpen.set(false);
    this.field()?.focus();
  }

  private endRecording(): void {
    this.recording.set(false);
    this.focus('reply');
  }

  private sendVoice(attachment: UploadedAttachment): void {
    this.recording.set(false);
    this.addContent({ type: 'media', attachment }, '');
  }

  private addContent(content: Parameters<OutgoingMessage['add']>[1], body: string): void {
    const quoting = this.quotingNow();
    this.outgoing.add(this.conversationId(), content, body, quoting ? quotedOf(quoting) : null);
    this.quoting.set(null);
    this.sent.emit();
    this.focus('reply');
  }

  private quotingNow(): Quoting | null {
    const message = this.quoting();
    return message ? { message, author: this.quotedAuthor(message) } : null;
  }

  protected readonly quotedWords = messageWords;

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
