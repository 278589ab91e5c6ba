import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import type { TemplateChoice } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { findTemplate, templatesOfAccount, type StoredTemplate } from '../catalog/stored-template';
import { isWire } from '../components/wire';
import { fillTemplate } from './fill-template';
import type { FillContext, FilledTemplate } from './filled-template';
import { invalidValues } from './slot-values';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The one way from a chosen template and its values to what Meta takes: composer, rules and API alike. */
@Injectable()
export class TemplateFiller {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /**
   * @param db the transaction of the send
   * @param wabaId of the channel it goes out on: a template of another account counts as unknown
   * @throws DomainError NOT_FOUND, TEMPLATE_NOT_SENDABLE, TEMPLATE_VALUES_INVALID (`errors[].field` is a slot's key)
   */
  async fill(db: Pick<EntityManager, 'query'>, workspaceId: string, wabaId: string | null, choice: TemplateChoice, context: FillContext): Promise<FilledTemplate> {
    const { templateId, values } = checked(choice);
    const template = await findTemplate(db, workspaceId, templateId);
    if (!template || template.wabaId !== wabaId) throw notFound('template');
    try {
      return fillTemplate(template, values, context, this.clock.now());
    } catch (error) {
      if (error instanceof DomainError && error.code === 'TEMPLATE_NOT_SENDABLE') throw new DomainError(error.code, `${error.detail}${await otherLanguages(db, template)}`);
      throw error;
    }
  }
}

/** What could be sent in its place. */
async function otherLanguages(db: Pick<EntityManager, 'query'>, { id, workspaceId, wabaId, name }: StoredTemplate): Promise<string> {
  const approved = (await templatesOfAccount(db, workspaceId, wabaId, { name })).filter((one) => one.id !== id && one.status === 'APPROVED' && !one.deletedAt);
  return approved.length ? ` “${name}” is approved in: ${approved.map(({ language }) => language).join(', ')}.` : '';
}

/** The edge lets any object through. */
function checked(choice: unknown): TemplateChoice {
  const { templateId, values } = isWire(choice) ? choice : {};
  if (typeof templateId !== 'string' || !UUID.test(templateId)) throw invalidValues([{ field: 'templateId', message: 'Choose a template.' }]);
  const given = isWire(values) ? values : {};
  const strange = Object.entries(given).filter(([, value]) => typeof value !== 'string');
  if (strange.length) throw invalidValues(strange.map(([field]) => ({ field, message: 'Every value is a text.' })));
  return { templateId, values: given as Record<string, string> };
}
