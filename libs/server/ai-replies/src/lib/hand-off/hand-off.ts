import { Inject, Injectable } from '@nestjs/common';
import { AutomaticMessages, AutomationActions, SystemNotices, type LockedConversation } from '@mailtrixy/server/inbox';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import type { AiReason } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { handOverIn, pauseIn } from '../conversation/ai-conversation-rows';
import { OPENING_HOURS, type OpeningHours } from '../hours/opening-hours';
import type { StoredSettings } from '../settings/stored-settings';
import { handOffText } from './hand-off-text';

type SendChannel = Awaited<ReturnType<AutomaticMessages['channelOf']>>;

export interface HandOffOrder {
  runId: string;
  reason: AiReason;
  summary: string;
  trigger: { messageId: string; seq: number };
  responderVersion: number;
  /** For the customer; made before the transaction. */
  sentence: string;
}

/** Gives a conversation to people: one sentence to the customer, a reason and a summary for the team, and silence from then on. */
@Injectable()
export class HandOff {
  constructor(
    @Inject(AutomaticMessages) private readonly messages: AutomaticMessages,
    @Inject(AutomationActions) private readonly actions: AutomationActions,
    @Inject(SystemNotices) private readonly notices: SystemNotices,
    @Inject(OPENING_HOURS) private readonly hours: OpeningHours,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Before the transaction: it looks at the business hours. */
  async sentence(workspaceId: string, settings: StoredSettings, language: string): Promise<string> {
    const now = new Date(this.clock.now());
    const open = await this.hours.isOpen(workspaceId, now);
    return handOffText(settings, open ? null : await this.hours.nextOpening(workspaceId, now, language));
  }

  /**
   * In the caller's transaction, which holds the conversation's lock.
   * @returns why nothing was done, or null
   */
  async handOverIn(tx: EntityManager, conversation: LockedConversation, channel: SendChannel, settings: StoredSettings, order: HandOffOrder): Promise<AiReason | null> {
    const by = { kind: 'ai' as const, name: settings.assistantName };
    const sent = await this.messages.commitIn(tx, conversation, channel, { authorKind: 'ai', authorName: by.name, originKey: `ai:handoff:${order.runId}`, content: { type: 'text', body: order.sentence }, trigger: order.trigger, responderVersion: order.responderVersion });
    // The customer wrote again or a person is there: whoever comes next decides anew.
    if (!sent.sent && (sent.reason === 'newer_message' || sent.reason === 'taken_over' || sent.reason === 'resolved')) return { code: sent.reason, words: sent.words };
    await this.actions.runIn(tx, conversation, by, { do: 'assign', userId: null });
    await this.notices.addIn(tx, conversation, { event: 'ai_handed_over', words: `Handed over: ${order.reason.words}`, facts: { code: order.reason.code, summary: order.summary, by: by.name }, originKey: `ai:handoff-line:${order.runId}` });
    const at = new Date(this.clock.now());
    await handOverIn(tx, conversation.workspaceId, conversation.id, order.reason, order.summary, conversation.lastSeq, at);
    await pauseIn(tx, conversation.workspaceId, conversation.id, { code: 'handed_over', words: `Handed over to a person: ${order.reason.words}` }, conversation.lastSeq, null, at);
    return null;
  }

  ring(): void {
    this.messages.ring();
  }
}
