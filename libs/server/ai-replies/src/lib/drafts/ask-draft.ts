import { Inject, Injectable } from '@nestjs/common';
import { ConversationFacts, lockConversation, type Actor } from '@mailtrixy/server/inbox';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { AiDraft, AskDraftRequest } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { mayWrite } from '../conversation/conversation-ai.service';
import { showAiState } from '../conversation/show-ai-state';
import { openQuestion } from '../pipeline/open-question';
import { announceConversation } from '../rows/announce-ai';
import { isPaused } from '../settings/stored-settings';
import { draftView, EMPTY_CONTENT, findDraft, insertDraft } from './draft-rows';

/** A person asks for a draft. A worker writes it; the browser watches. */
@Injectable()
export class AskDraft {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ConversationFacts) private readonly facts: ConversationFacts,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /**
   * A second press while one is being written gives that one back; what stood there before is replaced.
   * @throws DomainError NOT_FOUND, FORBIDDEN, AI_PAUSED, VALIDATION_FAILED when there is nothing to answer
   */
  async ask(workspaceId: string, actor: Actor, conversationId: string, { style, instruction }: AskDraftRequest): Promise<AiDraft> {
    mayWrite(actor);
    const facts = await this.facts.load(workspaceId, conversationId);
    const { question, trigger } = openQuestion(facts.messages);
    if (!trigger) throw new DomainError('VALIDATION_FAILED', 'The customer has not written anything that could be answered.');
    if (style === 'instruction' && !instruction?.trim()) throw new DomainError('VALIDATION_FAILED', 'Say what should be different.', { errors: [{ field: 'instruction', message: 'is needed' }] });
    if (await isPaused(this.dataSource.manager, workspaceId)) throw new DomainError('AI_PAUSED', 'The AI is stopped for the whole workspace. An admin can start it again under Settings → AI replies.');
    const { id, made } = await inTransaction(this.dataSource, async (tx) => {
      const conversation = await lockConversation(tx, workspaceId, conversationId);
      const [writing]: { id: Buffer }[] = await tx.query("SELECT id FROM ai_draft WHERE workspace_id = ? AND conversation_id = ? AND state IN ('waiting', 'streaming') AND next_at IS NOT NULL AND stop = 0 AND seq = ? AND style <=> ? AND instruction <=> ? FOR UPDATE", [idToBytes(workspaceId), idToBytes(conversationId), facts.lastSeq, style ?? null, instruction?.trim() || null]);
      if (writing) return { id: bytesToId(writing.id), made: false };
      await tx.query("UPDATE ai_draft SET state = 'discarded', stop = 1, next_at = NULL, send_at = NULL, version = version + 1 WHERE workspace_id = ? AND conversation_id = ? AND state NOT IN ('sent', 'edited', 'discarded') AND sent_client_id IS NULL", [idToBytes(workspaceId), idToBytes(conversationId)]);
      const draftId = newId();
      // Whoever asks has seen the thread to its end: what was said before does not make the draft outdated.
      const place = { id: draftId, workspaceId, conversationId, channelId: facts.channel.id, messageId: trigger.id, seq: facts.lastSeq, responderVersion: facts.responderVersion, askedBy: actor.userId, style: style ?? null, instruction: instruction?.trim() || null };
      await insertDraft(tx, place, { ...EMPTY_CONTENT, state: 'waiting', question }, 'now');
      await showAiState(tx, conversation);
      await announceConversation(tx, place);
      return { id: draftId, made: true };
    });
    if (made) {
      this.doorbell.ringOutbox();
      this.doorbell.ring('ai');
    }
    const draft = await findDraft(this.dataSource.manager, workspaceId, id);
    if (!draft) throw new Error('The draft was stored but could not be read back.');
    return draftView(this.dataSource.manager, draft);
  }
}
