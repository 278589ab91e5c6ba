import { Injectable, inject } from '@angular/core';
import type { ConversationRow, Message, Reaction } from '@mailtrixy/shared/dto';
import { ConversationsStore } from './conversations-store';
import { InboxApi } from './inbox-api';
import { LabelsApi } from './labels/labels-api';
import { ThreadStore } from './thread-store';

/** What an agent does to a conversation or a message. Answers come back into the stores at once; failures are thrown. */
@Injectable({ providedIn: 'root' })
export class ConversationActions {
  private readonly api = inject(InboxApi);
  private readonly labels = inject(LabelsApi);
  private readonly conversations = inject(ConversationsStore);
  private readonly threads = inject(ThreadStore);
  /** One clientId per message until its retry got through, so that a doubtful answer cannot double it. */
  private readonly retries = new Map<string, string>();

  async setStatus(id: string, status: 'open' | 'resolved'): Promise<void> {
    this.take(await this.api.setStatus(id, status));
  }

  async assign(id: string, assigneeId: string | null): Promise<void> {
    this.take(await this.api.assign(id, assigneeId));
  }

  /** @param until null wakes it */
  async snooze(id: string, until: Date | null): Promise<void> {
    this.take(await this.api.snooze(id, until?.toISOString() ?? null));
  }

  async setLabel(id: string, labelId: string, on: boolean): Promise<void> {
    this.take(await this.labels.set(id, on ? { add: [labelId], remove: [] } : { add: [], remove: [labelId] }));
  }

  async markUnread(id: string): Promise<void> {
    this.take(await this.api.markUnread(id));
  }

  async markRead(id: string, upToSeq: number): Promise<void> {
    this.take(await this.api.markRead(id, upToSeq));
  }

  async retry(message: Message, clientId: string): Promise<void> {
    const kept = this.retries.get(message.id) ?? clientId;
    this.retries.set(message.id, kept);
    this.threads.apply([await this.api.retry(message.id, kept)]);
    this.retries.delete(message.id);
  }

  async dismiss(message: Message): Promise<void> {
    this.threads.apply([await this.api.dismiss(message.id)]);
  }

  /** The message as it is now, after an answer that said we knew it wrongly. */
  async refresh(message: Message): Promise<void> {
    this.threads.apply([(await this.api.message(message.id)).message]);
  }

  /** Ours shows at once; refused, the message is as it was and the refusal is thrown. */
  async react(message: Message, emoji: string | null, userId: string): Promise<void> {
    const others = message.reactions.filter(({ by }) => by !== 'us');
    const ours: Reaction[] = emoji === null ? [] : [{ by: 'us', emoji, userId, at: new Date().toISOString(), state: 'sending' }];
    this.threads.renew({ ...message, reactions: [...others, ...ours] });
    try {
      this.threads.apply([await this.api.react(message.id, emoji)]);
    } catch (error) {
      this.threads.renew(message);
      throw error;
    }
  }

  /** Asks for the bytes of a file once more. */
  async fetchAgain(message: Message): Promise<void> {
    if (!message.attachment) return;
    this.threads.renew({ ...message, attachment: await this.api.fetchAgain(message.attachment.id) });
  }

  /** New addresses for a file whose old ones have ended. */
  async renew(message: Message): Promise<void> {
    this.threads.renew((await this.api.message(message.id)).message);
  }

  private take(row: ConversationRow): void {
    this.conversations.apply([row], true);
    this.threads.rowsChanged([row], null);
  }
}
