import { Inject, Injectable } from '@nestjs/common';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { DataSource } from 'typeorm';

/** How many passages have a vector of a model, and what stands in the way of the others. The rows are the Knowledge Base's; this only counts. */
@Injectable()
export class EmbeddingProgress {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async count(workspaceId: string, modelId: string | null): Promise<{ done: number; total: number; problem: string | null }> {
    const ws = idToBytes(workspaceId);
    // The built-in model reads English only: passages of other languages are found by their words.
    const english = modelId?.startsWith('builtin:') ? " AND (language IS NULL OR language LIKE 'en%')" : '';
    const [{ total }] = (await this.dataSource.query(`SELECT COUNT(*) AS total FROM knowledge_passage WHERE workspace_id = ?${english}`, [ws])) as { total: string }[];
    if (!modelId) return { done: 0, total: Number(total), problem: null };
    const [{ done }] = (await this.dataSource.query('SELECT COUNT(*) AS done FROM knowledge_embedding WHERE workspace_id = ? AND model = ?', [ws, modelId])) as { done: string }[];
    const [work] = (await this.dataSource.query('SELECT problem FROM knowledge_embedding_work WHERE workspace_id = ?', [ws])) as { problem: string | null }[];
    return { done: Math.min(Number(done), Number(total)), total: Number(total), problem: work?.problem ?? null };
  }
}
