import type { ProviderTemplate } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { templatesOfAccount, type StoredTemplate } from '../catalog/stored-template';
import { contentHash } from '../components/content-hash';
import { addHistory, type HistoryEntry } from './template-history';
import type { SyncLease } from './sync-rows';

const ROWS_PER_INSERT = 50;
/** Shown words of a state change. */
const STATUS_WORDS: Readonly<Record<string, string>> = { APPROVED: 'Approved', PENDING: 'In review', REJECTED: 'Rejected', PAUSED: 'Paused', DISABLED: 'Disabled', IN_APPEAL: 'In appeal', PENDING_DELETION: 'Being deleted', DELETED: 'Deleted', LIMIT_EXCEEDED: 'Over Meta’s limit', ARCHIVED: 'Archived' };

/**
 * Puts a complete listing in place of what we had, in the caller's transaction. What is no longer listed is marked as
 * deleted and kept: messages refer to it.
 * @returns how many templates are new, different or gone
 */
export async function swapTemplates(tx: EntityManager, { workspaceId, wabaId, startedAt }: SyncLease, listed: readonly ProviderTemplate[]): Promise<number> {
  const stored = await templatesOfAccount(tx, workspaceId, wabaId, { lock: true });
  const known = new Map(stored.map((template) => [keyOf(template), template]));
  const history: HistoryEntry[] = [];
  const now = new Date();
  const fresh: ProviderTemplate[] = [];
  let changed = 0;
  for (const item of listed) {
    const before = known.get(keyOf(item));
    known.delete(keyOf(item));
    if (!before) {
      fresh.push(item);
      continue;
    }
    const words = await update(tx, before, item, startedAt);
    if (words.length) changed++;
    history.push(...words.map(([event, text]) => ({ templateId: before.id, event, words: text, at: now })));
  }
  for (const gone of known.values()) {
    if (gone.deletedAt) continue;
    await tx.query('UPDATE template SET deleted_at = NOW(3), updated_at = NOW(3) WHERE id = ?', [idToBytes(gone.id)]);
    history.push({ templateId: gone.id, event: 'deleted', words: 'No longer listed by Meta', at: now });
    changed++;
  }
  history.push(...(await insert(tx, workspaceId, wabaId, fresh, now)));
  await addHistory(tx, workspaceId, history);
  return changed + fresh.length;
}

/** "Rejected: INVALID_FORMAT" */
export function statusWords(status: string, reason: string | null): string {
  return `${STATUS_WORDS[status] ?? status}${reason ? `: ${reason}` : ''}`;
}

async function insert(tx: EntityManager, workspaceId: string, wabaId: string, items: readonly ProviderTemplate[], at: Date): Promise<HistoryEntry[]> {
  const made = items.map((item) => ({ id: newId(), item }));
  for (let from = 0; from < made.length; from += ROWS_PER_INSERT) {
    await tx.query('INSERT INTO template (id, workspace_id, waba_id, external_id, name, language, status, category, previous_category, quality, parameter_format, components, content_hash, rejected_reason) VALUES ?', [
      made.slice(from, from + ROWS_PER_INSERT).map(({ id, item }) => [idToBytes(id), idToBytes(workspaceId), wabaId, item.externalId, item.name, item.language, ...columnsOf(item)]),
    ]);
  }
  return made.map(({ id, item }) => ({ templateId: id, event: 'found', words: `Listed by Meta: ${statusWords(item.status, item.rejectedReason)}`, at }));
}

/** @returns what is different, as history; nothing for new addresses of example files */
async function update(tx: EntityManager, before: StoredTemplate, item: ProviderTemplate, startedAt: Date): Promise<[string, string][]> {
  // A webhook that came while we read the list knows better; it has asked for another sync.
  const keepsStatus = before.statusAt !== null && before.statusAt > startedAt;
  const status = keepsStatus ? before.status : cut(item.status, 32);
  const reason = keepsStatus ? before.rejectedReason : nullableCut(item.rejectedReason, 255);
  const different: [string, string][] = [];
  if (before.deletedAt) different.push(['found', 'Listed by Meta again']);
  if (before.status !== status || before.rejectedReason !== reason) different.push(['status', statusWords(status, reason)]);
  if (before.category !== cut(item.category, 32)) different.push(['category', `Category ${before.category.toLowerCase()} → ${item.category.toLowerCase()}`]);
  if (before.quality !== cut(item.quality, 16)) different.push(['quality', `Quality ${before.quality.toLowerCase()} → ${item.quality.toLowerCase()}`]);
  if (before.contentHash !== contentHash(item.components, item.parameterFormat).toString('hex')) different.push(['content', 'Text, variables or buttons changed at Meta']);
  const silent = before.externalId !== item.externalId || before.previousCategory !== nullableCut(item.previousCategory, 32) || JSON.stringify(before.components) !== JSON.stringify(item.components);
  if (!different.length && !silent) return [];
  const [, category, previous, quality, format, components, hash] = columnsOf(item);
  await tx.query(
    `UPDATE template SET external_id = ?, status = ?, category = ?, previous_category = ?, quality = ?, parameter_format = ?, components = ?, content_hash = ?, rejected_reason = ?,
       recommendation = IF(? = 'REJECTED', recommendation, NULL), deleted_at = NULL, updated_at = IF(?, NOW(3), updated_at) WHERE id = ?`,
    [item.externalId, status, category, previous, quality, format, components, hash, reason, status, different.length > 0, idToBytes(before.id)],
  );
  return different;
}

/** status, category, previous_category, quality, parameter_format, components, content_hash, rejected_reason */
function columnsOf(item: ProviderTemplate): unknown[] {
  return [cut(item.status, 32), cut(item.category, 32), nullableCut(item.previousCategory, 32), cut(item.quality, 16), cut(item.parameterFormat, 16), JSON.stringify(item.components), contentHash(item.components, item.parameterFormat), nullableCut(item.rejectedReason, 255)];
}

/** Words of Meta that we do not know are kept, as far as the column holds them. */
function cut(value: string, length: number): string {
  return value.replace(/[^\x20-\x7e]/g, '?').slice(0, length);
}

function nullableCut(value: string | null, length: number): string | null {
  return value === null ? null : [...value].slice(0, length).join('');
}

function keyOf({ name, language }: { name: string; language: string }): string {
  return `${name}|${language}`;
}
