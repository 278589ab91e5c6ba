import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { AiSource, KnowledgeHit } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';

/** A source as it was when it was cited. */
export type StoredSource = Omit<AiSource, 'current'>;

export function sourceOf(n: number, { passage }: Pick<KnowledgeHit, 'passage'>): StoredSource {
  const { id, documentId, kind, title, headings, page, url, text } = passage;
  return { n, passageId: id, documentId, kind, title, headings, page, url, text };
}

/** A passage's id follows from its text: one that is still there says the same. */
export async function withCurrent(manager: EntityManager, workspaceId: string, sources: readonly StoredSource[]): Promise<AiSource[]> {
  if (!sources.length) return [];
  const living = await livingPassages(manager, workspaceId, sources.map(({ passageId }) => passageId));
  return sources.map((source) => ({ ...source, current: living.has(source.passageId) }));
}

/** Those that may be shown to customers now: of a published, public document, in the index that counts. */
export async function livingPassages(manager: EntityManager, workspaceId: string, passageIds: readonly string[]): Promise<Map<string, { autoSend: boolean }>> {
  if (!passageIds.length) return new Map();
  const rows: { id: Buffer; auto_send: number }[] = await manager.query(
    "SELECT p.id, d.auto_send FROM knowledge_passage p JOIN knowledge_document d ON d.id = p.document_id AND d.workspace_id = p.workspace_id WHERE p.id IN (?) AND p.workspace_id = ? AND d.published = 1 AND d.audience = 'public' AND p.index_version = d.index_version",
    [[...new Set(passageIds)].map(idToBytes), idToBytes(workspaceId)],
  );
  return new Map(rows.map((row) => [bytesToId(row.id), { autoSend: row.auto_send === 1 }]));
}
