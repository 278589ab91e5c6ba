import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '@mailtrixy/server/accounts';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { TEMPLATE_FIELDS, isTemplateField, type FieldError, type TemplateDetail, type UpdateTemplateSettingsRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { parseTemplate } from '../components/parsed-template';
import { slotsOf } from '../components/slots';
import { isWire } from '../components/wire';
import { announceTemplates } from '../sync/account-channels';
import { findTemplate, type SlotDefault, type StoredTemplate } from './stored-template';
import { TemplateCatalog } from './template-catalog';

const TEXT_MAX = 1024;
/** Values of these are texts that a field can fill. */
const FILLABLE = new Set(['body', 'header_text', 'button_url', 'button_copy_code', 'button_payload']);

/** A person's favourites, and what fills a template's values by itself. */
@Injectable()
export class TemplateSettings {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(TemplateCatalog) private readonly catalog: TemplateCatalog,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /**
   * @param mayManage whether the actor may change what all of the workspace share
   * @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_FAILED
   */
  async update(workspaceId: string, actor: Actor & { userId: string }, id: string, { favourite, defaults }: UpdateTemplateSettingsRequest, mayManage: boolean): Promise<TemplateDetail> {
    if (defaults !== undefined && !mayManage) throw new DomainError('FORBIDDEN', 'Admins and leads decide what fills a template by itself.');
    await inTransaction(this.dataSource, async (tx) => {
      const template = await findTemplate(tx, workspaceId, id, true);
      if (!template) throw notFound('template');
      if (favourite !== undefined) await setFavourite(tx, template, actor.userId, favourite);
      if (defaults !== undefined) await this.setDefaults(tx, actor, template, defaults);
    });
    if (defaults !== undefined) this.doorbell.ringOutbox();
    return this.catalog.get(workspaceId, actor.userId, id);
  }

  private async setDefaults(tx: EntityManager, actor: Actor, template: StoredTemplate, wanted: Record<string, unknown>): Promise<void> {
    const next = merged(template, wanted);
    await tx.query('UPDATE template SET defaults = ? WHERE id = ?', [Object.keys(next).length ? JSON.stringify(next) : null, idToBytes(template.id)]);
    await this.audit.record(tx, actor, 'template.defaults_changed', { kind: 'template', id: template.id, name: `${template.name} (${template.language})` }, { defaults: { before: template.defaults, after: next } });
    await announceTemplates(tx, template.workspaceId, template.wabaId);
  }
}

async function setFavourite(tx: EntityManager, template: StoredTemplate, userId: string, favourite: boolean): Promise<void> {
  const row = [idToBytes(template.workspaceId), idToBytes(userId), idToBytes(template.id)];
  if (favourite) await tx.query('INSERT INTO template_favourite (workspace_id, user_id, template_id) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE template_id = template_id', row);
  else await tx.query('DELETE FROM template_favourite WHERE workspace_id = ? AND user_id = ? AND template_id = ?', row);
}

/** What is not named stays as it was. */
function merged(template: StoredTemplate, wanted: Record<string, unknown>): Record<string, SlotDefault> {
  const slots = new Map(slotsOf(parseTemplate(template.components)).map((slot) => [slot.key, slot]));
  const next: Record<string, SlotDefault> = { ...template.defaults };
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    const place = slots.get(key)?.place;
    if (value === null) delete next[key];
    else if (!place || !FILLABLE.has(place)) errors.push({ field: `defaults.${key}`, message: 'is no field of this template that can be filled by itself' });
    else {
      const read = readDefault(value);
      if (read) next[key] = read;
      else errors.push({ field: `defaults.${key}`, message: `needs one of the fields ${TEMPLATE_FIELDS.join(', ')} or contact.attributes.<name>, or a text of at most ${TEXT_MAX} characters` });
    }
  }
  if (errors.length) throw new DomainError('VALIDATION_FAILED', 'A default cannot be stored.', { errors });
  return next;
}

function readDefault(value: unknown): SlotDefault | null {
  if (!isWire(value)) return null;
  const field = isTemplateField(value['field']) ? value['field'] : null;
  const text = typeof value['text'] === 'string' && value['text'].trim() ? value['text'].trim() : null;
  if ((value['field'] ?? null) !== field || (text !== null && [...text].length > TEXT_MAX)) return null;
  return field || text ? { field, text } : null;
}
