import { ChangeDetectionStrategy, Component, ElementRef, afterRenderEffect, computed, inject, signal, viewChild } from '@angular/core';
import { whileVisible } from '@mailtrixy/web/channels/data-access';
import { Avatar, Dialogs, ErrorCard, Icon, Loading, Menu, MenuTrigger, Skeleton, TextValue, iconBatteryFull, iconChevronLeft, iconPaperclip, iconPencil, iconReply, iconSend, iconSignal, iconWifi, iconX } from '@mailtrixy/web/shared/ui';
import { formatClock, formatDay } from '@mailtrixy/web/shared/util';
import { type OutgoingSimMessage, type SimMessage, SimulatorStore } from '@mailtrixy/web/simulator/data-access';
import { ATTACHMENTS, ATTACHMENT_ENTRIES } from './attachments';
import { JsonDialog, type JsonQuestion } from './json-dialog';
import { ListSheet } from './list-sheet';
import { feedRows, shortWords } from './phone-feed';
import { PhoneMessage, type BubbleAct } from './phone-message';
import { phoneView, type PhoneButton } from './phone-view';

/** The customer's phone: the chat with the business as the customer sees it. */
@Component({
  selector: 'mx-phone',
  imports: [Avatar, ErrorCard, Icon, Loading, Menu, MenuTrigger, PhoneMessage, Skeleton, TextValue],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './phone.html',
})
export class Phone {
  protected readonly store = inject(SimulatorStore);
  private readonly feed = viewChild<ElementRef<HTMLElement>>('feed');
  private readonly field = viewChild<ElementRef<HTMLInputElement>>('field');
  private readonly dialogs = inject(Dialogs);
  private readonly now = signal(Date.now());
  private shownLast = '';
  protected readonly text = signal('');
  protected readonly quoting = signal<SimMessage | null>(null);
  /** The own message that is being changed. */
  protected readonly editing = signal<SimMessage | null>(null);
  /** A menu is open: what arrives must not scroll it away. */
  protected readonly choosing = signal(false);
  protected readonly attachments = ATTACHMENT_ENTRIES;
  protected readonly short = shortWords;
  protected readonly icons = { clip: iconPaperclip, pencil: iconPencil, back: iconChevronLeft, send: iconSend, signal: iconSignal, wifi: iconWifi, battery: iconBatteryFull, reply: iconReply, x: iconX };
  protected readonly clock = computed(() => formatClock(this.now()));
  protected readonly business = computed(() => this.store.channel()?.name ?? 'Business');
  protected readonly customer = this.store.customer;
  protected readonly typing = computed(() => {
    const until = this.store.chat()?.typingUntil;
    return until !== null && until !== undefined && Date.parse(until) > this.now() + this.store.clockOffsetMs();
  });
  protected readonly rows = computed(() => {
    let day = '';
    return feedRows(this.store.chat()?.messages ?? []).map((row) => {
      const own = formatDay(row.message.at, this.now());
      const pill = own === day ? null : own;
      day = own;
      return { row, pill };
    });
  });
  protected readonly firstName = computed(() => this.customer()?.name?.split(' ')[0] ?? 'the customer');

  constructor() {
    whileVisible(5_000, () => this.now.set(Date.now()));
    // A new message shows itself; reading further up is not disturbed by ticks.
    afterRenderEffect(() => {
      const last = `${this.customer()?.id}/${this.rows().at(-1)?.row.message.wamid ?? ''}/${this.rows().length}`;
      const feed = this.feed()?.nativeElement;
      if (!feed || this.choosing() || last === this.shownLast) return;
      this.shownLast = last;
      feed.scrollTop = feed.scrollHeight;
    });
  }

  protected async send(): Promise<void> {
    const text = this.text().trim();
    if (text === '') return;
    const context = this.quoting()?.wamid;
    const edited = this.editing()?.wamid;
    this.text.set('');
    this.quoting.set(null);
    this.editing.set(null);
    this.field()?.nativeElement.focus();
    const sent = edited ? await this.store.act('edit', { wamid: edited, text }) : await this.store.send({ text, ...(context ? { context } : {}) });
    // What was typed comes back when the phone could not send it.
    if (!sent && this.text() === '') this.text.set(text);
  }

  protected async sendAttachment(value: string): Promise<void> {
    const chosen = ATTACHMENTS.find((each) => each.value === value);
    const context = this.quoting()?.wamid;
    this.quoting.set(null);
    if (chosen?.message) await this.store.send({ ...chosen.message, ...(context ? { context } : {}) });
    else if (chosen?.action) await this.store.act(chosen.action, chosen.body);
    else await this.sendJson();
  }

  protected async act(message: SimMessage, act: BubbleAct): Promise<void> {
    if (act.startsWith('react:')) await this.store.act('react', { wamid: message.wamid, emoji: act.slice(6) || null });
    else if (act === 'revoke') await this.store.act('revoke', { wamid: message.wamid });
    else if (act === 'forward' || act === 'forward-often') await this.store.send({ text: message.text ?? '', forwarded: act === 'forward' ? true : 'often' });
    else this.take(message, act === 'edit');
  }

  /** A list opens its sheet, a form its questions; everything else is answered at once. */
  protected async press(message: SimMessage, button: PhoneButton): Promise<void> {
    const { wamid } = message;
    if (button.kind === 'list') {
      const row = await this.dialogs.open<string>(ListSheet, { data: { heading: button.label, rows: phoneView(message).rows }, label: button.label });
      if (row !== undefined) await this.store.act('press', { wamid, button: row });
    } else if (button.kind === 'form') {
      const data: JsonQuestion = { heading: button.label, label: 'Answers', hint: 'What the customer fills in, as JSON. The token is added.', value: { date: '2026-12-03', slot: '10:30' }, action: 'Send' };
      const answer = await this.dialogs.open<Record<string, unknown>>(JsonDialog, { data, label: button.label });
      if (answer) await this.store.act('press', { wamid, button: button.index, answer, ...(button.card === null ? {} : { card: button.card }) });
    } else await this.store.act('press', { wamid, button: button.index, ...(button.card === null ? {} : { card: button.card }) });
  }

  protected async played(message: SimMessage): Promise<void> {
    if (message.from === 'business') await this.store.act('play', { wamid: message.wamid });
  }

  protected stopEditing(): void {
    this.editing.set(null);
    this.text.set('');
  }

  private take(message: SimMessage, edit: boolean): void {
    this.quoting.set(edit ? null : message);
    this.editing.set(edit ? message : null);
    if (edit) this.text.set(message.text ?? '');
    this.field()?.nativeElement.focus();
  }

  private async sendJson(): Promise<void> {
    const data: JsonQuestion = {
      heading: 'JSON of your own', label: 'Message', hint: 'One element of messages[]: its type, and an object under that name. Sender, id and time are added.', value: { type: 'hologram', hologram: { depth: 3 } }, action: 'Send',
    };
    const message = await this.dialogs.open<OutgoingSimMessage>(JsonDialog, { data, label: data.heading });
    if (message) await this.store.send({ type: typeof message['type'] === 'string' ? message['type'] : 'text', message });
  }
}
