import { Inject, Injectable } from '@nestjs/common';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { DataSource, type EntityManager } from 'typeorm';
import { PageFinder, type FoundAddress, type FoundPages } from '../crawl/find-pages';
import { PageGoneError, PageUnreachableError } from '../crawl/page-fetcher';
import { cutTo } from '../documents/checked-fields';
import { announceKnowledge } from '../documents/knowledge-changes';
import { UnreadableError } from '../parse/parsed-source';
import { findWebsite, getWebsite, noteWebsiteProgress, urlHash, type WebsiteRow } from './website-rows';

/** Longer than one page and one pause take. */
const LEASE_S = 90;
const TRIES_MAX = 4;
const PROGRESS_MS = 1000;
const STOPPED_WORDS = 'Looking for pages stopped the worker several times. It is left alone: press Read again.';

class LostLease extends Error {}

/** Looks for the pages of websites that are due, and has the known ones read again. */
@Injectable()
export class KnowledgeWebsiteWork {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(PageFinder) private readonly finder: PageFinder,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Does one due website. @returns whether there may be more */
  async runNext(): Promise<boolean> {
    const website = await this.lease();
    if (!website) return false;
    this.doorbell.ringOutbox();
    const lost = new AbortController();
    try {
      const found = website.mode === 'page' ? { pages: [], note: null } : await this.finder.find(website, lost.signal, this.reporter(website, lost));
      failpoint('knowledge.after_find');
      await this.keep(website, found);
    } catch (error) {
      if (!(error instanceof LostLease || lost.signal.aborted)) await this.fail(website, error);
    } finally {
      lost.abort(new LostLease());
    }
    this.doorbell.ring('knowledge');
    this.doorbell.ringOutbox();
    return true;
  }

  private lease(): Promise<WebsiteRow | null> {
    return inTransaction(this.dataSource, async (tx) => {
      const [due]: { id: Buffer; workspace_id: Buffer; tries: number }[] = await tx.query('SELECT id, workspace_id, tries FROM knowledge_website WHERE next_at <= NOW(3) ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED');
      if (!due) return null;
      const [workspaceId, id] = [bytesToId(due.workspace_id), bytesToId(due.id)];
      await announceKnowledge(tx, workspaceId, [id]);
      if (due.tries > TRIES_MAX) {
        await tx.query("UPDATE knowledge_website SET state = 'failed', progress = NULL, problem = ?, fence = fence + 1, next_at = NULL, lease_until = NULL, tries = 0 WHERE id = ?", [STOPPED_WORDS, due.id]);
        return null;
      }
      await tx.query(`UPDATE knowledge_website SET state = 'finding', progress = NULL, problem = NULL, fence = fence + 1, tries = tries + 1, next_at = NOW(3) + INTERVAL ${LEASE_S} SECOND, lease_until = NOW(3) + INTERVAL ${LEASE_S} SECOND WHERE id = ?`, [due.id]);
      return getWebsite(tx, workspaceId, id);
    });
  }

  private reporter(website: WebsiteRow, lost: AbortController): (percent: number) => void {
    let last = performance.now();
    return (percent) => {
      if (performance.now() - last < PROGRESS_MS) return;
      last = performance.now();
      this.renew(website, percent).then(
        (ours) => (ours ? this.doorbell.ringOutbox() : lost.abort(new LostLease())),
        (error: unknown) => this.logger.warn({ err: error, websiteId: website.id }, 'Progress could not be written'),
      );
    };
  }

  private renew({ id, workspaceId, fence }: WebsiteRow, percent: number): Promise<boolean> {
    return inTransaction(this.dataSource, async (tx) => {
      const { affectedRows } = (await tx.query(`UPDATE knowledge_website SET progress = ?, next_at = NOW(3) + INTERVAL ${LEASE_S} SECOND, lease_until = NOW(3) + INTERVAL ${LEASE_S} SECOND WHERE id = ? AND fence = ?`, [Math.min(99, Math.floor(percent)), idToBytes(id), fence])) as unknown as { affectedRows: number };
      if (affectedRows) await announceKnowledge(tx, workspaceId, [id]);
      return affectedRows > 0;
    });
  }

  /** The list waits for a choice; pages that were chosen before are read again by themselves. */
  private async keep(leased: WebsiteRow, { pages, note }: FoundPages): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      const website = await this.lockOwn(tx, leased);
      if (!website) throw new LostLease();
      const key = [idToBytes(website.workspaceId), idToBytes(website.id)];
      if (website.mode !== 'page') await this.replaceFound(tx, website, pages);
      const known = website.mode === 'page' ? await this.ensurePage(tx, website) : website.pages;
      if (known) await this.readKnown(tx, website, note);
      else await tx.query("UPDATE knowledge_website SET state = 'found', progress = NULL, problem = ?, fence = fence + 1, next_at = NULL, lease_until = NULL, tries = 0, version = version + 1 WHERE workspace_id = ? AND id = ?", [note, ...key]);
      await announceKnowledge(tx, website.workspaceId, [website.id]);
    });
  }

  /** @param problem stays with the website when its pages are read */
  private async readKnown(tx: EntityManager, { id, workspaceId }: WebsiteRow, problem: string | null): Promise<void> {
    const key = [idToBytes(workspaceId), idToBytes(id)];
    await tx.query("UPDATE knowledge_document SET state = 'queued', progress = NULL, want_version = want_version + 1, fence = fence + 1, tries = 0, next_at = NOW(3), lease_until = NULL WHERE workspace_id = ? AND source_id = ?", key);
    await tx.query("UPDATE knowledge_website SET state = 'reading', progress = 0, problem = ?, fence = fence + 1, next_at = NULL, lease_until = NULL, tries = 0, version = version + 1 WHERE workspace_id = ? AND id = ?", [problem, ...key]);
    // They may have been deleted meanwhile.
    await noteWebsiteProgress(tx, workspaceId, id);
  }

  private async replaceFound(tx: EntityManager, { id, workspaceId }: WebsiteRow, pages: readonly FoundAddress[]): Promise<void> {
    const key = [idToBytes(workspaceId), idToBytes(id)];
    await tx.query('DELETE FROM knowledge_found_page WHERE workspace_id = ? AND website_id = ?', key);
    for (let from = 0; from < pages.length; from += 200) {
      const rows = pages.slice(from, from + 200).map(({ url, title, refused }, index) => [...key, urlHash(url), from + index + 1, url, title === null ? null : cutTo(title, 250), refused === null ? null : cutTo(refused, 250)]);
      await tx.query('INSERT INTO knowledge_found_page (workspace_id, website_id, url_hash, no, url, title, refused) VALUES ? ON DUPLICATE KEY UPDATE no = no', [rows]);
    }
  }

  /** A website of one page is that page. */
  private async ensurePage(tx: EntityManager, website: WebsiteRow): Promise<number> {
    if (!website.pages) await insertPage(tx, website, website.url);
    return 1;
  }

  private async fail(leased: WebsiteRow, error: unknown): Promise<void> {
    const told = error instanceof UnreadableError || error instanceof PageGoneError;
    if (!told) this.logger.error({ err: error, websiteId: leased.id }, 'The pages of a website could not be looked for');
    const again = (!told || error instanceof PageUnreachableError) && leased.tries < TRIES_MAX;
    const words = error instanceof UnreadableError ? error.words : error instanceof PageGoneError ? 'There is no page at this address.' : 'It could not be read just now; the server’s log says why.';
    await inTransaction(this.dataSource, async (tx) => {
      const website = await this.lockOwn(tx, leased);
      if (!website) return;
      const problem = cutTo(again ? `${words} It is tried again by itself.` : words, 1000);
      // What is known is known by its own address: it is read, or found to be gone, whatever became of the list.
      if (!again && website.pages) await this.readKnown(tx, website, problem);
      else await tx.query(`UPDATE knowledge_website SET state = ?, progress = NULL, problem = ?, fence = fence + 1, lease_until = NULL, next_at = ${again ? 'NOW(3) + INTERVAL 15 * POW(2, tries) SECOND' : 'NOW(3) + INTERVAL every_days DAY'}, tries = ${again ? 'tries' : '0'} WHERE id = ?`, [again ? 'queued' : 'failed', problem, idToBytes(website.id)]);
      await announceKnowledge(tx, website.workspaceId, [website.id]);
    });
  }

  /** As it is now: people may have changed it, above all for whom its pages are. Null: it is gone, or no longer ours. */
  private async lockOwn(tx: EntityManager, { id, workspaceId, fence }: WebsiteRow): Promise<WebsiteRow | null> {
    const website = await findWebsite(tx, workspaceId, id, true);
    return website?.fence === fence ? website : null;
  }
}

/** A page of a website, to be read. One that is known stays as it is. */
export async function insertPage(tx: EntityManager, website: Pick<WebsiteRow, 'id' | 'workspaceId' | 'audience' | 'autoSend'>, url: string, title: string | null = null, ownerId: string | null = null): Promise<void> {
  await tx.query(
    `INSERT INTO knowledge_document (id, workspace_id, kind, source_id, title, audience, auto_send, published, state, want_version, url, url_hash, owner_id, next_at) VALUES (?, ?, 'page', ?, ?, ?, ?, 1, 'queued', 1, ?, ?, ?, NOW(3))
     ON DUPLICATE KEY UPDATE id = id`,
    [idToBytes(newId()), idToBytes(website.workspaceId), idToBytes(website.id), cutTo(title ?? url, 200), website.audience, website.autoSend, url, urlHash(url), ownerId ? idToBytes(ownerId) : null],
  );
}
