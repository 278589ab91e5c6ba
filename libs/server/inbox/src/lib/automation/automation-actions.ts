import { Inject, Injectable } from '@nestjs/common';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { DataSource, type EntityManager } from 'typeorm';
import type { AutomationActor } from '../conversations/automation-actor';
import { lockConversation, type LockedConversation } from '../conversations/conversation-lock';
import { assign, resolve, snooze } from '../conversations/status-changes';
import { setLabels } from '../labels/set-labels';
import { changeConsent } from './change-consent';

/** One thing that a rule or the AI does to a conversation. */
export type AutomationAction =
  | { do: 'label'; add: string[]; remove: string[] }
  | { do: 'assign'; userId: string | null }
  | { do: 'snooze'; until: Date }
  | { do: 'resolve' }
  | { do: 'opt_out'; words: string }
  | { do: 'opt_in'; words: string };

/** The same actions as people have, without taking over from anybody: responder_version stays. */
@Injectable()
export class AutomationActions {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** @returns false: it was so already @throws DomainError NOT_FOUND, VALIDATION_FAILED, INBOX_CONVERSATION_RESOLVED */
  async run(workspaceId: string, by: AutomationActor, conversationId: string, action: AutomationAction): Promise<boolean> {
    const changed = await inTransaction(this.dataSource, async (tx) => this.runIn(tx, await lockConversation(tx, workspaceId, conversationId), by, action));
    if (changed) this.doorbell.ringOutbox();
    return changed;
  }

  /** In the caller's transaction, which holds the lock and rings the outbox afterwards. */
  async runIn(tx: EntityManager, conversation: LockedConversation, by: AutomationActor, action: AutomationAction): Promise<boolean> {
    const about = { workspaceId: conversation.workspaceId, channelId: conversation.channelId, conversationId: conversation.id };
    if (action.do === 'label') {
      if (!(await setLabels(tx, conversation, action))) return false;
      await appendOutbox(tx, [{ ...about, topic: 'conversation.updated', entityId: conversation.id }]);
    } else {
      const entityId = await line(tx, conversation, by, action);
      if (!entityId) return false;
      await appendOutbox(tx, [{ ...about, topic: 'message.created', entityId }]);
    }
    await tx.query('UPDATE conversation SET version = version + 1 WHERE id = ?', [idToBytes(conversation.id)]);
    return true;
  }
}

function line(tx: EntityManager, conversation: LockedConversation, by: AutomationActor, action: Exclude<AutomationAction, { do: 'label' }>): Promise<string | null> {
  switch (action.do) {
    case 'assign':
      return assign(tx, conversation, by, action.userId);
    case 'snooze':
      return snooze(tx, conversation, by, action.until);
    case 'resolve':
      return resolve(tx, conversation, by);
    default:
      return changeConsent(tx, conversation, by, action.do === 'opt_out', action.words);
  }
}
