import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { TemplateField } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';

/** What fills a slot by itself; a workspace's setting. */
export interface SlotDefault {
  field: TemplateField | null;
  text: string | null;
}

/** A row of `template`. */
export interface StoredTemplate {
  id: string;
  workspaceId: string;
  wabaId: string;
  externalId: string | null;
  name: string;
  language: string;
  status: string;
  category: string;
  previousCategory: string | null;
  quality: string;
  parameterFormat: string;
  components: unknown[];
  /** Hex. */
  contentHash: string;
  rejectedReason: string | null;
  recommendation: string | null;
  defaults: Readonly<Record<string, SlotDefault>>;
  statusAt: Date | null;
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

interface Row {
  id: Buffer;
  workspace_id: Buffer;
  waba_id: string;
  external_id: string | null;
  name: string;
  language: string;
  status: string;
  category: string;
  previous_category: string | null;
  quality: string;
  parameter_format: string;
  components: unknown;
  content_hash: Buffer;
  rejected_reason: string | null;
  recommendation: string | null;
  defaults: unknown;
  status_at: Date | null;
  deleted_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

const COLUMNS = 'id, workspace_id, waba_id, external_id, name, language, status, category, previous_category, quality, parameter_format, components, content_hash, rejected_reason, recommendation, defaults, status_at, deleted_at, created_at, updated_at';

/** null: no such template in this workspace. `lock` holds the row for the rest of the transaction. */
export async function findTemplate(db: Pick<EntityManager, 'query'>, workspaceId: string, id: string, lock = false): Promise<StoredTemplate | null> {
  const [row]: Row[] = await db.query(`SELECT ${COLUMNS} FROM template WHERE id = ? AND workspace_id = ?${lock ? ' FOR UPDATE' : ''}`, [idToBytes(id), idToBytes(workspaceId)]);
  return row ? fromRow(row) : null;
}

/** By name and language; with `name`, one name only. The deleted ones are among them. */
export async function templatesOfAccount(db: Pick<EntityManager, 'query'>, workspaceId: string, wabaId: string, { name, lock = false }: { name?: string; lock?: boolean } = {}): Promise<StoredTemplate[]> {
  const rows: Row[] = await db.query(`SELECT ${COLUMNS} FROM template WHERE workspace_id = ? AND waba_id = ?${name === undefined ? '' : ' AND name = ?'} ORDER BY name, language${lock ? ' FOR UPDATE' : ''}`, [
    idToBytes(workspaceId),
    wabaId,
    ...(name === undefined ? [] : [name]),
  ]);
  return rows.map(fromRow);
}

/** MySQL hands JSON over parsed, MariaDB as text. */
export function parsedJson(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}

function fromRow(row: Row): StoredTemplate {
  const components = parsedJson(row.components);
  return {
    id: bytesToId(row.id),
    workspaceId: bytesToId(row.workspace_id),
    wabaId: row.waba_id,
    externalId: row.external_id,
    name: row.name,
    language: row.language,
    status: row.status,
    category: row.category,
    previousCategory: row.previous_category,
    quality: row.quality,
    parameterFormat: row.parameter_format,
    components: Array.isArray(components) ? components : [],
    contentHash: row.content_hash.toString('hex'),
    rejectedReason: row.rejected_reason,
    recommendation: row.recommendation,
    defaults: (parsedJson(row.defaults) as StoredTemplate['defaults'] | null) ?? {},
    statusAt: row.status_at,
    deletedAt: row.deleted_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
