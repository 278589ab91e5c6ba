import { Inject, Injectable } from '@nestjs/common';
import { lockConversation, SendMessage, type Actor } from '@mailtrixy/server/inbox';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { AiDraft, AiSource, Message, SendDraftRequest, SentDraft } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { mayWrite } from '../conversation/conversation-ai.service';
import { showAiState } from '../conversation/show-ai-state';
import { announceConversation } from '../rows/announce-ai';
import { jsonColumn } from '../rows/json-column';
import { withCurrent, type StoredSource } from '../runs/stored-source';
import { cameAfter } from './came-after';
import { withoutMarks } from './citation-marks';
import { draftView, findDraft, SETTLED_STATES, type StoredDraft } from './draft-rows';
import { sourceProblem } from './draft-warning';
import { editDistance } from './edit-distance';
import { lessonOf } from './lesson-of';

/** What a person does with a draft. */
@Injectable()
export class DraftsService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendMessage) private readonly sender: SendMessage,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /**
   * Sends it as the person, changed or as it stands. Three steps, each of which may be done again: the draft is claimed, the
   * message is stored under the same clientId, the draft is settled. A crash in between is put right by the next call or
   * by settleClaims.
   * @throws DomainError NOT_FOUND, FORBIDDEN, VERSION_CONFLICT, AI_DRAFT_OUTDATED, AI_DRAFT_SETTLED and what SendMessage refuses; as it stands also AI_DRAFT_NO_SOURCE, AI_DRAFT_SOURCE_GONE
   */
  async send(workspaceId: string, actor: Actor, draftId: string, { clientId, version, body }: SendDraftRequest): Promise<SentDraft> {
    mayWrite(actor);
    const draft = await this.claim(workspaceId, draftId, clientId, version, body === undefined);
    const proposed = withoutMarks(draft.body);
    const text = body === undefined ? proposed : withoutMarks(body);
    failpoint('ai.draft_claimed');
    let message: Message;
    try {
      ({ message } = await this.sender.send(workspaceId, actor, draft.conversationId, { clientId, kind: 'reply', type: 'text', body: text }));
    } catch (error) {
      if (error instanceof DomainError) await this.giveBack(draft, clientId);
      throw error;
    }
    failpoint('ai.draft_sent');
    await inTransaction(this.dataSource, (tx) => settle(tx, draft, message.id, text));
    this.doorbell.ringOutbox();
    return { draft: await this.get(workspaceId, draftId), message, lesson: lessonOf(draft, text) };
  }

  /** @throws DomainError NOT_FOUND */
  async get(workspaceId: string, draftId: string): Promise<AiDraft> {
    return draftView(this.dataSource.manager, await found(this.dataSource.manager, workspaceId, draftId));
  }

  /** Its text goes into a person's composer, who sends it later with `send`: nothing goes out by itself any more. */
  insert(workspaceId: string, actor: Actor, draftId: string): Promise<AiDraft> {
    return this.change(workspaceId, actor, draftId, async (tx, draft) => {
      if (draft.state === 'scheduled') await tx.query("UPDATE ai_draft SET state = 'ready', next_at = NULL, send_at = NULL, why_code = 'held', why_words = ?, version = version + 1 WHERE id = ?", ['A person took the reply to change it.', idToBytes(draft.id)]);
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  discard(workspaceId: string, actor: Actor, draftId: string): Promise<AiDraft> {
    return this.change(workspaceId, actor, draftId, async (tx, draft) => {
      if (!isSettled(draft)) await tx.query("UPDATE ai_draft SET state = 'discarded', stop = 1, next_at = NULL, send_at = NULL, version = version + 1 WHERE id = ?", [idToBytes(draft.id)]);
    });
  }

  /** Within the time in which an automatic reply waits. @throws DomainError NOT_FOUND, FORBIDDEN, AI_DRAFT_SETTLED when it is sent already */
  cancel(workspaceId: string, actor: Actor & { name: string }, draftId: string): Promise<AiDraft> {
    return this.change(workspaceId, actor, draftId, async (tx, draft) => {
      if (draft.state === 'sent') throw new DomainError('AI_DRAFT_SETTLED', 'It was too late: the reply has been sent.');
      if (draft.state === 'scheduled') await tx.query("UPDATE ai_draft SET state = 'canceled', next_at = NULL, send_at = NULL, why_code = 'canceled', why_words = ?, version = version + 1 WHERE id = ?", [`${actor.name} canceled it.`, idToBytes(draft.id)]);
    });
  }

  /** Of a draft that is being written. What came until then is thrown away. @throws DomainError NOT_FOUND, FORBIDDEN */
  stop(workspaceId: string, actor: Actor & { name: string }, draftId: string): Promise<AiDraft> {
    return this.change(workspaceId, actor, draftId, async (tx, draft) => {
      if (draft.state === 'waiting' || draft.state === 'streaming') await tx.query("UPDATE ai_draft SET state = 'canceled', stop = 1, next_at = NULL, problem_code = 'stopped', problem_words = ?, version = version + 1 WHERE id = ?", [`${actor.name} stopped it.`, idToBytes(draft.id)]);
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  feedback(workspaceId: string, actor: Actor, draftId: string, helpful: boolean | null): Promise<AiDraft> {
    return this.change(workspaceId, actor, draftId, async (tx, draft) => {
      await tx.query('UPDATE ai_draft SET helpful = ?, version = version + 1 WHERE id = ?', [helpful, idToBytes(draft.id)]);
    });
  }

  /** Where a message's words come from; none for messages without an AI. @throws DomainError NOT_FOUND */
  async sourcesOf(workspaceId: string, messageId: string): Promise<AiSource[]> {
    const { manager } = this.dataSource;
    const [message]: unknown[] = await manager.query('SELECT 1 FROM message WHERE id = ? AND workspace_id = ?', [idToBytes(messageId), idToBytes(workspaceId)]);
    if (!message) throw notFound('message');
    const [row]: { sources: unknown }[] = await manager.query('SELECT sources FROM ai_draft WHERE workspace_id = ? AND sent_message_id = ?', [idToBytes(workspaceId), idToBytes(messageId)]);
    return withCurrent(manager, workspaceId, jsonColumn<StoredSource[]>(row?.sources, []));
  }

  /** Drafts that were claimed and whose process died: settled when their message is there, else free again. */
  async settleClaims(): Promise<void> {
    const rows: { id: Buffer; workspace_id: Buffer; conversation_id: Buffer }[] = await this.dataSource.query('SELECT id, workspace_id, conversation_id FROM ai_draft WHERE sent_client_id IS NOT NULL AND sent_message_id IS NULL AND next_at <= NOW(3) LIMIT 100');
    for (const row of rows) await this.settleClaim(bytesToId(row.workspace_id), bytesToId(row.conversation_id), row.id);
    if (rows.length) this.doorbell.ringOutbox();
  }

  private async settleClaim(workspaceId: string, conversationId: string, id: Buffer): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      const conversation = await lockConversation(tx, workspaceId, conversationId);
      const [row]: { conversation_id: Buffer; sent_client_id: string }[] = await tx.query('SELECT conversation_id, sent_client_id FROM ai_draft WHERE id = ? AND sent_client_id IS NOT NULL AND sent_message_id IS NULL FOR UPDATE', [id]);
      if (!row) return;
      const [message]: { id: Buffer; body: string }[] = await tx.query('SELECT id, body FROM message WHERE conversation_id = ? AND client_id = ?', [row.conversation_id, row.sent_client_id]);
      if (message) await tx.query("UPDATE ai_draft SET state = 'sent', sent_message_id = ?, next_at = NULL, send_at = NULL, version = version + 1 WHERE id = ?", [message.id, id]);
      else await tx.query('UPDATE ai_draft SET sent_client_id = NULL, next_at = NULL WHERE id = ?', [id]);
      await showAiState(tx, conversation);
    });
  }

  /** The message was refused: the draft waits for people again. */
  private async giveBack({ id, workspaceId, conversationId }: StoredDraft, clientId: string): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      const conversation = await lockConversation(tx, workspaceId, conversationId);
      await tx.query('UPDATE ai_draft SET sent_client_id = NULL WHERE id = ? AND sent_client_id = ? AND sent_message_id IS NULL', [idToBytes(id), clientId]);
      await showAiState(tx, conversation);
    });
    this.doorbell.ringOutbox();
  }

  private async claim(workspaceId: string, draftId: string, clientId: string, version: number, asItStands: boolean): Promise<StoredDraft> {
    return inTransaction(this.dataSource, async (tx) => {
      const draft = await found(tx, workspaceId, draftId, true);
      if (draft.sentClientId === clientId) return draft;
      if (draft.state === 'outdated') throw outdated('customer');
      if (draft.sentClientId !== null || (draft.state !== 'ready' && draft.state !== 'scheduled' && draft.state !== 'canceled') || !draft.body.trim()) throw new DomainError('AI_DRAFT_SETTLED', draft.sentClientId || isSettled(draft) ? 'This draft has been used already.' : 'This draft holds nothing to send.');
      if (draft.version !== version) throw new DomainError('VERSION_CONFLICT', 'This draft has changed meanwhile. Look at it again.');
      const after = await cameAfter(tx, draft.conversationId, draft.seq);
      if (after) throw outdated(after);
      if (asItStands) refuseWithoutSource(await withCurrent(tx, workspaceId, draft.sources));
      // A scheduled one stays here from now on. next_at: when somebody must look whether this process died.
      await tx.query("UPDATE ai_draft SET sent_client_id = ?, state = 'ready', send_at = NULL, next_at = NOW(3) + INTERVAL 2 MINUTE WHERE id = ?", [clientId, idToBytes(draftId)]);
      return draft;
    });
  }

  private async change(workspaceId: string, actor: Actor, draftId: string, work: (tx: EntityManager, draft: StoredDraft) => Promise<void>): Promise<AiDraft> {
    mayWrite(actor);
    await inTransaction(this.dataSource, async (tx) => {
      // Lock order: the conversation, then its drafts.
      const conversation = await lockConversation(tx, workspaceId, (await found(tx, workspaceId, draftId)).conversationId);
      const draft = await found(tx, workspaceId, draftId, true);
      await work(tx, draft);
      await showAiState(tx, conversation);
      await announceConversation(tx, draft);
    });
    this.doorbell.ringOutbox();
    return this.get(workspaceId, draftId);
  }
}

async function found(manager: EntityManager, workspaceId: string, draftId: string, lock = false): Promise<StoredDraft> {
  const draft = await findDraft(manager, workspaceId, draftId, lock);
  if (!draft) throw notFound('draft');
  return draft;
}

async function settle(tx: EntityManager, draft: StoredDraft, messageId: string, text: string): Promise<void> {
  const proposed = withoutMarks(draft.body);
  const changed = text !== proposed;
  await tx.query('UPDATE ai_draft SET state = ?, sent_message_id = ?, proposed = ?, body = IF(?, ?, body), edit_distance = ?, next_at = NULL, send_at = NULL, version = version + 1 WHERE id = ? AND sent_message_id IS NULL', [changed ? 'edited' : 'sent', idToBytes(messageId), changed ? draft.body : null, changed, text, editDistance(proposed, text), idToBytes(draft.id)]);
  await announceConversation(tx, draft);
}

function isSettled({ state }: StoredDraft): boolean {
  return (SETTLED_STATES as readonly string[]).includes(state);
}

/** What nothing in the Knowledge Base says goes out as a person's own words or not at all. */
function refuseWithoutSource(sources: readonly AiSource[]): void {
  const problem = sourceProblem(sources);
  if (problem) throw new DomainError(sources.length ? 'AI_DRAFT_SOURCE_GONE' : 'AI_DRAFT_NO_SOURCE', `${problem.words} Put the text into the composer and check it, or ask for a new draft.`);
}

function outdated(who: 'customer' | 'us'): DomainError {
  return new DomainError('AI_DRAFT_OUTDATED', who === 'customer' ? 'The customer has written again since this draft. Ask for a new one.' : 'Somebody has answered already since this draft.');
}
