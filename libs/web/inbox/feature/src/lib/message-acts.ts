import { Injectable, inject } from '@angular/core';
import { Router } from '@angular/router';
import { ConversationActions, SendQueue, requestFailure } from '@mailtrixy/web/inbox/data-access';
import type { MessageAct } from '@mailtrixy/web/inbox/ui';
import { Announcer, Toasts, copyText, uuidv7 } from '@mailtrixy/web/shared/util';
import { OpenConversation } from './open-conversation';

/** What can be done to one message without any other part of the page. */
@Injectable()
export class MessageActs {
  private readonly actions = inject(ConversationActions);
  private readonly queue = inject(SendQueue);
  private readonly toasts = inject(Toasts);
  private readonly announcer = inject(Announcer);
  private readonly router = inject(Router);
  private readonly current = inject(OpenConversation);
  private readonly busy = new Set<string>();

  /** False when the act belongs to someone else on the page. */
  run(act: MessageAct): boolean {
    const { message } = act.entry;
    switch (act.kind) {
      case 'retry':
        void this.once(message.id, () => this.actions.retry(message, uuidv7()), 'Could not retry', act);
        return true;
      case 'dismiss':
        void this.once(message.id, () => this.actions.dismiss(message), 'Could not dismiss', act);
        return true;
      case 'again':
        this.queue.again(act.entry.key);
        return true;
      case 'discard':
        this.queue.discard(act.entry.key);
        return true;
      case 'copy':
        void copyText(message.body ?? '').then((copied) => {
          if (copied) this.announcer.say('Text copied');
        });
        return true;
      case 'raw':
        void this.router.navigate(['/settings/channels', this.current.detail()?.channelId, 'logs']);
        return true;
      default:
        return false;
    }
  }

  private async once(id: string, work: () => Promise<void>, failure: string, act: MessageAct): Promise<void> {
    if (this.busy.has(id)) return;
    this.busy.add(id);
    try {
      await work();
    } catch (error) {
      const why = requestFailure(error);
      this.toasts.error(`${failure}: ${why.words}`);
      // someone or something was faster: show how it stands now
      if (why.status === 409) await this.actions.refresh(act.entry.message).catch(() => undefined);
    } finally {
      this.busy.delete(id);
    }
  }
}
