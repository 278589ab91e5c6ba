import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '@mailtrixy/server/accounts';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction, isDuplicate } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { AddWebsiteRequest, FoundPage, KnowledgeWebsite, UpdateWebsiteRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { PageFetcher } from '../crawl/page-fetcher';
import { assertSame, clientHash } from '../documents/client-hash';
import { announceKnowledge, bumpRevision, deleteDocuments } from '../documents/knowledge-changes';
import { UnreadableError } from '../parse/parsed-source';
import { getWebsite, urlHash, websitesOf, websiteView, type WebsiteRow } from './website-rows';
import { insertPage } from './website-work';

export const PAGES_MAX = 200;
export const DEPTH_MAX = 3;
const DEPTH = 2;

/** Websites whose pages are read: one page, what a sitemap lists, or what links lead to. */
@Injectable()
export class KnowledgeWebsites {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(PageFetcher) private readonly pages: PageFetcher,
  ) {}

  async list(workspaceId: string): Promise<KnowledgeWebsite[]> {
    return (await websitesOf(this.dataSource, workspaceId)).map(websiteView);
  }

  /** @throws DomainError NOT_FOUND */
  async get(workspaceId: string, id: string): Promise<KnowledgeWebsite> {
    return websiteView(await getWebsite(this.dataSource, workspaceId, id));
  }

  /** A worker looks for its pages. @throws DomainError KNOWLEDGE_ADDRESS_REFUSED with words, CLIENT_ID_REUSED */
  async add(workspaceId: string, actor: Actor, request: AddWebsiteRequest): Promise<{ website: KnowledgeWebsite; created: boolean }> {
    const hash = clientHash([request.url, request.mode, request.depth ?? null, request.maxPages ?? null, request.everyDays ?? null, request.audience ?? null]);
    const known = await this.byClientId(workspaceId, request.clientId, hash);
    if (known) return { website: await this.get(workspaceId, known), created: false };
    const url = this.checked(request.url);
    const id = newId();
    try {
      await inTransaction(this.dataSource, async (tx) => {
        await tx.query(
          "INSERT INTO knowledge_website (id, workspace_id, client_id, client_hash, url, mode, depth, max_pages, every_days, audience, state, owner_id, next_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, NOW(3))",
          [idToBytes(id), idToBytes(workspaceId), request.clientId, hash, url, request.mode, request.mode === 'crawl' ? (request.depth ?? DEPTH) : 0, request.mode === 'page' ? 1 : (request.maxPages ?? PAGES_MAX), request.everyDays ?? null, request.audience ?? 'public', actor.userId ? idToBytes(actor.userId) : null],
        );
        await this.audit.record(tx, actor, 'knowledge.website_added', targetOf({ id, url }));
        await announceKnowledge(tx, workspaceId, [id]);
      });
    } catch (error) {
      const twin = isDuplicate(error) ? await this.byClientId(workspaceId, request.clientId, hash) : null;
      if (!twin) throw error;
      return { website: await this.get(workspaceId, twin), created: false };
    }
    this.ring();
    return { website: await this.get(workspaceId, id), created: true };
  }

  /** Acts at once, also on the pages that were read. @throws DomainError NOT_FOUND */
  async update(workspaceId: string, actor: Actor, id: string, { everyDays, audience, autoSend }: UpdateWebsiteRequest): Promise<KnowledgeWebsite> {
    await inTransaction(this.dataSource, async (tx) => {
      const website = await getWebsite(tx, workspaceId, id, true);
      const changes: Record<string, { before: unknown; after: unknown }> = {};
      if (everyDays !== undefined && everyDays !== website.everyDays) changes['everyDays'] = { before: website.everyDays, after: everyDays };
      if (audience !== undefined && audience !== website.audience) changes['audience'] = { before: website.audience, after: audience };
      if (autoSend !== undefined && autoSend !== website.autoSend) changes['autoSend'] = { before: website.autoSend, after: autoSend };
      if (!Object.keys(changes).length) return;
      const after = { everyDays: everyDays === undefined ? website.everyDays : everyDays, audience: audience ?? website.audience, autoSend: autoSend ?? website.autoSend };
      await tx.query('UPDATE knowledge_website SET every_days = ?, audience = ?, auto_send = ?, version = version + 1 WHERE id = ?', [after.everyDays, after.audience, after.autoSend, idToBytes(id)]);
      if (changes['everyDays'] && ['ready', 'failed'].includes(website.state)) await tx.query('UPDATE knowledge_website SET next_at = GREATEST(NOW(3), COALESCE(read_at, NOW(3)) + INTERVAL every_days DAY) WHERE id = ?', [idToBytes(id)]);
      // Each for itself: a page that somebody made internal must not become public because the other one was switched.
      if (changes['audience']) await this.updatePages(tx, website, 'audience', after.audience);
      if (changes['autoSend']) await this.updatePages(tx, website, 'auto_send', after.autoSend);
      await this.audit.record(tx, actor, 'knowledge.website_updated', targetOf(website), changes);
      await announceKnowledge(tx, workspaceId, [id]);
      if (changes['audience'] || changes['autoSend']) await bumpRevision(tx, workspaceId);
    });
    this.ring();
    return this.get(workspaceId, id);
  }

  /** With its pages: nothing of them is found any more. @throws DomainError NOT_FOUND */
  async remove(workspaceId: string, actor: Actor, id: string): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      const website = await getWebsite(tx, workspaceId, id, true);
      const pages: { id: Buffer }[] = await tx.query('SELECT id FROM knowledge_document WHERE workspace_id = ? AND source_id = ? FOR UPDATE', [idToBytes(workspaceId), idToBytes(id)]);
      await deleteDocuments(tx, workspaceId, pages.map((page) => ({ id: bytesToId(page.id), storageKey: null })));
      await tx.query('DELETE FROM knowledge_found_page WHERE workspace_id = ? AND website_id = ?', [idToBytes(workspaceId), idToBytes(id)]);
      await tx.query('DELETE FROM knowledge_website WHERE id = ?', [idToBytes(id)]);
      await this.audit.record(tx, actor, 'knowledge.website_deleted', targetOf(website), { pages: { before: pages.length, after: 0 } });
      await announceKnowledge(tx, workspaceId, [id, null]);
      await bumpRevision(tx, workspaceId);
    });
    this.ring();
  }

  /** @throws DomainError NOT_FOUND */
  async found(workspaceId: string, id: string): Promise<FoundPage[]> {
    await getWebsite(this.dataSource, workspaceId, id);
    const rows: { url: string; title: string | null; refused: string | null; known: number | string }[] = await this.dataSource.query(
      `SELECT f.url, f.title, f.refused, EXISTS (SELECT 1 FROM knowledge_document d WHERE d.workspace_id = f.workspace_id AND d.source_id = f.website_id AND d.url_hash = f.url_hash) AS known
       FROM knowledge_found_page f WHERE f.workspace_id = ? AND f.website_id = ? ORDER BY f.no`,
      [idToBytes(workspaceId), idToBytes(id)],
    );
    return rows.map(({ url, title, refused, known }) => ({ url, title, refused, known: Number(known) === 1 }));
  }

  /** Reads chosen pages of the found list. @throws DomainError NOT_FOUND, KNOWLEDGE_ADDRESS_REFUSED */
  async importPages(workspaceId: string, actor: Actor, id: string, urls: readonly string[]): Promise<KnowledgeWebsite> {
    await inTransaction(this.dataSource, async (tx) => {
      const website = await getWebsite(tx, workspaceId, id, true);
      if (website.state === 'queued' || website.state === 'finding') throw new DomainError('KNOWLEDGE_ADDRESS_REFUSED', 'Its pages are being looked for. Wait until the list is complete.');
      const wanted = [...new Set(urls)];
      const listed: { url: string; title: string | null; refused: string | null }[] = wanted.length ? await tx.query('SELECT url, title, refused FROM knowledge_found_page WHERE workspace_id = ? AND website_id = ? AND url_hash IN (?)', [idToBytes(workspaceId), idToBytes(id), wanted.map(urlHash)]) : [];
      const pages = new Map(listed.map((page) => [page.url, page]));
      for (const url of wanted) {
        const page = pages.get(url);
        if (!page || page.refused) throw new DomainError('KNOWLEDGE_ADDRESS_REFUSED', `${url} ${page ? `cannot be read: ${page.refused}` : 'is not in the list of found pages.'}`);
      }
      for (const { url, title } of pages.values()) await insertPage(tx, website, url, title, actor.userId);
      const { pages: count } = await getWebsite(tx, workspaceId, id);
      if (count > website.maxPages) throw new DomainError('KNOWLEDGE_ADDRESS_REFUSED', `At most ${website.maxPages} pages of this website are read. Choose fewer.`);
      if (count > website.pages) {
        await tx.query("UPDATE knowledge_website SET state = 'reading', progress = 0, problem = NULL, next_at = NULL, version = version + 1 WHERE id = ?", [idToBytes(id)]);
        await this.audit.record(tx, actor, 'knowledge.pages_imported', targetOf(website), { pages: { before: website.pages, after: count } });
      }
      await announceKnowledge(tx, workspaceId, [id, null]);
    });
    this.ring();
    return this.get(workspaceId, id);
  }

  /** Looks for pages again, and reads the known ones. @throws DomainError NOT_FOUND */
  async read(workspaceId: string, id: string): Promise<KnowledgeWebsite> {
    await inTransaction(this.dataSource, async (tx) => {
      await getWebsite(tx, workspaceId, id, true);
      await tx.query("UPDATE knowledge_website SET state = 'queued', progress = NULL, problem = NULL, fence = fence + 1, tries = 0, next_at = NOW(3), lease_until = NULL, version = version + 1 WHERE id = ?", [idToBytes(id)]);
      await announceKnowledge(tx, workspaceId, [id]);
    });
    this.ring();
    return this.get(workspaceId, id);
  }

  private async updatePages(tx: EntityManager, { id, workspaceId }: WebsiteRow, column: 'audience' | 'auto_send', value: unknown): Promise<void> {
    await tx.query(`UPDATE knowledge_document SET ${column} = ?, version = version + 1, updated_at = NOW(3) WHERE workspace_id = ? AND source_id = ?`, [value, idToBytes(workspaceId), idToBytes(id)]);
  }

  private checked(address: string): string {
    try {
      return this.pages.check(address).href;
    } catch (error) {
      if (error instanceof UnreadableError) throw new DomainError('KNOWLEDGE_ADDRESS_REFUSED', error.words, { errors: [{ field: 'url', message: error.words }] });
      throw error;
    }
  }

  private async byClientId(workspaceId: string, clientId: string, hash: Buffer): Promise<string | null> {
    const [row]: { id: Buffer; client_hash: Buffer }[] = await this.dataSource.query('SELECT id, client_hash FROM knowledge_website WHERE workspace_id = ? AND client_id = ?', [idToBytes(workspaceId), clientId]);
    if (!row) return null;
    assertSame(row.client_hash, hash);
    return bytesToId(row.id);
  }

  private ring(): void {
    this.doorbell.ring('knowledge');
    this.doorbell.ringOutbox();
  }
}

function targetOf({ id, url }: Pick<WebsiteRow, 'id' | 'url'>): { kind: string; id: string; name: string } {
  return { kind: 'knowledge', id, name: url.slice(0, 250) };
}
