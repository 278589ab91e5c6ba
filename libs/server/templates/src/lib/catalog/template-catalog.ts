import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { TemplateDetail, TemplateList, TemplateSummary, TemplateSync } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { historyOf } from '../sync/template-history';
import { syncOf, wantSync } from '../sync/sync-rows';
import { attributeNames } from './attribute-names';
import { findTemplate, templatesOfAccount, type StoredTemplate } from './stored-template';
import { usesOf } from './template-uses';
import { templateView } from './template-view';

/** Templates as people see them. Channels of one account show the same ones. */
@Injectable()
export class TemplateCatalog {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** Without the deleted ones; by name and language. @throws DomainError NOT_FOUND */
  async list(workspaceId: string, userId: string, channelId: string): Promise<TemplateList> {
    const wabaId = await this.accountOf(workspaceId, channelId);
    const [stored, sync, attributes] = await Promise.all([wabaId ? templatesOfAccount(this.dataSource, workspaceId, wabaId) : [], syncOf(this.dataSource, workspaceId, wabaId, channelId), attributeNames(this.dataSource, workspaceId)]);
    return { items: await this.views(workspaceId, userId, stored.filter(({ deletedAt }) => deletedAt === null)), sync, attributes };
  }

  /** Also a deleted one: messages refer to it. @throws DomainError NOT_FOUND */
  async get(workspaceId: string, userId: string, id: string): Promise<TemplateDetail> {
    const template = await findTemplate(this.dataSource, workspaceId, id);
    if (!template) throw notFound('template');
    const [[view], history] = await Promise.all([this.views(workspaceId, userId, [template]), historyOf(this.dataSource, workspaceId, id)]);
    return { ...view, components: template.components, previousCategory: template.previousCategory, history };
  }

  /** Answers at once; a worker reads the list. @throws DomainError NOT_FOUND, TEMPLATE_SYNC_FAILED, CHANNEL_NOT_ACTIVE */
  async sync(workspaceId: string, channelId: string): Promise<TemplateSync> {
    const wabaId = await this.accountOf(workspaceId, channelId);
    if (!wabaId) throw new DomainError('TEMPLATE_SYNC_FAILED', 'This channel’s WhatsApp Business Account ID is not known. An admin can enter it under Settings → Channels.');
    const [active]: unknown[] = await this.dataSource.query("SELECT 1 FROM channel WHERE workspace_id = ? AND waba_id = ? AND status = 'active' LIMIT 1", [idToBytes(workspaceId), wabaId]);
    if (!active) throw new DomainError('CHANNEL_NOT_ACTIVE', 'This channel is switched off. An admin can activate it under Settings → Channels.');
    await wantSync(this.dataSource, workspaceId, wabaId, channelId);
    this.doorbell.ring('templates');
    return syncOf(this.dataSource, workspaceId, wabaId, channelId);
  }

  /** @throws DomainError NOT_FOUND also for another workspace's channel */
  async accountOf(workspaceId: string, channelId: string): Promise<string | null> {
    const [row]: { waba_id: string | null }[] = await this.dataSource.query('SELECT waba_id FROM channel WHERE id = ? AND workspace_id = ?', [idToBytes(channelId), idToBytes(workspaceId)]);
    if (!row) throw notFound('channel');
    return row.waba_id;
  }

  private async views(workspaceId: string, userId: string, templates: readonly StoredTemplate[]): Promise<TemplateSummary[]> {
    const ids = templates.map(({ id }) => id);
    const [uses, favourites] = await Promise.all([usesOf(this.dataSource, workspaceId, ids), this.favourites(workspaceId, userId)]);
    return templates.map((template) => {
      const use = uses.get(template.id);
      return templateView(template, { favourite: favourites.has(template.id), usedAt: use?.usedAt ?? null, used30d: use?.used30d ?? 0 });
    });
  }

  private async favourites(workspaceId: string, userId: string): Promise<Set<string>> {
    const rows: { template_id: Buffer }[] = await this.dataSource.query('SELECT template_id FROM template_favourite WHERE workspace_id = ? AND user_id = ?', [idToBytes(workspaceId), idToBytes(userId)]);
    return new Set(rows.map(({ template_id: id }) => bytesToId(id)));
  }
}
