import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { DataSource, type EntityManager } from 'typeorm';
import { PageGoneError, PageUnreachableError } from '../crawl/page-fetcher';
import { cutTo, languageOrNull } from '../documents/checked-fields';
import { announceKnowledge, bumpRevision, deletePassages } from '../documents/knowledge-changes';
import { UnreadableError } from '../parse/parsed-source';
import { noteWebsiteProgress } from '../websites/website-rows';
import { DONE, endUnread, leaseDocument, lockLeased, postponeDocument, renewLease, type LeasedDocument } from './document-lease';
import { DocumentReader, type ReadDocument } from './document-reader';
import { HostTurns } from './host-turns';
import { languageOf, readyPassages, storePassages, type ReadyPassage } from './store-passages';

/** Between two signs of progress, of which each is a write and a frame for every page that shows the list. */
const PROGRESS_MS = 700;
/** Tries of a source that cannot be reached. */
const TRIES_MAX = 4;

/** The document went to somebody else, or is gone: what was read is thrown away. */
class LostLease extends Error {}

/** Reads documents and makes their passages, one at a time per call; any number of workers may look. */
@Injectable()
export class KnowledgeIndexWork {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(DocumentReader) private readonly reader: DocumentReader,
    @Inject(HostTurns) private readonly turns: HostTurns,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Does one due document. @returns whether there may be more */
  async runNext(): Promise<boolean> {
    const lease = await leaseDocument(this.dataSource, this.turns);
    if (!lease) return false;
    this.doorbell.ringOutbox();
    if (!lease.id) return true;
    const lost = new AbortController();
    try {
      const read = await this.reader.read(lease, this.reporter(lease, lost), lost.signal);
      failpoint('knowledge.after_read');
      await this.store(lease, read);
    } catch (error) {
      if (error instanceof LostLease || lost.signal.aborted) return true;
      await this.fail(lease, error);
    } finally {
      lost.abort(new LostLease());
      if (lease.url !== null) await this.turns.rest(lease.url);
    }
    this.doorbell.ringOutbox();
    return true;
  }

  /** Writes now and then how far it is; learns so, too, that the document was deleted or changed. */
  private reporter(lease: LeasedDocument, lost: AbortController): (percent: number) => void {
    let last = performance.now();
    let writing = false;
    return (percent) => {
      if (writing || lost.signal.aborted || performance.now() - last < PROGRESS_MS) return;
      writing = true;
      last = performance.now();
      renewLease(this.dataSource, lease, 'reading', Math.round(Math.min(percent, 99)))
        .then((ours) => (ours ? this.doorbell.ringOutbox() : lost.abort(new LostLease())))
        .catch((error: unknown) => this.logger.warn({ err: error, documentId: lease.id }, 'Progress could not be written'))
        .finally(() => (writing = false));
    };
  }

  private async store(lease: LeasedDocument, read: ReadDocument): Promise<void> {
    const { passages: drafts } = read;
    if (drafts && !(await renewLease(this.dataSource, lease, 'indexing', 90))) throw new LostLease();
    const title = titleOf(lease, read);
    const language = drafts ? languageOf(drafts, lease, languageOrNull(read.language)) : lease.language;
    const passages = drafts && language ? await readyPassages(lease.id, title, language, drafts) : null;
    failpoint('knowledge.before_switch');
    const hash = passages && createHash('sha256').update(passages.map((passage) => passage.id + passage.language).join()).digest();
    await inTransaction(this.dataSource, async (tx) => {
      if (!(await lockLeased(tx, lease))) throw new LostLease();
      const changed = passages !== null && hash !== null && (await this.differs(tx, lease, hash));
      if (changed) await this.switch(tx, lease, passages, hash);
      // Without its mark a page that was read in part comes as a whole again: "unchanged" would not say what was missing.
      await tx.query(`UPDATE knowledge_document SET state = ?, progress = NULL, problem = ?, title = ?, language = ?, etag = ?, read_at = NOW(3), ${DONE} WHERE id = ?`, [read.partly ? 'partly' : 'ready', read.partly ? cutTo(read.partly, 1000) : null, title, language, read.partly ? null : read.etag, idToBytes(lease.id)]);
      if (lease.kind === 'page' && lease.sourceId) await noteWebsiteProgress(tx, lease.workspaceId, lease.sourceId);
      await announceKnowledge(tx, lease.workspaceId, [lease.id]);
      if (changed) await bumpRevision(tx, lease.workspaceId);
    });
  }

  private async differs(tx: EntityManager, lease: LeasedDocument, hash: Buffer): Promise<boolean> {
    const [row]: { same: number | string | null }[] = await tx.query('SELECT content_hash <=> ? AS same FROM knowledge_document WHERE id = ?', [hash, idToBytes(lease.id)]);
    return Number(row.same) !== 1;
  }

  /** From the commit on, the new passages count and the old ones are gone. */
  private async switch(tx: EntityManager, lease: LeasedDocument, passages: readonly ReadyPassage[], hash: Buffer): Promise<void> {
    const indexVersion = lease.indexVersion + 1;
    await storePassages(tx, lease, indexVersion, passages);
    await tx.query('UPDATE knowledge_document SET index_version = ?, passages = ?, content_hash = ?, updated_at = NOW(3) WHERE id = ?', [indexVersion, passages.length, hash, idToBytes(lease.id)]);
  }

  private async fail(lease: LeasedDocument, error: unknown): Promise<void> {
    const gone = error instanceof PageGoneError;
    const final = gone || (error instanceof UnreadableError && !(error instanceof PageUnreachableError));
    if (!final && !(error instanceof PageUnreachableError)) this.logger.error({ err: error, documentId: lease.id }, 'A document could not be read');
    const words = error instanceof UnreadableError || error instanceof PageGoneError ? error.words : 'It could not be read just now; the server’s log says why.';
    await inTransaction(this.dataSource, async (tx) => {
      const document = await lockLeased(tx, lease);
      if (!document) return;
      if (!final && document.tries < TRIES_MAX) await postponeDocument(tx, lease, `${words} It is tried again by itself.`);
      else {
        // An article that a page no longer is must not be quoted; one that only cannot be reached now still is what it said.
        if (gone) await deletePassages(tx, lease.workspaceId, [lease.id]);
        await endUnread(tx, lease.id, gone ? 0 : document.passages, words);
        if (lease.kind === 'page' && lease.sourceId) await noteWebsiteProgress(tx, lease.workspaceId, lease.sourceId);
      }
      await announceKnowledge(tx, lease.workspaceId, [lease.id]);
      if (gone) await bumpRevision(tx, lease.workspaceId);
    });
  }
}

/** A page is called what it calls itself when it is read first; later names are people's. */
function titleOf({ kind, title, indexVersion, url }: LeasedDocument, read: ReadDocument): string {
  return kind === 'page' && (indexVersion === 0 || title === url) && read.title ? cutTo(read.title.trim(), 200) : title;
}
