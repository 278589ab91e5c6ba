import { idToBytes } from '@mailtrixy/server/platform/database';
import { AI_TOPICS, type AiChannelSettings, type AiMode, type AiSchedule, type AiTopic } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { jsonColumn } from '../rows/json-column';

export type StoredChannel = Omit<AiChannelSettings, 'channelName' | 'autoBlocked'>;

/** Of a channel that nobody has set up. */
export const DEFAULT_AI_CHANNEL: Omit<StoredChannel, 'channelId'> = {
  version: 1,
  mode: 'off',
  schedule: 'always',
  draftAt: 30,
  sendAt: 80,
  delayS: 20,
  debounceS: 10,
  maxPerConversation: 3,
  maxPerContactPerDay: 10,
  maxPerDay: 500,
  pauseAfterHuman: 'until_resolved',
  neverTopics: [...AI_TOPICS],
};

interface Row {
  mode: AiMode;
  schedule: AiSchedule;
  draft_at: number;
  send_at: number;
  delay_s: number;
  debounce_s: number;
  max_per_conversation: number;
  max_per_contact_day: number;
  max_per_day: number;
  pause_after_human: StoredChannel['pauseAfterHuman'];
  never_topics: unknown;
  version: number;
}

/** @param lock holds the row: whoever counts against its limits is alone */
export async function readChannel(manager: EntityManager, workspaceId: string, channelId: string, lock = false): Promise<StoredChannel> {
  const [row]: Row[] = await manager.query(`SELECT mode, schedule, draft_at, send_at, delay_s, debounce_s, max_per_conversation, max_per_contact_day, max_per_day, pause_after_human, never_topics, version FROM ai_channel_settings WHERE workspace_id = ? AND channel_id = ?${lock ? ' FOR UPDATE' : ''}`, [idToBytes(workspaceId), idToBytes(channelId)]);
  if (!row) return { channelId, ...DEFAULT_AI_CHANNEL };
  return {
    channelId,
    version: row.version,
    mode: row.mode,
    schedule: row.schedule,
    draftAt: row.draft_at,
    sendAt: row.send_at,
    delayS: row.delay_s,
    debounceS: row.debounce_s,
    maxPerConversation: row.max_per_conversation,
    maxPerContactPerDay: row.max_per_contact_day,
    maxPerDay: row.max_per_day,
    pauseAfterHuman: row.pause_after_human,
    neverTopics: jsonColumn<AiTopic[]>(row.never_topics, []),
  };
}

export async function writeChannel(tx: EntityManager, workspaceId: string, channel: StoredChannel): Promise<void> {
  const columns = { mode: channel.mode, schedule: channel.schedule, draft_at: channel.draftAt, send_at: channel.sendAt, delay_s: channel.delayS, debounce_s: channel.debounceS, max_per_conversation: channel.maxPerConversation, max_per_contact_day: channel.maxPerContactPerDay, max_per_day: channel.maxPerDay, pause_after_human: channel.pauseAfterHuman, never_topics: JSON.stringify(channel.neverTopics), version: channel.version };
  const names = Object.keys(columns);
  await tx.query(`INSERT INTO ai_channel_settings (workspace_id, channel_id, ${names.join(', ')}) VALUES (?, ?, ${names.map(() => '?').join(', ')}) ON DUPLICATE KEY UPDATE ${names.map((name) => `${name} = VALUES(${name})`).join(', ')}, updated_at = NOW(3)`, [idToBytes(workspaceId), idToBytes(channel.channelId), ...Object.values(columns)]);
}
