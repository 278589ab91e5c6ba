import { idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { KNOWLEDGE_QUESTION_MAX, KNOWLEDGE_QUESTIONS_MAX } from '@mailtrixy/shared/dto';
import type { Db } from './document-rows';

/** Trimmed, without empty ones and doubles. @throws DomainError VALIDATION_FAILED */
export function cleanQuestions(questions: readonly string[]): string[] {
  const clean = new Map<string, string>();
  for (const [index, question] of questions.entries()) {
    const text = question.replace(/\s+/g, ' ').trim();
    if ([...text].length > KNOWLEDGE_QUESTION_MAX) throw new DomainError('VALIDATION_FAILED', `A question has at most ${KNOWLEDGE_QUESTION_MAX} characters.`, { errors: [{ field: `questions.${index}`, message: 'is too long' }] });
    if (text && !clean.has(text.toLowerCase())) clean.set(text.toLowerCase(), text);
  }
  if (clean.size > KNOWLEDGE_QUESTIONS_MAX) throw new DomainError('VALIDATION_FAILED', `At most ${KNOWLEDGE_QUESTIONS_MAX} questions.`, { errors: [{ field: 'questions', message: 'are too many' }] });
  return [...clean.values()];
}

export async function questionsOf(db: Db, workspaceId: string, documentId: string): Promise<string[]> {
  const rows: { text: string }[] = await db.query('SELECT text FROM knowledge_question WHERE workspace_id = ? AND document_id = ? ORDER BY no', [idToBytes(workspaceId), idToBytes(documentId)]);
  return rows.map(({ text }) => text);
}

/** What was added from a conversation stays marked as such. */
export async function replaceQuestions(tx: Db, workspaceId: string, documentId: string, questions: readonly string[], origin: 'editor' | 'import' = 'editor'): Promise<void> {
  const of = [idToBytes(workspaceId), idToBytes(documentId)];
  const known: { text: string; origin: string }[] = await tx.query('SELECT text, origin FROM knowledge_question WHERE workspace_id = ? AND document_id = ?', of);
  const origins = new Map(known.map((row) => [row.text, row.origin]));
  await tx.query('DELETE FROM knowledge_question WHERE workspace_id = ? AND document_id = ?', of);
  if (questions.length) await tx.query('INSERT INTO knowledge_question (workspace_id, document_id, no, text, origin) VALUES ?', [questions.map((text, index) => [...of, index + 1, text, origins.get(text) ?? origin])]);
}

/** @returns false when it was there already. @throws DomainError VALIDATION_FAILED when there are too many */
export async function addQuestion(tx: Db, workspaceId: string, documentId: string, question: string): Promise<boolean> {
  const known = await questionsOf(tx, workspaceId, documentId);
  const [text] = cleanQuestions([question]);
  if (!text) throw new DomainError('VALIDATION_FAILED', 'The question is empty.', { errors: [{ field: 'question', message: 'is empty' }] });
  if (known.some((one) => one.toLowerCase() === text.toLowerCase())) return false;
  cleanQuestions([...known, text]);
  await tx.query("INSERT INTO knowledge_question (workspace_id, document_id, no, text, origin) SELECT ?, ?, COALESCE(MAX(no), 0) + 1, ?, 'customer' FROM knowledge_question WHERE workspace_id = ? AND document_id = ?", [idToBytes(workspaceId), idToBytes(documentId), text, idToBytes(workspaceId), idToBytes(documentId)]);
  return true;
}
