import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { ExamLock } from './exam-lock';
import { newestExam, percentOf } from './newest-exam';
import { readSettings } from './stored-settings';

/** Answers of the playground or of a replay that must have been looked at before anything is sent by itself. */
export const CASES_TO_LOOK_AT = 20;
/** An exam this long, passed this well, says as much. */
const EXAM_CASES_MIN = 20;
const EXAM_PASS_PERCENT = 90;

/** Why auto cannot be chosen now, in words; null when it can. */
export async function autoBlocked(manager: EntityManager, lock: ExamLock, workspaceId: string): Promise<string | null> {
  const settings = await readSettings(manager, workspaceId);
  const [source]: unknown[] = await manager.query("SELECT 1 FROM knowledge_document WHERE workspace_id = ? AND published = 1 AND audience = 'public' AND index_version > 0 AND passages > 0 LIMIT 1", [idToBytes(workspaceId)]);
  if (!source) return 'Publish at least one public article or file in Knowledge first: the AI answers only from there.';
  const locked = await lock.reason(manager, workspaceId, settings);
  if (locked) return locked;
  if (settings.lookedAt >= CASES_TO_LOOK_AT) return null;
  const exam = await newestExam(manager, workspaceId);
  if (exam?.state === 'done' && exam.total >= EXAM_CASES_MIN && percentOf(exam) >= EXAM_PASS_PERCENT) return null;
  return `Look at ${CASES_TO_LOOK_AT} answers in the playground or in a replay first (${settings.lookedAt} so far), or pass an exam of ${EXAM_CASES_MIN} questions.`;
}
