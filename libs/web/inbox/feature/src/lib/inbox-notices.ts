import { DestroyRef, Injectable, effect, inject, untracked } from '@angular/core';
import type { Message } from '@mailtrixy/shared/dto';
import { ConversationsStore, InboxLive, InboxViewer } from '@mailtrixy/web/inbox/data-access';
import { deliveryMark, type DeliveryMark } from '@mailtrixy/web/inbox/ui';
import { Announcer, stripMarks } from '@mailtrixy/web/shared/util';
import { InboundChime } from './inbound-chime';
import { OpenConversation } from './open-conversation';
import { PageAttention } from './page-attention';

const SPOKEN_MAX = 120;
const BATCH_MS = 1000;
const COUNT_GAP_MS = 30_000;

/** Title, sound and spoken words for what happens by itself. Never a sound for what is on screen. */
@Injectable()
export class InboxNotices {
  private readonly live = inject(InboxLive);
  private readonly store = inject(ConversationsStore);
  private readonly viewer = inject(InboxViewer);
  private readonly current = inject(OpenConversation);
  private readonly attention = inject(PageAttention);
  private readonly announcer = inject(Announcer);
  private readonly chime = inject(InboundChime);
  private spoken: Message[] = [];
  private batchTimer: ReturnType<typeof setTimeout> | undefined;
  private countSaidAt = 0;
  private marks = new Map<string, DeliveryMark | null>();
  private marksOf: string | null = null;

  constructor() {
    const stop = this.live.onArrival((messages) => this.arrived(messages));
    inject(DestroyRef).onDestroy(() => {
      stop();
      clearTimeout(this.batchTimer);
    });
    effect(() => {
      const messages = this.current.thread()?.messages() ?? [];
      untracked(() => this.watchDelivery(messages));
    });
  }

  private arrived(messages: readonly Message[]): void {
    const openId = this.current.id();
    const here = this.attention.here();
    const onScreen = messages.filter((message) => message.conversationId === openId);
    if ((!here || onScreen.length < messages.length) && this.viewer.preferences().sound) this.chime.ring();
    if (onScreen.length > 0) this.speak(onScreen);
    if (onScreen.length < messages.length) this.sayCount();
  }

  private speak(messages: readonly Message[]): void {
    this.spoken.push(...messages);
    this.batchTimer ??= setTimeout(() => {
      const batch = this.spoken;
      this.spoken = [];
      this.batchTimer = undefined;
      if (batch.length > 1) this.announcer.say(`${batch.length} new messages`);
      else this.announcer.say(`${this.current.detail()?.contactName ?? 'Customer'}: ${stripMarks(batch[0].body ?? batch[0].type).slice(0, SPOKEN_MAX)}`);
    }, BATCH_MS);
  }

  private sayCount(): void {
    const now = Date.now();
    if (now - this.countSaidAt < COUNT_GAP_MS) return;
    this.countSaidAt = now;
    // the count itself comes from the server a moment later
    setTimeout(() => {
      const unread = this.store.counts()?.unread ?? 0;
      if (unread > 0) this.announcer.say(`${unread} unread ${unread === 1 ? 'conversation' : 'conversations'}`);
    }, 2500);
  }

  /** "Sent" and "Not delivered" for one's own messages, once each, and nothing for history. */
  private watchDelivery(messages: readonly Message[]): void {
    const openId = this.current.id();
    const known = this.marksOf === openId ? this.marks : null;
    const marks = new Map<string, DeliveryMark | null>();
    for (const message of messages) {
      if (message.direction !== 'out' || message.authorId !== this.viewer.userId()) continue;
      const mark = deliveryMark(message);
      marks.set(message.id, mark);
      const before = known?.get(message.id);
      if (before === undefined || before === mark) continue;
      if (before === 'queued' && (mark === 'sent' || mark === 'delivered')) this.announcer.say('Sent');
      else if (mark === 'failed') this.announcer.alert(message.deliveryError?.words ?? 'Not delivered');
    }
    this.marks = marks;
    this.marksOf = openId;
  }
}
