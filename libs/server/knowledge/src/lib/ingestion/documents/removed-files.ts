import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { MEDIA_STORE, type MediaStore } from '@mailtrixy/server/platform/media-store';
import { DataSource } from 'typeorm';

/** Removes the bytes of files whose documents are gone. */
@Injectable()
export class RemovedKnowledgeFiles {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(MEDIA_STORE) private readonly store: MediaStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns how many */
  async clear(): Promise<number> {
    const rows: { storage_key: string }[] = await this.dataSource.query('SELECT storage_key FROM knowledge_removed_file ORDER BY at, storage_key LIMIT 100');
    let cleared = 0;
    for (const { storage_key: key } of rows) if (await this.remove(key)) cleared++;
    return cleared;
  }

  /** One that cannot be removed now goes to the end, so that it keeps no other. */
  private async remove(key: string): Promise<boolean> {
    try {
      await this.store.remove(key);
    } catch (error) {
      this.logger.warn({ err: error, key }, 'The bytes of a deleted knowledge file could not be removed; it is tried again');
      await this.dataSource.query('UPDATE knowledge_removed_file SET at = NOW(3) WHERE storage_key = ?', [key]);
      return false;
    }
    await this.dataSource.query('DELETE FROM knowledge_removed_file WHERE storage_key = ?', [key]);
    return true;
  }
}
