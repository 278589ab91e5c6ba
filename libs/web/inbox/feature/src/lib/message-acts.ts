import { Injectable, inject } from '@angular/core';
import { Router } from '@angular/router';
import type { Message } from '@mailtrixy/shared/dto';
import { ConversationActions, ConversationAiApi, InboxViewer, SendQueue, requestFailure } from '@mailtrixy/web/inbox/data-access';
import type { MessageAct } from '@mailtrixy/web/inbox/ui';
import { Dialogs } from '@mailtrixy/web/shared/ui';
import { Announcer, ApiProblem, Toasts, copyText, uuidv7 } from '@mailtrixy/web/shared/util';
import { OpenConversation } from './open-conversation';
import { TEMPLATE_ENTRY } from './template-entry';

/** What can be done to one message without any other part of the page. */
@Injectable()
export class MessageActs {
  private readonly actions = inject(ConversationActions);
  private readonly queue = inject(SendQueue);
  private readonly toasts = inject(Toasts);
  private readonly announcer = inject(Announcer);
  private readonly router = inject(Router);
  private readonly current = inject(OpenConversation);
  private readonly dialogs = inject(Dialogs);
  private readonly viewer = inject(InboxViewer);
  private readonly templates = inject(TEMPLATE_ENTRY);
  private readonly ai = inject(ConversationAiApi);
  private readonly renewed = new Map<string, string>();
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
      case 'react':
        void this.react(message, act.emoji ?? null);
        return true;
      case 'pick_emoji':
        void this.pickEmoji(message);
        return true;
      case 'fetch_again':
        void this.once(message.id, () => this.actions.fetchAgain(message), 'Could not fetch the file', act);
        return true;
      case 'renew':
        void this.renew(message);
        return true;
      case 'open_media':
        void this.openPictures(message);
        return true;
      case 'template':
        void this.templates?.choose(message.conversationId);
        return true;
      case 'save_case':
        void this.saveCase(message);
        return true;
      case 'raw':
        void this.router.navigate(['/settings/channels', this.current.detail()?.channelId, 'logs']);
        return true;
      default:
        return false;
    }
  }

  private async react(message: Message, emoji: string | null): Promise<void> {
    try {
      await this.actions.react(message, emoji, this.viewer.userId());
      this.announcer.say(emoji === null ? 'Reaction taken back' : `Reacted ${emoji}`);
    } catch (error) {
      this.toasts.error(`Could not react: ${requestFailure(error).words}`);
    }
  }

  private async saveCase(message: Message): Promise<void> {
    try {
      const { expect } = await this.ai.saveCase(message.id);
      this.toasts.show(expect === 'answer' ? 'In the test set: this must be answered' : 'In the test set: this must not be answered', { label: 'Test set', run: () => void this.router.navigate(['/settings/ai/tests']) });
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    }
  }

  private async pickEmoji(message: Message): Promise<void> {
    const { EmojiDialog } = await import('./emoji/emoji-dialog');
    const emoji = await this.dialogs.open<string>(EmojiDialog, { label: 'React' });
    if (emoji) await this.react(message, emoji);
  }

  /** Addresses end after a while; a file that is truly broken must not be asked for in a circle. */
  private async renew(message: Message): Promise<void> {
    const until = message.attachment?.addressesUntil;
    if (!until || this.renewed.get(message.id) === until) return;
    this.renewed.set(message.id, until);
    await this.actions.renew(message).catch(() => this.renewed.delete(message.id));
  }

  private async openPictures(message: Message): Promise<void> {
    const { Lightbox, picturesOf } = await import('./lightbox');
    const detail = this.current.detail();
    const pictures = picturesOf(this.current.thread()?.messages() ?? [], (one) => (one.direction === 'in' ? (detail?.contactName ?? '') : this.current.authorOf(one.authorId, one.authorName)));
    if (pictures.length > 0) await this.dialogs.open(Lightbox, { data: { pictures, start: message.id }, label: 'Photos', autoFocus: '.stage' });
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
