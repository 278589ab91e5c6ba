import { Inject, Injectable } from '@nestjs/common';
import { lockConversation, type Actor } from '@mailtrixy/server/inbox';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { ROLE_PERMISSIONS, type AiReason, type ConversationAi } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { cancelOnTheWay } from '../drafts/cancel-on-the-way';
import { cameAfter, isOver } from '../drafts/came-after';
import { draftView, newestDraft, type StoredDraft } from '../drafts/draft-rows';
import { announceConversation } from '../rows/announce-ai';
import { readChannel } from '../settings/stored-channel';
import { isPaused } from '../settings/stored-settings';
import { pauseIn, resumeIn } from './ai-conversation-rows';
import { standingOf } from './human-activity';
import { lastSilence } from './last-silence';
import { showAiState } from './show-ai-state';

/** What the AI does in one conversation, and people's taking it over. */
@Injectable()
export class ConversationAiService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError NOT_FOUND */
  async get(workspaceId: string, conversationId: string): Promise<ConversationAi> {
    const { manager } = this.dataSource;
    const [row]: { channel_id: Buffer; responder: string; status: string }[] = await manager.query('SELECT channel_id, responder, status FROM conversation WHERE id = ? AND workspace_id = ?', [idToBytes(conversationId), idToBytes(workspaceId)]);
    if (!row) throw notFound('conversation');
    const channel = await readChannel(manager, workspaceId, bytesToId(row.channel_id));
    const [standing, newest, stopped, last] = await Promise.all([
      standingOf(manager, workspaceId, conversationId, channel.pauseAfterHuman, this.clock.now()),
      newestDraft(manager, workspaceId, conversationId),
      isPaused(manager, workspaceId),
      lastSilence(manager, workspaceId, conversationId),
    ]);
    const draft = newest && (await stillShown(manager, newest));
    const paused: AiReason | null = stopped ? { code: 'kill_switch', words: 'The AI is stopped for the whole workspace.' } : (standing.silent ?? (channel.mode === 'auto' ? standing.human : null));
    return {
      conversationId,
      mode: channel.mode,
      answering: channel.mode === 'auto' && paused === null && row.status !== 'resolved' && (row.responder === 'ai' || draft?.state === 'scheduled'),
      paused,
      draft: draft ? await draftView(manager, draft) : null,
      last,
      handOff: standing.handedOver ? { reason: standing.handedOver.reason, summary: standing.handedOver.summary, at: standing.handedOver.at.toISOString() } : null,
    };
  }

  /** A person has the word from now on: what was on its way stays here. @throws DomainError NOT_FOUND, FORBIDDEN */
  async takeOver(workspaceId: string, actor: Actor & { name: string }, conversationId: string): Promise<ConversationAi> {
    mayWrite(actor);
    await inTransaction(this.dataSource, async (tx) => {
      const conversation = await lockConversation(tx, workspaceId, conversationId);
      const why = { code: 'taken_over', words: `${actor.name} has taken this conversation over.` };
      await tx.query("UPDATE conversation SET responder = 'human', responder_version = responder_version + 1, version = version + 1 WHERE id = ?", [idToBytes(conversationId)]);
      await pauseIn(tx, workspaceId, conversationId, why, conversation.lastSeq, actor.userId, new Date(this.clock.now()));
      await cancelOnTheWay(tx, workspaceId, { conversationId }, why);
      await showAiState(tx, conversation);
      await announceConversation(tx, { workspaceId, channelId: conversation.channelId, conversationId });
    });
    this.doorbell.ringOutbox();
    return this.get(workspaceId, conversationId);
  }

  /** The AI may answer again what comes from now on. @throws DomainError NOT_FOUND, FORBIDDEN, AI_PAUSED while the workspace's AI is stopped */
  async resume(workspaceId: string, actor: Actor, conversationId: string): Promise<ConversationAi> {
    mayWrite(actor);
    await inTransaction(this.dataSource, async (tx) => {
      const conversation = await lockConversation(tx, workspaceId, conversationId);
      // It would go on later, when nobody thinks of this conversation: what a person took over stays theirs until then.
      if (await isPaused(tx, workspaceId)) throw new DomainError('AI_PAUSED', 'The AI is stopped for the whole workspace. Start it again under Settings → AI replies first.');
      await tx.query("UPDATE conversation SET responder = 'none', version = version + 1 WHERE id = ?", [idToBytes(conversationId)]);
      await resumeIn(tx, workspaceId, conversationId, conversation.lastSeq);
      await showAiState(tx, conversation);
      await announceConversation(tx, { workspaceId, channelId: conversation.channelId, conversationId });
    });
    this.doorbell.ringOutbox();
    return this.get(workspaceId, conversationId);
  }
}

/** A card is gone as soon as somebody has answered or resolved, and outdated as soon as the customer has written, told or not. */
async function stillShown(manager: EntityManager, draft: StoredDraft): Promise<StoredDraft | null> {
  if (draft.state === 'waiting' || draft.state === 'streaming') return draft;
  if (await isOver(manager, draft.conversationId, draft.seq)) return null;
  if (draft.state === 'outdated' || (await cameAfter(manager, draft.conversationId, draft.seq)) !== 'customer') return draft;
  // Of one that was stopped while it was written there are no words that could be old.
  return draft.state === 'canceled' && !draft.body.trim() ? null : { ...draft, state: 'outdated' };
}

export function mayWrite({ role }: Pick<Actor, 'role'>): void {
  if (!ROLE_PERMISSIONS[role].includes('inbox.write')) throw new DomainError('FORBIDDEN', 'You have read-only access to this inbox.');
}
