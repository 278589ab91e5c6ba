import { Inject, Injectable } from '@nestjs/common';
import { lockConversation } from '@mailtrixy/server/inbox';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { AiReason } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { pauseIn } from '../conversation/ai-conversation-rows';
import { showAiState } from '../conversation/show-ai-state';
import { announceConversation } from '../rows/announce-ai';
import { readChannel } from '../settings/stored-channel';
import { storeSilence, type ArrivedMessage } from './store-silence';

export type { ArrivedMessage };

/** A rule's "stop AI" is for the whole conversation, until it is resolved or a person hands it back. */
const STOPPED_BY_RULE = 'rule_stopped_ai';

/** Where the automation hands conversations to the AI. Everything may be called twice. */
@Injectable()
export class AiTurns {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The AI looks at this conversation once the customer has been quiet for a while; a newer message takes the place of an
   * older one. Drafts for what was said before are outdated from this moment.
   */
  async arrived(message: ArrivedMessage): Promise<void> {
    const told = await inTransaction(this.dataSource, async (tx) => {
      const { mode, debounceS } = await readChannel(tx, message.workspaceId, message.channelId);
      const told = await outdate(tx, message);
      if (mode === 'off') return (await this.channelOff(tx, message)) || told;
      await tx.query(
        `INSERT INTO ai_turn (conversation_id, workspace_id, channel_id, message_id, seq, next_at) VALUES (?, ?, ?, ?, ?, NOW(3) + INTERVAL ? SECOND)
         ON DUPLICATE KEY UPDATE tries = IF(VALUES(seq) > seq, 0, tries), arrived_at = IF(VALUES(seq) > seq, NOW(3), arrived_at), next_at = IF(VALUES(seq) > seq, VALUES(next_at), next_at),
           message_id = IF(VALUES(seq) > seq, VALUES(message_id), message_id), seq = GREATEST(seq, VALUES(seq))`,
        [idToBytes(message.conversationId), idToBytes(message.workspaceId), idToBytes(message.channelId), idToBytes(message.messageId), message.seq, debounceS],
      );
      return told;
    });
    if (told) this.doorbell.ringOutbox();
    this.doorbell.ring('ai');
  }

  /** A rule has dealt with it, or forbids the AI: kept as a run with this reason. */
  async skipped(message: ArrivedMessage, reason: AiReason): Promise<void> {
    const at = new Date(this.clock.now());
    await inTransaction(this.dataSource, async (tx) => {
      // Lock order: the conversation, then its turn, then its drafts.
      const conversation = await lockConversation(tx, message.workspaceId, message.conversationId);
      const { mode } = await readChannel(tx, message.workspaceId, message.channelId);
      await outdate(tx, message);
      if (mode === 'off') {
        if (await worksAnywhere(tx, message.workspaceId)) await storeSilence(tx, message, reason, at);
        return;
      }
      if (reason.code === STOPPED_BY_RULE) await pauseIn(tx, message.workspaceId, message.conversationId, reason, conversation.lastSeq, null, at);
      // What waited for an older message is dropped with it: the rule's answer is the answer.
      await tx.query('UPDATE ai_turn SET next_at = NULL WHERE conversation_id = ? AND seq < ?', [idToBytes(message.conversationId), message.seq]);
      await storeSilence(tx, message, reason, at);
    });
    this.doorbell.ringOutbox();
  }

  /** Where the AI works on another channel, people wonder why it is silent on this one. @returns whether it was kept */
  private async channelOff(tx: EntityManager, message: ArrivedMessage): Promise<boolean> {
    if (!(await worksAnywhere(tx, message.workspaceId))) return false;
    await lockConversation(tx, message.workspaceId, message.conversationId);
    await storeSilence(tx, message, { code: 'channel_off', words: 'The AI is off for this channel.' }, new Date(this.clock.now()));
    return true;
  }
}

/** Whoever uses no AI at all needs no reasons for its silence. */
async function worksAnywhere(tx: EntityManager, workspaceId: string): Promise<boolean> {
  const [on]: unknown[] = await tx.query("SELECT 1 FROM ai_channel_settings WHERE workspace_id = ? AND mode <> 'off' LIMIT 1", [idToBytes(workspaceId)]);
  return on !== undefined;
}

/** Answers to what was said before this message. @returns whether there were any */
async function outdate(tx: EntityManager, message: ArrivedMessage): Promise<boolean> {
  const which = "workspace_id = ? AND conversation_id = ? AND seq < ? AND state IN ('waiting', 'streaming', 'ready', 'scheduled', 'no_source', 'failed') AND sent_client_id IS NULL";
  const values = [idToBytes(message.workspaceId), idToBytes(message.conversationId), message.seq];
  // Most messages outdate nothing and need no lock for it. A draft that comes after this look sees the message itself.
  const [any]: unknown[] = await tx.query(`SELECT 1 FROM ai_draft WHERE ${which} LIMIT 1`, values);
  if (!any) return false;
  const conversation = await lockConversation(tx, message.workspaceId, message.conversationId);
  await tx.query(`UPDATE ai_draft SET stop = 1, state = 'outdated', next_at = NULL, send_at = NULL, why_code = 'newer_message', why_words = 'The customer has written again.', version = version + 1 WHERE ${which}`, values);
  await showAiState(tx, conversation);
  await announceConversation(tx, message);
  return true;
}
