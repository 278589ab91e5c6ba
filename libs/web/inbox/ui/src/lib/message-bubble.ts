import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { Icon, IconButton, MarkedText, iconBan, iconCopy, iconInfo, iconLock, iconReply } from '@mailtrixy/web/shared/ui';
import { formatClock, formatFull, isLoneEmoji } from '@mailtrixy/web/shared/util';
import { deliveryMark, deliveryWords } from './delivery-mark';
import { DeliveryTicks } from './delivery-ticks';
import { FailureLine } from './failure-line';
import type { MessageAct } from './message-act';
import { stubWords } from './system-words';
import { textDirection } from './text-direction';
import type { ThreadItem } from './thread-items';

const LONG_LINES = 20;
const LONG_CHARS = 1500;

/** One message: text, note or stub, with its footer and, when it needs one, the line that says what is wrong. */
@Component({
  selector: 'article[mx-message-bubble]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DeliveryTicks, FailureLine, Icon, IconButton, MarkedText, NgTemplateOutlet],
  templateUrl: './message-bubble.html',
  styleUrl: './message-bubble.css',
  host: {
    class: 'mx-msg',
    'data-testid': 'bubble',
    '[class.mx-msg--out]': 'message().direction === "out"',
    '[class.mx-msg--note]': 'message().direction === "note"',
    '[class.mx-msg--cont]': '!item().first',
    '[attr.data-type]': 'dataType()',
    '[attr.data-status]': 'dataStatus()',
    '[attr.data-id]': 'message().id',
    '[attr.aria-label]': 'spoken()',
  },
})
export class MessageBubble {
  readonly item = input.required<Extract<ThreadItem, { kind: 'message' }>>();
  /** "Ana", or the contact's name for inbound. */
  readonly author = input.required<string>();
  readonly canWrite = input(false);
  readonly canSeeRaw = input(false);
  readonly flash = input(false);
  readonly acted = output<MessageAct>();

  protected readonly iconBan = iconBan;
  protected readonly iconCopy = iconCopy;
  protected readonly iconInfo = iconInfo;
  protected readonly iconLock = iconLock;
  protected readonly iconReply = iconReply;
  protected readonly expanded = signal(false);

  protected readonly entry = computed(() => this.item().entry);
  protected readonly message = computed(() => this.entry().message);
  protected readonly body = computed(() => this.message().body ?? '');
  protected readonly stub = computed(() => (this.message().display === 'stub' ? stubWords(this.message()) : null));
  protected readonly emojiOnly = computed(() => this.message().direction !== 'note' && isLoneEmoji(this.body()));
  protected readonly direction = computed(() => textDirection(this.body()));
  protected readonly long = computed(() => this.body().length > LONG_CHARS || this.body().split('\n').length > LONG_LINES);
  protected readonly clock = computed(() => formatClock(this.message().at));
  protected readonly fullTime = computed(() => formatFull(this.message().at));
  protected readonly onServer = computed(() => this.entry().outgoing === null);
  protected readonly failed = computed(() => this.entry().outgoing === 'refused' || this.mark() === 'failed');
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
    return `${kind}${this.author()}, ${this.clock()}: ${(this.stub() ?? this.body()).slice(0, 300)}${status}`;
  });

  protected act(kind: MessageAct['kind']): void {
    this.acted.emit({ kind, entry: this.entry() });
  }

  protected info(event: Event): void {
    this.acted.emit({ kind: 'info', entry: this.entry(), origin: event.currentTarget as HTMLElement });
  }
}
