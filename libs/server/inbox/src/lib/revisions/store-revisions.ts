import type { InboundRevision } from '@mailtrixy/server/channels';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { applyRevisions } from './apply-revisions';

/** An edit or a take-back. The caller holds the lock of its person, so that its message cannot come in between. */
export interface ArrivedRevision {
  workspaceId: string;
  channelId: string;
  revision: InboundRevision;
  at: Date;
}

/** Keeps each change once and applies those whose message is there. */
export async function storeRevisions(tx: EntityManager, revisions: readonly ArrivedRevision[]): Promise<void> {
  if (!revisions.length) return;
  const rows = [...revisions].sort((a, b) => (a.revision.externalId < b.revision.externalId ? -1 : 1)).map(({ workspaceId, channelId, revision, at }) => [idToBytes(channelId), revision.externalId, idToBytes(workspaceId), revision.targetExternalId, revision.change, revision.body, at]);
  await tx.query('INSERT INTO message_revision (channel_id, external_id, workspace_id, target_external_id, change_kind, body, provider_ts) VALUES ? ON DUPLICATE KEY UPDATE external_id = VALUES(external_id)', [rows]);
  const targets = new Map(revisions.map(({ channelId, revision }) => [`${channelId} ${revision.targetExternalId}`, { channelId, externalId: revision.targetExternalId }]));
  await applyRevisions(tx, [...targets.values()]);
}
