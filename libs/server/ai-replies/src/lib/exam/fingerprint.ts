import { createHash } from 'node:crypto';
import type { ProviderRows } from '@mailtrixy/server/ai-providers';
import type { EntityManager } from 'typeorm';
import { knowledgeRevision } from '../runs/knowledge-revision';
import { DEFAULT_AI_SETTINGS, type ChosenSettings } from '../settings/stored-settings';

/** Counted up by hand when the prompt or the validators change. */
const PROMPT_VERSION = 1;

/**
 * Changes with each change of knowledge, of how answers are written, or of the model; also with a new version of our prompt.
 * Two rows by their keys: every automatic reply is compared with it where a lock is set.
 */
export async function fingerprintOf(manager: EntityManager, providers: ProviderRows, workspaceId: string, settings: ChosenSettings): Promise<string> {
  const revision = await knowledgeRevision(manager, workspaceId);
  const provider = await providers.find(workspaceId, manager);
  const chosen = Object.keys(DEFAULT_AI_SETTINGS).filter((name) => name !== 'examLockBelow' && name !== 'keepTraces').map((name) => settings[name as keyof typeof settings]);
  return [`k${revision}`, `s${PROMPT_VERSION}${short(JSON.stringify(chosen))}`, `m${short(JSON.stringify([provider.kind, provider.baseUrl, provider.model]))}`].join('|');
}

/** What differs between two of them, in words; '' when nothing does. */
export function changeBetween(before: string, after: string): string {
  const [old, now] = [before.split('|'), after.split('|')];
  return ['the Knowledge Base', 'how answers are written', 'the AI model'].filter((_what, part) => old[part] !== now[part]).join(' and ');
}

/** What made the exam run, in words. */
export function becauseOf(before: string | null, after: string): string {
  if (before === null) return 'The first exam.';
  const changed = changeBetween(before, after);
  return changed ? `A change of ${changed}.` : 'Nothing changed.';
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
