import { idToBytes } from '@mailtrixy/server/platform/database';
import type { AiSettings } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { jsonColumn } from '../rows/json-column';

/** What people choose; column ai_settings.settings. */
export type ChosenSettings = Omit<AiSettings, 'version' | 'paused' | 'pausedBy' | 'pausedAt' | 'locked'>;

export interface StoredSettings extends ChosenSettings {
  version: number;
  paused: boolean;
  pausedBy: string | null;
  pausedAt: Date | null;
  /** Playground answers and replayed cases that somebody has looked at. */
  lookedAt: number;
}

export const DEFAULT_AI_SETTINGS: ChosenSettings = {
  assistantName: 'Assistant',
  tone: 'friendly',
  formalAddress: false,
  length: 'medium',
  instructions: '',
  replyLanguages: 'customer',
  disclosure: true,
  disclosureText: 'You are chatting with an AI assistant. Write “human” to reach a person.',
  signature: '',
  handOffText: 'Thank you. A colleague takes over and will answer you here.',
  handOffTextClosed: 'Thank you. Our team is away right now and will answer you here {{open}}.',
  handOffWords: [],
  neverPromise: [],
  linkHosts: [],
  keepTraces: false,
  examLockBelow: null,
};

interface Row {
  paused: number;
  paused_by_name: string | null;
  paused_at: Date | null;
  settings: unknown;
  looked_at: number;
  version: number;
}

/** A workspace that never chose has the defaults, as version 1. */
export async function readSettings(manager: EntityManager, workspaceId: string, lock = false): Promise<StoredSettings> {
  const [row]: Row[] = await manager.query(`SELECT s.paused, u.name AS paused_by_name, s.paused_at, s.settings, s.looked_at, s.version FROM ai_settings s LEFT JOIN \`user\` u ON u.id = s.paused_by WHERE s.workspace_id = ?${lock ? ' FOR UPDATE' : ''}`, [idToBytes(workspaceId)]);
  if (!row) return { ...DEFAULT_AI_SETTINGS, version: 1, paused: false, pausedBy: null, pausedAt: null, lookedAt: 0 };
  return { ...DEFAULT_AI_SETTINGS, ...jsonColumn<Partial<ChosenSettings>>(row.settings, {}), version: row.version, paused: row.paused === 1, pausedBy: row.paused_by_name, pausedAt: row.paused_at, lookedAt: row.looked_at };
}

/** The row to lock and change; made when it is missing. */
export async function ensureSettings(tx: EntityManager, workspaceId: string): Promise<void> {
  await tx.query("INSERT INTO ai_settings (workspace_id, settings) VALUES (?, '{}') ON DUPLICATE KEY UPDATE workspace_id = workspace_id", [idToBytes(workspaceId)]);
}

/** The kill switch as it is now, for whoever holds no settings or old ones. */
export async function isPaused(manager: EntityManager, workspaceId: string): Promise<boolean> {
  const [row]: { paused: number }[] = await manager.query('SELECT paused FROM ai_settings WHERE workspace_id = ?', [idToBytes(workspaceId)]);
  return row?.paused === 1;
}
