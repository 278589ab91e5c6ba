import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { FieldError, RuleAction, RuleConditions } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { json } from './stored-rule';

/** The parts of a rule that name other things. */
export interface NamedThings {
  conditions: Pick<RuleConditions, 'channelIds' | 'labelIds'>;
  actions: readonly RuleAction[];
}

export interface KnownChannel {
  name: string;
  kind: string;
  wabaId: string | null;
}

export interface KnownTemplate {
  name: string;
  /** Meta lets it be sent. */
  sendable: boolean;
  wabaId: string;
  /** What fills its variables by itself. */
  defaultFields: readonly string[];
}

/** What rules name and what of it is still there. */
export interface KnownReferences {
  /** All of the workspace. */
  channels: ReadonlyMap<string, KnownChannel>;
  labels: ReadonlyMap<string, string>;
  canned: ReadonlyMap<string, { name: string; body: string }>;
  templates: ReadonlyMap<string, KnownTemplate>;
  people: ReadonlyMap<string, string>;
  files: ReadonlyMap<string, string>;
}

interface TemplateRow {
  id: Buffer;
  name: string;
  status: string;
  waba_id: string;
  defaults: unknown;
}

export async function loadReferences(manager: EntityManager, workspaceId: string, rules: readonly NamedThings[]): Promise<KnownReferences> {
  const actions = rules.flatMap((rule) => rule.actions);
  const find = async <T extends { id: Buffer }>(ids: readonly string[], sql: string): Promise<T[]> => {
    const known = [...new Set(ids)];
    return known.length ? manager.query(sql, [idToBytes(workspaceId), known.map(idToBytes)]) : [];
  };
  type Name = { id: Buffer; name: string };
  const names = (rows: Name[]) => new Map(rows.map(({ id, name }) => [bytesToId(id), name]));
  const templates = await find<TemplateRow>(actions.flatMap((a) => (a.do === 'reply_template' ? [a.templateId] : [])), 'SELECT id, name, status, waba_id, defaults FROM template WHERE workspace_id = ? AND id IN (?) AND deleted_at IS NULL');
  const canned = await find<Name & { body: string }>(actions.flatMap((a) => (a.do === 'reply_canned' ? [a.cannedReplyId] : [])), "SELECT id, name, body FROM canned_reply WHERE workspace_id = ? AND id IN (?) AND scope = 'all'");
  const channels: (Name & { kind: string; waba_id: string | null })[] = await manager.query('SELECT id, name, kind, waba_id FROM channel WHERE workspace_id = ?', [idToBytes(workspaceId)]);
  return {
    channels: new Map(channels.map(({ id, name, kind, waba_id }) => [bytesToId(id), { name, kind, wabaId: waba_id }])),
    labels: names(await find<Name>([...rules.flatMap(({ conditions }) => conditions.labelIds), ...actions.flatMap((a) => (a.do === 'add_label' || a.do === 'remove_label' ? [a.labelId] : []))], 'SELECT id, name FROM label WHERE workspace_id = ? AND id IN (?)')),
    canned: new Map(canned.map(({ id, name, body }) => [bytesToId(id), { name, body }])),
    templates: new Map(templates.map((row) => [bytesToId(row.id), toTemplate(row)])),
    people: names(await find<Name>(actions.flatMap((a) => (a.do === 'assign' && a.userId ? [a.userId] : [])), "SELECT u.id, u.name FROM membership m JOIN `user` u ON u.id = m.user_id WHERE m.workspace_id = ? AND m.user_id IN (?) AND m.disabled_at IS NULL AND m.role <> 'viewer'")),
    files: names(await find<Name>(actions.flatMap((a) => (a.do === 'reply_media' ? [a.attachmentId] : [])), "SELECT id, COALESCE(file_name, kind) AS name FROM attachment WHERE workspace_id = ? AND id IN (?) AND direction = 'out' AND state = 'ready' AND message_id IS NULL")),
  };
}

function toTemplate({ name, status, waba_id, defaults }: TemplateRow): KnownTemplate {
  const fields = Object.values(json<Record<string, { field: string | null }> | null>(defaults) ?? {}).flatMap(({ field }) => field ?? []);
  return { name, sendable: status === 'APPROVED', wabaId: waba_id, defaultFields: fields };
}

/** Paths of what is not there, with words that serve a form and a list of rules alike. */
export function missingReferences({ conditions, actions }: NamedThings, known: KnownReferences): FieldError[] {
  const errors: FieldError[] = [];
  conditions.channelIds.forEach((id, index) => known.channels.has(id) || errors.push({ field: `conditions.channelIds.${index}`, message: 'One of its channels does not exist any more.' }));
  conditions.labelIds.forEach((id, index) => known.labels.has(id) || errors.push({ field: `conditions.labelIds.${index}`, message: 'A label that it looks for does not exist any more.' }));
  actions.forEach((action, index) => {
    const problem = missing(action, known);
    if (problem) errors.push({ field: `actions.${index}.${problem[0]}`, message: problem[1] });
  });
  return errors;
}

function missing(action: RuleAction, known: KnownReferences): [string, string] | null {
  switch (action.do) {
    case 'reply_canned':
      return known.canned.has(action.cannedReplyId) ? null : ['cannedReplyId', 'Its canned reply does not exist any more, or is not for everybody.'];
    case 'reply_template': {
      const template = known.templates.get(action.templateId);
      if (!template) return ['templateId', 'Its template does not exist any more.'];
      return template.sendable ? null : ['templateId', `Its template ${template.name} is not approved at the moment.`];
    }
    case 'reply_media':
      return known.files.has(action.attachmentId) ? null : ['attachmentId', 'Its file is not there any more.'];
    case 'add_label':
    case 'remove_label':
      return known.labels.has(action.labelId) ? null : ['labelId', 'A label that it sets does not exist any more.'];
    case 'assign':
      return action.userId === null || known.people.has(action.userId) ? null : ['userId', 'The person that it assigns to cannot answer any more.'];
    default:
      return null;
  }
}
