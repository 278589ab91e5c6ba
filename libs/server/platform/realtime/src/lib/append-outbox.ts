import type { EntityManager } from 'typeorm';
import { idSql, rowsSql, textSql } from '@mailtrixy/server/platform/database';
import type { OutboxTopic } from '@mailtrixy/shared/dto';
import { ENTRIES_PER_ROW, packedTargets } from './outbox-entries';

/** A change that readers of the outbox learn of. Ids only: a reader loads the rows as they are when it reads. */
export interface OutboxEntry {
  workspaceId: string;
  topic: OutboxTopic;
  channelId?: string | null;
  conversationId?: string | null;
  /** The message, log row or member that changed. */
  entityId?: string | null;
  payload?: Record<string, unknown> | null;
}

/**
 * Writes in the caller's transaction; the rows get their `seq` after the commit. Ring the outbox after the commit.
 * Neighbours of one topic and channel share a row, which readers hand out as single entries again: a batch of inbound
 * messages would otherwise spend more on the outbox than on the messages.
 */
export async function appendOutbox(tx: EntityManager, entries: readonly OutboxEntry[]): Promise<void> {
  if (!entries.length) return;
  const rows = runsOf(entries).map((run) => {
    const [first] = run;
    const place = [idSql(first.workspaceId), textSql(first.topic), idSql(first.channelId)];
    if (run.length === 1) return [...place, idSql(first.conversationId), idSql(first.entityId), 'NULL', textSql(first.payload ? JSON.stringify(first.payload) : null)];
    const targets = run.map(({ conversationId, entityId }) => ({ conversationId: conversationId ?? null, entityId: entityId ?? null }));
    return [...place, 'NULL', 'NULL', `x'${packedTargets(targets)}'`, 'NULL'];
  });
  await tx.query(`INSERT INTO outbox_event (workspace_id, topic, channel_id, conversation_id, entity_id, entries, payload) VALUES ${rowsSql(rows)}`);
}

function runsOf(entries: readonly OutboxEntry[]): OutboxEntry[][] {
  const runs: OutboxEntry[][] = [];
  for (const entry of entries) {
    const run = runs.at(-1);
    if (run && run.length < ENTRIES_PER_ROW && isAlike(run[0], entry)) run.push(entry);
    else runs.push([entry]);
  }
  return runs;
}

function isAlike(a: OutboxEntry, b: OutboxEntry): boolean {
  return a.topic === b.topic && a.workspaceId === b.workspaceId && (a.channelId ?? null) === (b.channelId ?? null) && !a.payload && !b.payload;
}
