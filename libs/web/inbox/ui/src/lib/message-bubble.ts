import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, inputBinding, output, outputBinding, signal } from '@angular/core';
import type { Message } from '@mailtrixy/shared/dto';
import { Icon, IconButton, LazyComponent, LazyPartOutlet, MarkedText, Menu, MenuTrigger, iconBan, iconCode, iconCopy, iconEllipsis, iconFaceSlightlySmiling, iconForward, iconInfo, iconListChecks, iconLock, iconReply, iconSmartphone, type LazyPart, type MenuEntry } from '@mailtrixy/web/shared/ui';
import { formatClock, formatFull, isLoneEmoji } from '@mailtrixy/web/shared/util';
import { deliveryMark, deliveryWords, failedToo } from './delivery-mark';
import { DeliveryTicks } from './delivery-ticks';
import { deliveryTrouble } from './delivery-trouble';
import type { MessageAct } from './message-act';
import type { HeadAct } from './message-head';
import { messageWords, quotedWords, saysItself } from './message-words';
import { stubWords } from './system-words';
import { textDirection } from './text-direction';
import type { ThreadItem } from './thread-items';

const LONG_LINES = 20;
const LONG_CHARS = 1500;

const HEAD = new LazyComponent(() => import('./message-head').then(({ MessageHead }) => MessageHead));
const FOOT = new LazyComponent(() => import('./message-foot').then(({ MessageFoot }) => MessageFoot));
const FAILURE = new LazyComponent(() => import('./failure-line').then(({ FailureLine }) => FailureLine));
const REACTIONS = new LazyComponent(() => import('./message-reactions').then(({ MessageReactions }) => MessageReactions));
const REACTION_ROW = new LazyComponent(() => import('./reaction-row').then(({ ReactionRow }) => ReactionRow));

/**
 * One message with its footer and, when it needs one, the line that says what is wrong. Text, notes and stubs are drawn here;
 * files, cards and button rows come in a chunk of their own.
 */
@Component({
  selector: 'article[mx-message-bubble]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DeliveryTicks, Icon, IconButton, LazyPartOutlet, MarkedText, Menu, MenuTrigger, NgTemplateOutlet],
  templateUrl: './message-bubble.html',
  styleUrl: './message-bubble.css',
  host: {
    class: 'mx-msg',
    'data-testid': 'bubble',
    '[class.mx-msg--out]': 'message().direction === "out"',
    '[class.mx-msg--note]': 'message().direction === "note"',
    '[class.mx-msg--cont]': '!item().first',
    '[class.is-reacting]': 'reacting()',
    '[attr.data-type]': 'dataType()',
    '[attr.data-status]': 'dataStatus()',
    '[attr.data-id]': 'message().id',
    '[attr.aria-label]': 'spoken()',
  },
})
export class MessageBubble {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly item = input.required<Extract<ThreadItem, { kind: 'message' }>>();
  /** "Ana", or the contact's name for inbound. */
  readonly author = input.required<string>();
  /** Who the customer is, for "Maya reacted". */
  readonly contact = input('Customer');
  readonly canWrite = input(false);
  readonly canTemplate = input(false);
  readonly canSeeRaw = input(false);
  /** Whether what the customer wrote may become a question of the AI's test set. */
  readonly canExamine = input(false);
  readonly flash = input(false);
  readonly acted = output<MessageAct>();

  protected readonly iconBan = iconBan;
  protected readonly iconCopy = iconCopy;
  protected readonly iconEllipsis = iconEllipsis;
  protected readonly iconForward = iconForward;
  protected readonly iconLock = iconLock;
  protected readonly iconReply = iconReply;
  protected readonly iconSmile = iconFaceSlightlySmiling;
  protected readonly iconSmartphone = iconSmartphone;
  protected readonly quotedWords = quotedWords;
  protected readonly failedToo = failedToo;
  protected readonly reacting = signal(false);
  protected readonly expanded = signal(false);

  protected readonly entry = computed(() => this.item().entry);
  protected readonly message = computed(() => this.entry().message);
  protected readonly revoked = computed(() => this.message().revokedAt !== null);
  /** What stands above the text; a choice has its text in its line. */
  protected readonly headed = computed(() => {
    const { attachment, content, referral } = this.message();
    if (this.revoked() || this.message().display === 'stub') return false;
    return attachment !== null || referral !== null || (content !== null && (!this.framed() || frameHeader(content)));
  });
  protected readonly framed = computed(() => {
    const { content } = this.message();
    return !this.revoked() && (content?.kind === 'interactive' || content?.kind === 'template') ? content : null;
  });
  protected readonly footer = computed(() => {
    const content = this.framed();
    if (!content) return '';
    return content.kind === 'template' ? (content.footer ?? '') : 'footer' in content.interactive ? (content.interactive.footer ?? '') : '';
  });
  protected readonly sticker = computed(() => this.message().attachment?.kind === 'sticker' && !this.revoked());
  /** The room that the head will take, so that little moves when its chunk arrives. */
  protected readonly room = computed(() => {
    const kind = this.message().attachment?.kind;
    if (kind === 'image' || kind === 'video') return '15rem';
    return kind === 'sticker' ? '8rem' : '2.5rem';
  });
  protected readonly body = computed(() => {
    const { body, content } = this.message();
    return this.revoked() || saysItself(content) ? '' : (body ?? '');
  });
  /** Time and ticks have a line of their own: nothing would flow around them. */
  protected readonly metaApart = computed(() => this.body() === '' || this.emojiOnly());
  protected readonly own = computed(() => this.message().reactions.find(({ by }) => by === 'us')?.emoji ?? null);
  protected readonly canReact = computed(() => this.canWrite() && this.onServer() && this.message().direction !== 'note' && !this.revoked());
  protected readonly head: LazyPart = { component: HEAD, bindings: [inputBinding('message', this.message), outputBinding<HeadAct>('asked', (asked) => this.act(asked.kind, asked))] };
  protected readonly foot: LazyPart = { component: FOOT, bindings: [inputBinding('content', this.framed)] };
  protected readonly failure: LazyPart = {
    component: FAILURE,
    bindings: [
      inputBinding('message', this.message),
      inputBinding('canWrite', this.canWrite),
      inputBinding('canTemplate', this.canTemplate),
      outputBinding<'retry' | 'edit' | 'dismiss' | 'template'>('acted', (kind) => this.act(kind)),
      outputBinding<Event>('details', (event) => this.info(event)),
    ],
  };
  protected readonly reactions: LazyPart = {
    component: REACTIONS,
    bindings: [inputBinding('reactions', () => this.message().reactions), inputBinding('contact', this.contact), inputBinding('canWrite', this.canReact), outputBinding('taken', () => this.react(null))],
  };
  protected readonly reactionRow: LazyPart = {
    component: REACTION_ROW,
    bindings: [
      inputBinding('own', this.own),
      outputBinding<string | null>('picked', (emoji) => this.react(emoji)),
      outputBinding<Event>('more', (event) => this.moreEmoji(event)),
      outputBinding('closed', () => this.closeReactions()),
    ],
  };
  protected readonly menu = computed<MenuEntry[]>(() => [
    { value: 'info', label: 'Info', icon: iconInfo },
    ...(this.canExamine() && this.message().direction === 'in' && this.body() ? [{ value: 'save_case', label: 'Save as test case', icon: iconListChecks }] : []),
    ...(this.canSeeRaw() ? [{ value: 'raw', label: 'Open log', icon: iconCode }] : []),
  ]);
  protected readonly stub = computed(() => (this.message().display === 'stub' ? stubWords(this.message()) : null));
  protected readonly emojiOnly = computed(() => this.message().direction !== 'note' && !this.headed() && isLoneEmoji(this.body()));
  protected readonly direction = computed(() => textDirection(this.body()));
  protected readonly long = computed(() => this.body().length > LONG_CHARS || this.body().split('\n').length > LONG_LINES);
  protected readonly clock = computed(() => formatClock(this.message().at));
  protected readonly fullTime = computed(() => formatFull(this.message().at));
  protected readonly onServer = computed(() => this.entry().outgoing === null);
  protected readonly failed = computed(() => this.entry().outgoing === 'refused' || this.mark() === 'failed');
  protected readonly trouble = computed(() => (this.message().direction === 'out' ? deliveryTrouble(this.message()) : null));
  protected readonly mark = computed(() => {
    if (this.entry().outgoing === 'refused') return 'failed';
    if (this.entry().outgoing !== null) return this.message().direction === 'out' ? 'queued' : null;
    return this.message().direction === 'out' ? deliveryMark(this.message()) : null;
  });
  protected readonly markWords = computed(() => {
    switch (this.entry().outgoing) {
      case 'refused':
        return 'Not sent';
      case 'waiting':
        return 'Waiting for the connection';
      case 'sending':
        return 'Sending';
      case null:
        return deliveryWords(this.message());
    }
  });
  protected readonly dataType = computed(() => (this.message().direction === 'note' ? 'note' : this.message().type));
  protected readonly dataStatus = computed(() => {
    if (this.message().direction !== 'out') return null;
    return this.mark() === 'opened' ? 'read' : this.mark();
  });
  protected readonly spoken = computed(() => {
    const kind = this.message().direction === 'note' ? 'Note by ' : '';
    const status = this.message().direction === 'out' ? `. ${this.markWords()}` : '';
    return `${kind}${this.author()}, ${this.clock()}: ${(this.stub() ?? messageWords(this.message())).slice(0, 300)}${status}`;
  });

  protected act(kind: MessageAct['kind'], more: Partial<MessageAct> = {}): void {
    if (/again|retry|dismiss/.test(kind)) this.holdFocus();
    this.acted.emit({ kind, entry: this.entry(), ...more });
  }

  protected react(emoji: string | null): void {
    this.closeReactions();
    this.act('react', { emoji });
  }

  protected moreEmoji(event: Event): void {
    this.closeReactions();
    this.act('pick_emoji', { origin: event.currentTarget as HTMLElement });
  }

  private closeReactions(): void {
    this.holdFocus();
    this.reacting.set(false);
  }

  /** Who works by keyboard stays at the message when the button under the focus goes away. */
  private holdFocus(): void {
    if (this.host.querySelector(':focus-visible')) this.host.focus({ preventScroll: true });
  }

  protected pick(value: string): void {
    if (value === 'info' || value === 'raw' || value === 'save_case') this.act(value);
  }

  protected info(event: Event): void {
    this.acted.emit({ kind: 'info', entry: this.entry(), origin: event.currentTarget as HTMLElement });
  }
}

function frameHeader(content: NonNullable<Message['content']>): boolean {
  if (content.kind === 'template') return content.header !== null;
  return content.kind === 'interactive' && 'header' in content.interactive && content.interactive.header !== undefined;
}
