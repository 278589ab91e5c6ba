import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '@mailtrixy/server/accounts';
import type { ConnectedChannel } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction, isDuplicate } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { CreateTemplateRequest, EditTemplateRequest, FieldError, TemplateDetail } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { findTemplate, templatesOfAccount, type StoredTemplate } from '../catalog/stored-template';
import { TemplateCatalog } from '../catalog/template-catalog';
import { contentHash } from '../components/content-hash';
import { announceTemplates } from '../sync/account-channels';
import { scheduleSync } from '../sync/sync-rows';
import { statusWords } from '../sync/swap-templates';
import { addHistory } from '../sync/template-history';
import { componentProblems, draftProblems } from './draft-problems';
import { refused, TemplateAccounts } from './template-accounts';

type Person = Actor & { userId: string };

const EDITABLE = new Set(['APPROVED', 'REJECTED', 'PAUSED']);
/** Of an approved template, by Meta's rule. */
const EDITS = { perDay: 1, per30Days: 10 };

/** Creates, edits and deletes templates at Meta. What Meta would refuse is said before anything is submitted. */
@Injectable()
export class TemplateSubmissions {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(TemplateAccounts) private readonly accounts: TemplateAccounts,
    @Inject(TemplateCatalog) private readonly catalog: TemplateCatalog,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** @throws DomainError TEMPLATE_VALUES_INVALID, TEMPLATE_REFUSED, CHANNEL_PROVIDER_FAILED, CLIENT_ID_REUSED, NOT_FOUND */
  async create(workspaceId: string, actor: Person, request: CreateTemplateRequest): Promise<{ template: TemplateDetail; created: boolean }> {
    const known = await this.byClientId(workspaceId, request);
    if (known) return { template: await this.catalog.get(workspaceId, actor.userId, known), created: false };
    const wabaId = await this.catalog.accountOf(workspaceId, request.channelId);
    refuseProblems(draftProblems(request));
    const { channel, provider } = await this.accounts.connect(workspaceId, wabaId, request.channelId);
    const same = (await templatesOfAccount(this.dataSource, workspaceId, channel.wabaId ?? '', { name: request.name })).find(({ language, deletedAt }) => language === request.language && !deletedAt);
    if (same) throw refused(`There is a template “${request.name}” in ${request.language} already. Edit that one, or choose another name.`, 'name');
    const { name, language, category, parameterFormat, components } = request;
    const made = await this.accounts.ask(workspaceId, channel, () => provider.create(channel, { name, language, category, parameterFormat, components })).catch(async (error: unknown) => {
      // The same request at the same time: Meta took the other one and refuses this as its double.
      const twin = await this.byClientId(workspaceId, request);
      if (twin) return null;
      throw error;
    });
    if (!made) return this.create(workspaceId, actor, request);
    const id = await this.stored(() => inTransaction(this.dataSource, (tx) => this.insert(tx, workspaceId, channel, actor, request, made)), workspaceId, request);
    this.doorbell.ringOutbox();
    return { template: await this.catalog.get(workspaceId, actor.userId, id), created: true };
  }

  /** All components are submitted anew. @throws DomainError as create, and TEMPLATE_REFUSED for what cannot be edited now */
  async edit(workspaceId: string, actor: Person, id: string, { category, components }: EditTemplateRequest): Promise<TemplateDetail> {
    const template = await this.find(workspaceId, id);
    const { externalId } = template;
    if (!EDITABLE.has(template.status) || template.deletedAt || !externalId) throw refused('Only approved, rejected and paused templates can be edited.');
    if (category && category !== template.category && template.status === 'APPROVED') throw refused('The category of an approved template cannot be changed.', 'category');
    refuseProblems(componentProblems({ category: category ?? template.category, parameterFormat: template.parameterFormat, components }));
    if (template.status === 'APPROVED') await this.mayEditAgain(workspaceId, id);
    const { channel, provider } = await this.accounts.connect(workspaceId, template.wabaId);
    await this.accounts.ask(workspaceId, channel, () => provider.edit(channel, externalId, { ...(category && category !== template.category ? { category } : {}), components }));
    await inTransaction(this.dataSource, async (tx) => {
      // Meta reviews it again; until a webhook or the sync says so, this is what it looks like there.
      await tx.query("UPDATE template SET components = ?, content_hash = ?, category = ?, status = 'PENDING', rejected_reason = NULL, recommendation = NULL, status_at = NOW(3), updated_at = NOW(3) WHERE id = ?", [
        JSON.stringify(components),
        contentHash(components, template.parameterFormat),
        category ?? template.category,
        idToBytes(id),
      ]);
      await this.changed(tx, actor, template, 'template.edited', 'edited', `Edited by ${actor.name}`, channel.id, { components: { before: template.components, after: components } });
    });
    this.doorbell.ringOutbox();
    return this.catalog.get(workspaceId, actor.userId, id);
  }

  /** @throws DomainError TEMPLATE_REFUSED, CHANNEL_PROVIDER_FAILED, NOT_FOUND */
  async remove(workspaceId: string, actor: Person, id: string, allLanguages: boolean): Promise<void> {
    const template = await this.find(workspaceId, id);
    if (template.deletedAt) return;
    if (template.status === 'DISABLED') throw refused('Meta does not let disabled templates be deleted.');
    if (!allLanguages && !template.externalId) throw refused('Meta gave no id for this language. Sync the templates, then try again.');
    const { channel, provider } = await this.accounts.connect(workspaceId, template.wabaId);
    await this.accounts.ask(workspaceId, channel, () => provider.remove(channel, template.name, allLanguages ? null : template.externalId));
    await inTransaction(this.dataSource, async (tx) => {
      const all = await templatesOfAccount(tx, workspaceId, template.wabaId, { name: template.name, lock: true });
      for (const gone of all.filter((one) => !one.deletedAt && (allLanguages || one.id === id))) {
        // Where messages wait for it Meta still lists it as being deleted; the sync brings it back as such.
        await tx.query('UPDATE template SET deleted_at = NOW(3), updated_at = NOW(3) WHERE id = ?', [idToBytes(gone.id)]);
        await this.changed(tx, actor, gone, 'template.deleted', 'deleted', `Deleted by ${actor.name}`, channel.id);
      }
    });
    this.doorbell.ringOutbox();
  }

  private async insert(tx: EntityManager, workspaceId: string, channel: ConnectedChannel, actor: Person, request: CreateTemplateRequest, made: { externalId: string; status: string; category: string }): Promise<string> {
    const { name, language, parameterFormat, components, clientId } = request;
    const wabaId = channel.wabaId ?? '';
    // A deleted one of this name, or a sync that was faster, keeps its row and with it its history and defaults.
    const before = (await templatesOfAccount(tx, workspaceId, wabaId, { name, lock: true })).find((one) => one.language === language);
    const id = before?.id ?? newId();
    const hash = contentHash(components, parameterFormat);
    const json = JSON.stringify(components);
    if (before) {
      await tx.query('UPDATE template SET external_id = ?, status = ?, category = ?, parameter_format = ?, components = ?, content_hash = ?, rejected_reason = NULL, recommendation = NULL, client_id = ?, status_at = NULL, deleted_at = NULL, updated_at = NOW(3) WHERE id = ?', [made.externalId, made.status.slice(0, 32), made.category.slice(0, 32), parameterFormat, json, hash, clientId, idToBytes(id)]);
    } else {
      await tx.query('INSERT INTO template (id, workspace_id, waba_id, external_id, name, language, status, category, parameter_format, components, content_hash, client_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [idToBytes(id), idToBytes(workspaceId), wabaId, made.externalId, name, language, made.status.slice(0, 32), made.category.slice(0, 32), parameterFormat, json, hash, clientId]);
    }
    const template = await findTemplate(tx, workspaceId, id);
    if (!template) throw new Error('A template that was just stored is gone.');
    await this.changed(tx, actor, template, 'template.created', 'created', `Created by ${actor.name}: ${statusWords(made.status, null)}${made.category === request.category ? '' : `, as ${made.category.toLowerCase()}`}`, channel.id);
    return id;
  }

  private async changed(tx: EntityManager, actor: Person, template: StoredTemplate, action: string, event: string, words: string, channelId: string, changes: Record<string, { before: unknown; after: unknown }> = {}): Promise<void> {
    await addHistory(tx, template.workspaceId, [{ templateId: template.id, event, words, at: new Date() }]);
    await this.audit.record(tx, actor, action, { kind: 'template', id: template.id, name: `${template.name} (${template.language})` }, changes);
    await announceTemplates(tx, template.workspaceId, template.wabaId);
    await scheduleSync(tx, template.workspaceId, template.wabaId, channelId);
  }

  private async find(workspaceId: string, id: string): Promise<StoredTemplate> {
    const template = await findTemplate(this.dataSource, workspaceId, id);
    if (!template) throw notFound('template');
    return template;
  }

  private async byClientId(workspaceId: string, { clientId, name, language }: CreateTemplateRequest): Promise<string | null> {
    const [row]: { id: Buffer; name: string; language: string }[] = await this.dataSource.query('SELECT id, name, language FROM template WHERE workspace_id = ? AND client_id = ?', [idToBytes(workspaceId), clientId]);
    if (!row) return null;
    if (row.name !== name || row.language !== language) throw new DomainError('CLIENT_ID_REUSED', 'This clientId was used for another template.');
    return bytesToId(row.id);
  }

  /** Two equal requests at one time: Meta took the first and refused the second, or the row was there first. */
  private async stored(work: () => Promise<string>, workspaceId: string, request: CreateTemplateRequest): Promise<string> {
    try {
      return await work();
    } catch (error) {
      const known = isDuplicate(error) ? await this.byClientId(workspaceId, request) : null;
      if (known) return known;
      throw error;
    }
  }

  private async mayEditAgain(workspaceId: string, id: string): Promise<void> {
    const [row]: { day: number | string | null; month: number | string | null }[] = await this.dataSource.query(
      "SELECT SUM(at > NOW(3) - INTERVAL 24 HOUR) AS day, COUNT(*) AS month FROM template_event WHERE workspace_id = ? AND template_id = ? AND event = 'edited' AND at > NOW(3) - INTERVAL 30 DAY",
      [idToBytes(workspaceId), idToBytes(id)],
    );
    if (Number(row.day) >= EDITS.perDay) throw refused('An approved template can be edited once in 24 hours. It was edited less than a day ago.');
    if (Number(row.month) >= EDITS.per30Days) throw refused('An approved template can be edited ten times in 30 days. Make a new one instead.');
  }
}

function refuseProblems(errors: FieldError[]): void {
  if (errors.length) throw new DomainError('TEMPLATE_VALUES_INVALID', errors.length === 1 ? errors[0].message : `Meta would refuse this template for ${errors.length} reasons. ${errors[0].message}`, { errors });
}
