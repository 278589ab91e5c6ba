import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { RuleAction, RuleConditions, RuleLimits } from '@mailtrixy/shared/dto';
import type { RE2JS } from 're2js';
import type { EntityManager } from 'typeorm';
import { compileRegex } from '../matching/safe-regex';

/** A rule as it runs. */
export interface StoredRule {
  id: string;
  workspaceId: string;
  version: number;
  position: number;
  name: string;
  enabled: boolean;
  conditions: RuleConditions;
  actions: RuleAction[];
  limits: RuleLimits;
  /** Of match regex; null where it cannot be read any more. */
  regex: RE2JS | null;
}

interface Row {
  id: Buffer;
  workspace_id: Buffer;
  version: number;
  position: number;
  name: string;
  enabled: number;
  conditions: unknown;
  actions: unknown;
  limits: unknown;
}

const COLUMNS = 'id, workspace_id, version, position, name, enabled, conditions, actions, limits';

/** In the order in which they run. */
export async function loadRules(manager: EntityManager, workspaceId: string): Promise<StoredRule[]> {
  const rows: Row[] = await manager.query(`SELECT ${COLUMNS} FROM auto_reply_rule WHERE workspace_id = ? ORDER BY position, id`, [idToBytes(workspaceId)]);
  return rows.map(toRule);
}

/** @param lock for a change in the caller's transaction */
export async function findRule(manager: EntityManager, workspaceId: string, id: string, lock = false): Promise<StoredRule | null> {
  const [row]: Row[] = await manager.query(`SELECT ${COLUMNS} FROM auto_reply_rule WHERE id = ? AND workspace_id = ? ${lock ? 'FOR UPDATE' : ''}`, [idToBytes(id), idToBytes(workspaceId)]);
  return row ? toRule(row) : null;
}

function toRule(row: Row): StoredRule {
  const conditions = json<RuleConditions>(row.conditions);
  return { id: bytesToId(row.id), workspaceId: bytesToId(row.workspace_id), version: row.version, position: row.position, name: row.name, enabled: row.enabled === 1, conditions, actions: json<RuleAction[]>(row.actions), limits: json<RuleLimits>(row.limits), regex: regexOf(conditions) };
}

/** A pattern that a newer version refuses matches nothing, and is told among the rule's problems. */
export function regexOf({ match, words }: Pick<RuleConditions, 'match' | 'words'>): RE2JS | null {
  if (match !== 'regex') return null;
  try {
    return compileRegex(words[0] ?? '');
  } catch {
    return null;
  }
}

/** MySQL hands JSON over parsed, MariaDB as text. */
export function json<T>(column: unknown): T {
  return (typeof column === 'string' ? JSON.parse(column) : column) as T;
}
