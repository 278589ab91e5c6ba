import { Inject, Injectable } from '@nestjs/common';
import { AutomaticMessages, AutomationActions, lockConversation } from '@mailtrixy/server/inbox';
import { inTransaction } from '@mailtrixy/server/platform/database';
import { DataSource } from 'typeorm';
import { optOutConfirmation } from '../consent/opt-out-words';
import type { ArrivedText } from './arrived-message';
import { addHit, CONSENT_NAME, CONSENT_RULE, findHit } from './rule-hits';

/** Notes a customer's STOP or START, once per message, and confirms a STOP that changed something. */
@Injectable()
export class ConsentWords {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AutomaticMessages) private readonly messages: AutomaticMessages,
    @Inject(AutomationActions) private readonly actions: AutomationActions,
  ) {}

  /** @param answer silently: noted without a word, where nothing is automated or the message is old */
  async take(workspaceId: string, message: ArrivedText, consent: 'stop' | 'start', answer: 'silently' | { responderVersion: number }): Promise<void> {
    const by = { kind: 'rule' as const, name: CONSENT_NAME };
    const channel = await this.messages.channelOf(workspaceId, message.conversationId);
    await inTransaction(this.dataSource, async (tx) => {
      const conversation = await lockConversation(tx, workspaceId, message.conversationId);
      if (await findHit(tx, CONSENT_RULE, message.messageId)) return;
      const changed = await this.actions.runIn(tx, conversation, by, consent === 'stop' ? { do: 'opt_out', words: `Asked for no more automatic messages: ${message.text.trim()}` } : { do: 'opt_in', words: `Wants automatic messages again: ${message.text.trim()}` });
      const words = [changed ? (consent === 'stop' ? 'Opted out.' : 'Opted in.') : 'It was so already.'];
      if (changed && consent === 'stop' && answer !== 'silently') {
        const sent = await this.messages.commitIn(tx, conversation, channel, { authorKind: 'rule', authorName: CONSENT_NAME, originKey: `optout:${message.messageId}`, content: { type: 'text', body: optOutConfirmation(message.language) }, trigger: { messageId: message.messageId, seq: message.seq }, responderVersion: answer.responderVersion, toOptedOut: true });
        words.push(sent.sent ? 'Confirmed once.' : `Not confirmed: ${sent.words}`);
      }
      await addHit(tx, workspaceId, message, { ruleId: CONSENT_RULE, ruleName: CONSENT_NAME, fired: true, words: words.join(' '), after: null });
    });
    this.messages.ring();
  }
}
