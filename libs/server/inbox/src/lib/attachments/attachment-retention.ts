import { Inject, Injectable } from '@nestjs/common';
import { bytesToId } from '@mailtrixy/server/platform/database';
import { MEDIA_STORE, Scratch, type MediaStore } from '@mailtrixy/server/platform/media-store';
import { DataSource } from 'typeorm';
import { removeUnsent } from './remove-unsent';

const UNSENT_H = 24;
const BATCH = 100;

/** Files that nobody sent, uploads whose process died, and ids at the provider that have ended. */
@Injectable()
export class AttachmentRetention {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(MEDIA_STORE) private readonly store: MediaStore,
    @Inject(Scratch) private readonly scratch: Scratch,
  ) {}

  /** @returns how many unsent files were removed */
  async removeOld(): Promise<number> {
    await this.scratch.clear(Date.now());
    await this.dataSource.query('DELETE FROM attachment_upload WHERE expires_at < NOW(3) AND (lease_until IS NULL OR lease_until < NOW(3)) LIMIT 1000');
    let removed = 0;
    for (let rows = await this.unsent(); rows.length; rows = await this.unsent()) {
      for (const { id, workspace_id: workspaceId } of rows) {
        if (await removeUnsent(this.dataSource, this.store, bytesToId(workspaceId), bytesToId(id))) removed++;
      }
      if (rows.length < BATCH) break;
    }
    return removed;
  }

  private unsent(): Promise<{ id: Buffer; workspace_id: Buffer }[]> {
    return this.dataSource.query("SELECT id, workspace_id FROM attachment WHERE direction = 'out' AND message_id IS NULL AND kept = 0 AND created_at < NOW(3) - INTERVAL ? HOUR LIMIT ?", [UNSENT_H, BATCH]);
  }
}
