import { idToBytes } from '@mailtrixy/server/platform/database';
import type { ExamRun } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';

export interface NewestExam {
  state: ExamRun['state'];
  passed: number;
  total: number;
  fingerprint: string;
  problem: string | null;
}

export async function newestExam(manager: EntityManager, workspaceId: string): Promise<NewestExam | null> {
  const [row]: NewestExam[] = await manager.query('SELECT state, passed, total, fingerprint, problem FROM ai_exam_run WHERE workspace_id = ? ORDER BY created_at DESC, id DESC LIMIT 1', [idToBytes(workspaceId)]);
  return row ?? null;
}

export function percentOf({ passed, total }: Pick<NewestExam, 'passed' | 'total'>): number {
  return total === 0 ? 0 : Math.floor((100 * passed) / total);
}
