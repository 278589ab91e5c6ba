import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { InboundNotice } from '@mailtrixy/server/channels';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { templatesOfAccount, type StoredTemplate } from '../catalog/stored-template';
import { announceTemplates } from '../sync/account-channels';
import { scheduleSync } from '../sync/sync-rows';
import { addHistory } from '../sync/template-history';
import { isTemplateField, noticeChange, sameLanguage, type NoticeChange } from './notice-change';

/** As the worker's webhook edge hands it over, once per channel of the account. */
export interface TemplateNotice {
  workspaceId: string;
  channelId: string;
  wabaId: string | null;
  receivedAt: Date;
  notice: InboundNotice;
}

/** What Meta's webhooks say about templates counts at once; a sync follows, for what they leave out. */
@Injectable()
export class TemplateNotices {
  /**
   * In the caller's transaction; the same notice twice changes nothing. Notices of other fields are passed over.
   * @returns whether anything was about templates
   */
  async store(tx: EntityManager, arrivals: readonly TemplateNotice[]): Promise<boolean> {
    const accounts = new Map<string, TemplateNotice[]>();
    for (const arrival of arrivals) {
      const wabaId = arrival.wabaId ?? arrival.notice.accountExternalId;
      if (!wabaId || !isTemplateField(arrival.notice.field)) continue;
      const key = `${arrival.workspaceId}|${wabaId}`;
      accounts.set(key, [...(accounts.get(key) ?? []), { ...arrival, wabaId }]);
    }
    // One order of locks for everybody: a sync's row first, then its templates.
    for (const [, own] of [...accounts].sort(([a], [b]) => (a < b ? -1 : 1))) await this.storeOfAccount(tx, own);
    return accounts.size > 0;
  }

  private async storeOfAccount(tx: EntityManager, notices: readonly TemplateNotice[]): Promise<void> {
    const [{ workspaceId, wabaId, channelId }] = notices;
    if (!wabaId) return;
    await scheduleSync(tx, workspaceId, wabaId, channelId);
    const templates = await templatesOfAccount(tx, workspaceId, wabaId, { lock: true });
    let news = 0;
    for (const { notice, receivedAt } of [...notices].sort((a, b) => a.notice.providerTs - b.notice.providerTs)) {
      const change = noticeChange(notice.field, notice.value);
      const template = templateOf(templates, change);
      if (!template) continue;
      const at = notice.providerTs > 0 ? new Date(notice.providerTs) : receivedAt;
      const added = await addHistory(tx, workspaceId, [{ templateId: template.id, event: change.event, words: change.words, at, sameAs: fingerprint(notice) }]);
      if (!added) continue;
      news += added;
      await apply(tx, template, change, at);
    }
    if (news) await announceTemplates(tx, workspaceId, wabaId);
  }
}

/** By Meta's id first; the name and language may have been given to a new template since. */
function templateOf(templates: readonly StoredTemplate[], { externalId, name, language }: NoticeChange): StoredTemplate | undefined {
  const byId = externalId === null ? undefined : templates.find((template) => template.externalId === externalId);
  return byId ?? templates.find((template) => template.name === name && language !== null && sameLanguage(template.language, language));
}

/** An older one that comes late is history only. */
async function apply(tx: EntityManager, template: StoredTemplate, change: NoticeChange, at: Date): Promise<void> {
  const columns: [string, unknown][] = [];
  if (change.status !== undefined && !(template.statusAt && template.statusAt > at)) {
    columns.push(['status', change.status], ['rejected_reason', change.rejectedReason?.slice(0, 255) ?? null], ['recommendation', change.recommendation?.slice(0, 1000) ?? null], ['status_at', at]);
    if (change.deleted) columns.push(['deleted_at', at]);
    template.statusAt = at;
  }
  if (change.quality !== undefined) columns.push(['quality', change.quality.slice(0, 16)]);
  if (change.category !== undefined) columns.push(['category', change.category.slice(0, 32)]);
  if (change.previousCategory !== undefined) columns.push(['previous_category', change.previousCategory.slice(0, 32)]);
  if (!columns.length) return;
  await tx.query(`UPDATE template SET ${columns.map(([name]) => `${name} = ?`).join(', ')}, updated_at = NOW(3) WHERE id = ?`, [...columns.map(([, value]) => value), idToBytes(template.id)]);
}

/** The same for every channel that it is delivered to, and for a replay. */
function fingerprint({ field, value, providerTs }: InboundNotice): string {
  return createHash('sha256').update(JSON.stringify([field, providerTs, value])).digest('hex');
}
