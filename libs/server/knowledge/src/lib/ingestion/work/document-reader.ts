import { Inject, Injectable } from '@nestjs/common';
import { buffer } from 'node:stream/consumers';
import { MEDIA_STORE, type MediaStore } from '@mailtrixy/server/platform/media-store';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { DataSource } from 'typeorm';
import { PageFetcher } from '../crawl/page-fetcher';
import { RobotsRules } from '../crawl/robots-rules';
import { isSameSite } from '../crawl/same-site';
import type { DocumentRow } from '../documents/document-rows';
import type { DraftPassage } from '../passages/passages-of';
import { passagesOf } from '../passages/passages-of';
import { UnreadableError, whole } from '../parse/parsed-source';
import { readInChild } from '../parse/read-in-child';
import { sourceTypeOfMime } from '../parse/source-type';

export interface ReadDocument {
  /** null: as before, nothing to index anew. */
  passages: DraftPassage[] | null;
  title: string | null;
  language: string | null;
  partly: string | null;
  etag: string | null;
}

/** Gets a document's text from where it is: the row, the store, or the web. */
@Injectable()
export class DocumentReader {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(MEDIA_STORE) private readonly store: MediaStore,
    @Inject(PageFetcher) private readonly pages: PageFetcher,
    @Inject(RobotsRules) private readonly robots: RobotsRules,
  ) {}

  /** @throws UnreadableError; PageGoneError; other errors mean that another try may help */
  async read(document: DocumentRow, onProgress: (percent: number) => void, signal: AbortSignal): Promise<ReadDocument> {
    switch (document.kind) {
      case 'article':
      case 'faq':
        return this.readText(document);
      case 'file':
        return this.readFile(document, onProgress, signal);
      case 'page':
        return this.readPage(document, onProgress, signal);
    }
  }

  private async readText({ id, title }: DocumentRow): Promise<ReadDocument> {
    const [row]: { markdown: string | null }[] = await this.dataSource.query('SELECT markdown FROM knowledge_document WHERE id = ?', [idToBytes(id)]);
    const { passages, cut } = passagesOf(whole(row?.markdown ?? ''), title);
    // Nothing is an answer here, and no failure: what stood there before must go.
    return { passages, title: null, language: null, partly: passages.length ? cut : 'It holds no text below its headings, so nothing of it can be found.', etag: null };
  }

  private async readFile({ storageKey, mimeType, title }: DocumentRow, onProgress: (percent: number) => void, signal: AbortSignal): Promise<ReadDocument> {
    const stored = storageKey ? await this.store.open(storageKey) : null;
    if (!stored) throw new UnreadableError('The file is no longer in the store. Upload it again.');
    const read = await readInChild({ type: sourceTypeOfMime(mimeType ?? ''), bytes: await buffer(stored.stream), charset: null, title }, onProgress, signal);
    return { ...read, title: null, etag: null };
  }

  private async readPage(document: DocumentRow, onProgress: (percent: number) => void, signal: AbortSignal): Promise<ReadDocument> {
    const url = this.pages.check(document.url ?? '');
    await this.robots.assertAllowed(url, signal);
    const page = await this.pages.fetch(url.href, { signal, accepts: (next) => isSameSite(next, url), etag: document.indexVersion > 0 && document.passages > 0 ? document.etag : null });
    onProgress(40);
    if (page === 'unchanged') return { passages: null, title: null, language: null, partly: null, etag: document.etag };
    // A redirect led there: that place has a say too.
    if (page.url !== url.href) await this.robots.assertAllowed(new URL(page.url), signal);
    const read = await readInChild({ type: page.type, bytes: page.bytes, charset: page.charset, title: null }, (percent) => onProgress(40 + percent / 2), signal);
    return { ...read, etag: page.etag };
  }
}
