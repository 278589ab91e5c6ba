import { Inject, Injectable } from '@nestjs/common';
import { ProviderRows } from '@mailtrixy/server/ai-providers';
import type { EntityManager } from 'typeorm';
import { changeBetween, fingerprintOf } from '../exam/fingerprint';
import { newestExam, percentOf } from './newest-exam';
import type { StoredSettings } from './stored-settings';

/** Keeps auto-send locked unless the newest exam was passed with the knowledge, settings and model of now. */
@Injectable()
export class ExamLock {
  constructor(@Inject(ProviderRows) private readonly providers: ProviderRows) {}

  /** Why auto-send is locked, in words; null when it is not. Cheap enough for each reply: three rows, and none without a lock. */
  async reason(manager: EntityManager, workspaceId: string, settings: StoredSettings): Promise<string | null> {
    if (settings.examLockBelow === null) return null;
    const exam = await newestExam(manager, workspaceId);
    if (exam?.state === 'running') return 'The exam is running: auto-send waits for what comes of it.';
    if (exam?.state === 'failed') return `The newest exam could not be finished. ${exam.problem ?? 'Run it again.'}`;
    if (!exam || exam.total === 0) return 'The exam was never run. Add questions and run it, or switch the lock off.';
    const changed = changeBetween(exam.fingerprint, await fingerprintOf(manager, this.providers, workspaceId, settings));
    if (changed) return `The exam has not been run since ${changed} changed.`;
    const rate = percentOf(exam);
    return rate < settings.examLockBelow ? `The newest exam was passed by ${rate} %, but ${settings.examLockBelow} % are needed.` : null;
  }
}
