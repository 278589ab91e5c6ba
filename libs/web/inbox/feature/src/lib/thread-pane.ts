import { ChangeDetectionStrategy, Component, computed, inject, input, inputBinding, output, viewChild } from '@angular/core';
import type { Message } from '@mailtrixy/shared/dto';
import { ThreadStore, type Thread } from '@mailtrixy/web/inbox/data-access';
import { ThreadSkeleton, type MessageAct } from '@mailtrixy/web/inbox/ui';
import { Button, Dialogs, EmptyState, ErrorCard, LazyComponent, LazyPartOutlet, Loading, iconCircleQuestionMark, type LazyPart } from '@mailtrixy/web/shared/ui';
import { Toasts } from '@mailtrixy/web/shared/util';
import { Composer } from './composer';
import { FileDropZone } from './composing/file-drop-zone';
import { ConversationActs } from './conversation-acts';
import { InboxLocation } from './inbox-location';
import { MessageActs } from './message-acts';
import { OpenConversation } from './open-conversation';
import { ThreadFeed } from './thread-feed';
import { ThreadHeader } from './thread-header';
import type { FieldArrived } from './typing-ahead';

const HOLD_BAND = new LazyComponent(() => import('./send-hold-band').then(({ SendHoldBand }) => SendHoldBand));

/** The middle pane: header, messages, composer of one conversation. */
@Component({
  selector: 'mx-thread-pane',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Composer, EmptyState, ErrorCard, LazyPartOutlet, Loading, ThreadFeed, ThreadHeader, ThreadSkeleton],
  providers: [MessageActs],
  hostDirectives: [{ directive: FileDropZone, outputs: ['dropped'] }],
  host: { '(dropped)': 'attach($event)' },
  templateUrl: './thread-pane.html',
  styles: `
    :host { container: thread / inline-size; display: flex; flex-direction: column; min-inline-size: 0; min-block-size: 0; background: var(--mx-thread); position: relative; }
    .waiting { flex: 1; min-block-size: 0; }
    .waiting mx-thread-skeleton { min-block-size: 20rem; }
    .notice { display: grid; place-items: center; flex: 1; padding: 1rem; }
    .drop { position: absolute; inset: .75rem; z-index: var(--mx-z-sticky); display: grid; place-items: center; border: 2px dashed var(--mx-accent); border-radius: 12px; background: var(--mx-accent-bg); color: var(--mx-accent-text); font: var(--mx-title); opacity: .95; pointer-events: none; }
    .resolved { margin: 0 1rem .5rem; border-radius: 8px; }
  `,
})
export class ThreadPane {
  private readonly store = inject(ThreadStore);
  private readonly dialogs = inject(Dialogs);
  private readonly messageActs = inject(MessageActs);
  private readonly toasts = inject(Toasts);
  protected readonly acts = inject(ConversationActs);
  protected readonly dropZone = inject(FileDropZone);
  protected readonly current = inject(OpenConversation);
  protected readonly location = inject(InboxLocation);

  readonly thread = input.required<Thread>();
  readonly panelOpen = input(false);
  readonly togglePanel = output();

  protected readonly iconCircleQuestionMark = iconCircleQuestionMark;
  private readonly feed = viewChild(ThreadFeed);
  private readonly composer = viewChild(Composer);
  private readonly header = viewChild(ThreadHeader);
  /** A list of one, so that another conversation gets a feed of its own and not the scroll of this one. */
  protected readonly shown = computed(() => [this.thread()]);
  protected readonly hold = computed(() => this.current.channel()?.sendHold ?? null);
  protected readonly holdPart: LazyPart = { component: HOLD_BAND, bindings: [inputBinding('channel', this.current.channel), inputBinding('hold', this.hold)] };

  write(kind: 'reply' | 'note', arrived: FieldArrived): void {
    const composer = this.composer();
    if (!composer) return arrived(null);
    const focused = kind === 'reply' ? this.feed()?.focused()?.entry : null;
    if (focused && focused.outgoing === null && focused.message.direction !== 'note') composer.quote(focused.message, arrived);
    else composer.focus(kind, arrived);
  }

  focusComposer(arrived: FieldArrived): void {
    const composer = this.composer();
    if (composer) composer.focus(undefined, arrived);
    else arrived(null);
  }

  focusHeading(): void {
    this.header()?.focusHeading();
  }

  focusMessages(step: number): void {
    this.feed()?.moveFocus(step);
  }

  openAssign(): void {
    this.header()?.openAssign();
  }

  openMenu(menu: 'label' | 'snooze'): void {
    this.header()?.openMenu(menu);
  }

  protected attach(files: readonly File[]): void {
    this.composer()?.attach(files);
  }

  protected retry(): void {
    void this.store.load(this.thread());
  }

  protected onSent(): void {
    void this.feed()?.toEnd();
  }

  protected showMessage(message: Message): void {
    void this.feed()?.reveal(message.id, message.seq);
  }

  protected async act(act: MessageAct): Promise<void> {
    if (this.messageActs.run(act)) return;
    const { message } = act.entry;
    switch (act.kind) {
      case 'reply':
        this.composer()?.quote(message);
        break;
      case 'edit':
        this.composer()?.restore(message.body ?? '');
        if (act.entry.outgoing === 'refused') this.messageActs.run({ kind: 'discard', entry: act.entry });
        break;
      case 'info':
        await this.showInfo(message.id);
        break;
      case 'quote':
        if (!message.quoted?.id || !(await this.feed()?.reveal(message.quoted.id, message.quoted.seq))) this.toasts.info('Original message not available');
        break;
    }
  }

  private async showInfo(messageId: string): Promise<void> {
    const { MessageInfo } = await import('./message-info');
    await this.dialogs.open(MessageInfo, { data: messageId, label: 'Message info' });
  }
}
