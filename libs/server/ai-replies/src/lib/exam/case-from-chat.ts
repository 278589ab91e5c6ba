import { bytesToId, idToBytes, nullableBytesToId } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import type { CreateExamCaseRequest, SaveExamCaseRequest } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { secretMask } from '../masking/mask-secrets';
import { pastEpisode } from '../replays/past-episode';
import { jsonColumn } from '../rows/json-column';
import type { StoredSource } from '../runs/stored-source';

interface Place {
  conversationId: string;
  seq: number;
}

/**
 * What a customer asked, with what was said before, as a case. What the AI made of it says what must come of it: the same
 * sources, or no answer. Where it never thought about it, any answer from the Knowledge Base will do. Secrets are masked.
 * @throws DomainError NOT_FOUND, VALIDATION_FAILED where no customer's words are meant
 */
export async function caseFromChat(manager: EntityManager, workspaceId: string, { runId, messageId }: SaveExamCaseRequest): Promise<CreateExamCaseRequest> {
  if (!runId === !messageId) throw new DomainError('VALIDATION_FAILED', 'Name either a run or a message.');
  const { conversationId, seq } = runId ? await placeOfRun(manager, workspaceId, runId) : await placeOfMessage(manager, workspaceId, messageId as string);
  const episode = await pastEpisode(manager, workspaceId, conversationId, seq);
  if (!episode) throw new DomainError('VALIDATION_FAILED', 'The customer wrote no words that could be asked again.');
  const mask = secretMask();
  const history = episode.earlier.map(({ from, text }) => ({ from, text: mask.mask(text) }));
  const documentIds = await citedIn(manager, workspaceId, conversationId, episode.seq);
  // The customer's message is what makes two of them the same.
  return { clientId: `message:${episode.messageId}`, question: mask.mask(episode.question), history, expect: documentIds === null || documentIds.length ? 'answer' : 'refuse', documentIds: documentIds ?? [], conversationId };
}

async function placeOfRun(manager: EntityManager, workspaceId: string, runId: string): Promise<Place> {
  const [run]: { conversation_id: Buffer | null; message_seq: number | null }[] = await manager.query('SELECT conversation_id, message_seq FROM ai_run WHERE id = ? AND workspace_id = ?', [idToBytes(runId), idToBytes(workspaceId)]);
  if (!run) throw notFound('AI run');
  const conversationId = nullableBytesToId(run.conversation_id);
  if (!conversationId || run.message_seq === null) throw new DomainError('VALIDATION_FAILED', 'This run does not belong to a customer’s message.');
  return { conversationId, seq: Number(run.message_seq) };
}

async function placeOfMessage(manager: EntityManager, workspaceId: string, messageId: string): Promise<Place> {
  const [message]: { conversation_id: Buffer; seq: number; direction: string; body: string | null }[] = await manager.query('SELECT conversation_id, seq, direction, body FROM message WHERE id = ? AND workspace_id = ?', [idToBytes(messageId), idToBytes(workspaceId)]);
  if (!message) throw notFound('message');
  if (message.direction !== 'in' || !message.body?.trim()) throw new DomainError('VALIDATION_FAILED', 'Only what a customer wrote can be asked again.');
  return { conversationId: bytesToId(message.conversation_id), seq: Number(message.seq) };
}

/** Documents that the AI's newest answer to this message cited; none where it would not answer; null where it never thought about it. */
async function citedIn(manager: EntityManager, workspaceId: string, conversationId: string, seq: number): Promise<string[] | null> {
  const [run]: { sources: unknown }[] = await manager.query("SELECT sources FROM ai_run WHERE workspace_id = ? AND conversation_id = ? AND message_seq = ? AND origin IN ('message', 'asked', 'replay') AND (confidence IS NOT NULL OR action IS NOT NULL) ORDER BY at DESC, id DESC LIMIT 1", [idToBytes(workspaceId), idToBytes(conversationId), seq]);
  return run ? [...new Set(jsonColumn<StoredSource[]>(run.sources, []).map(({ documentId }) => documentId))] : null;
}
