import { ChangeDetectionStrategy, Component, ElementRef, afterRenderEffect, computed, inject, signal, viewChild } from '@angular/core';
import { whileVisible } from '@mailtrixy/web/channels/data-access';
import { Avatar, ErrorCard, Icon, Loading, Skeleton, iconBatteryFull, iconChevronLeft, iconReply, iconSend, iconSignal, iconWifi, iconX } from '@mailtrixy/web/shared/ui';
import { formatClock, formatDay } from '@mailtrixy/web/shared/util';
import { type SimMessage, SimulatorStore } from '@mailtrixy/web/simulator/data-access';
import { PhoneMessage } from './phone-message';

/** The customer's phone: the chat with the business as the customer sees it. */
@Component({
  selector: 'mx-phone',
  imports: [Avatar, ErrorCard, Icon, Loading, PhoneMessage, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './phone.html',
})
export class Phone {
  protected readonly store = inject(SimulatorStore);
  private readonly feed = viewChild<ElementRef<HTMLElement>>('feed');
  private readonly field = viewChild<ElementRef<HTMLInputElement>>('field');
  private readonly now = signal(Date.now());
  private shownLast = '';
  protected readonly text = signal('');
  protected readonly quoting = signal<SimMessage | null>(null);
  protected readonly icons = { back: iconChevronLeft, send: iconSend, signal: iconSignal, wifi: iconWifi, battery: iconBatteryFull, reply: iconReply, x: iconX };
  protected readonly clock = computed(() => formatClock(this.now()));
  protected readonly business = computed(() => this.store.channel()?.name ?? 'Business');
  protected readonly customer = this.store.customer;
  protected readonly typing = computed(() => {
    const until = this.store.chat()?.typingUntil;
    return until !== null && until !== undefined && Date.parse(until) > this.now() + this.store.clockOffsetMs();
  });
  protected readonly rows = computed(() => {
    const messages = this.store.chat()?.messages.filter((message) => message.type !== 'reaction') ?? [];
    const byWamid = new Map(messages.map((message) => [message.wamid, message]));
    let day = '';
    return messages.map((message) => {
      const own = formatDay(message.at, this.now());
      const pill = own === day ? null : own;
      day = own;
      return { message, pill, quoted: message.contextId ? (byWamid.get(message.contextId) ?? null) : null, reaction: this.reactionTo(message.wamid) };
    });
  });
  protected readonly firstName = computed(() => this.customer()?.name?.split(' ')[0] ?? 'the customer');

  constructor() {
    whileVisible(5_000, () => this.now.set(Date.now()));
    // A new message shows itself; reading further up is not disturbed by ticks.
    afterRenderEffect(() => {
      const last = `${this.customer()?.id}/${this.rows().at(-1)?.message.wamid ?? ''}/${this.rows().length}`;
      const feed = this.feed()?.nativeElement;
      if (!feed || last === this.shownLast) return;
      this.shownLast = last;
      feed.scrollTop = feed.scrollHeight;
    });
  }

  protected async send(): Promise<void> {
    const text = this.text().trim();
    if (text === '') return;
    const context = this.quoting()?.wamid;
    this.text.set('');
    this.quoting.set(null);
    this.field()?.nativeElement.focus();
    // What was typed comes back when the phone could not send it.
    if (!(await this.store.send({ text, ...(context ? { context } : {}) })) && this.text() === '') this.text.set(text);
  }

  protected quote(message: SimMessage): void {
    this.quoting.set(message);
    this.field()?.nativeElement.focus();
  }

  protected async tap(message: SimMessage, button: { id: string; title: string }): Promise<void> {
    await this.store.send({ type: 'button', button: { payload: button.id, text: button.title }, context: message.wamid });
  }

  private reactionTo(wamid: string): string | null {
    const reactions = this.store.chat()?.messages.filter((message) => message.type === 'reaction' && message.content?.['message_id'] === wamid) ?? [];
    const emoji = reactions.at(-1)?.content['emoji'];
    return typeof emoji === 'string' && emoji !== '' ? emoji : null;
  }
}
