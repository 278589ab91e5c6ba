import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { isCursorGood, readWorkspaceOutbox, stampOutbox, syncCursor } from '@mailtrixy/server/platform/realtime';
import type { SyncResponse } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { Frames, messageOf } from './frames';

const BATCH = 500;

/** What a browser missed while its socket was away. */
@Injectable()
export class Sync {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Frames) private readonly frames: Frames,
  ) {}

  /**
   * Everything that changed since a cursor, as visible now. Ask again with the new cursor while `more`.
   * @throws DomainError VALIDATION_FAILED, SYNC_CURSOR_TOO_OLD after 48 hours: the client loads everything anew
   */
  async after(workspaceId: string, cursor: string): Promise<SyncResponse> {
    const after = Number(cursor);
    if (!/^\d{1,16}$/.test(cursor) || !Number.isSafeInteger(after)) throw new DomainError('VALIDATION_FAILED', 'The cursor is not one of ours.', { errors: [{ field: 'after', message: 'must be a sync cursor' }] });
    const { manager } = this.dataSource;
    await stampOutbox(this.dataSource);
    if (!(await isCursorGood(manager, after))) throw new DomainError('SYNC_CURSOR_TOO_OLD', 'Too much has changed since then. Load the page anew.');
    // Rows of other workspaces move the clock too: without any of ours, the cursor may jump to it.
    const newest = await syncCursor(manager);
    const rows = await readWorkspaceOutbox(manager, workspaceId, after, BATCH);
    const more = rows.length >= BATCH;
    const { conversations, messages, channels } = await this.frames.load(workspaceId, rows);
    const asked = new Set(rows.flatMap((row) => [row.conversationId, messageOf(row)]));
    return {
      cursor: more ? String(rows[rows.length - 1].seq) : String(Math.max(Number(newest), rows.at(-1)?.seq ?? 0)),
      more,
      conversations: [...conversations.values()],
      messages: [...messages.values()].sort((a, b) => a.seq - b.seq),
      channels: [...channels.values()].filter(({ id }) => rows.some((row) => row.topic === 'channel.updated' && row.channelId === id)),
      gone: [...asked].filter((id): id is string => id !== null && !conversations.has(id) && !messages.has(id)),
    };
  }
}
