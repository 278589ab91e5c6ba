import { Inject, Injectable } from '@nestjs/common';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import type { DraftBody, Drafts } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { mustWrite, type Actor } from '../conversations/actor';

/** Unsent text, per person, conversation and tab. Nobody else sees it. */
@Injectable()
export class DraftStore {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async get(workspaceId: string, actor: Actor, conversationId: string): Promise<Drafts> {
    await this.mustExist(workspaceId, actor, conversationId);
    const rows: { kind: keyof Drafts; body: string }[] = await this.dataSource.query('SELECT kind, body FROM draft WHERE conversation_id = ? AND user_id = ?', [idToBytes(conversationId), idToBytes(actor.userId)]);
    return { reply: '', note: '', ...Object.fromEntries(rows.map(({ kind, body }) => [kind, body])) };
  }

  /** An empty text ends the draft. @throws DomainError NOT_FOUND, FORBIDDEN */
  async put(workspaceId: string, actor: Actor, conversationId: string, { kind, body }: DraftBody): Promise<void> {
    await this.mustExist(workspaceId, actor, conversationId);
    const key = [idToBytes(conversationId), idToBytes(actor.userId), kind];
    if (!body) await this.dataSource.query('DELETE FROM draft WHERE conversation_id = ? AND user_id = ? AND kind = ?', key);
    else await this.dataSource.query('INSERT INTO draft (conversation_id, user_id, kind, workspace_id, body) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE body = VALUES(body), updated_at = NOW(3)', [...key, idToBytes(workspaceId), body]);
  }

  private async mustExist(workspaceId: string, actor: Actor, conversationId: string): Promise<void> {
    mustWrite(actor);
    const rows: unknown[] = await this.dataSource.query('SELECT 1 FROM conversation WHERE id = ? AND workspace_id = ?', [idToBytes(conversationId), idToBytes(workspaceId)]);
    if (!rows.length) throw notFound('conversation');
  }
}
