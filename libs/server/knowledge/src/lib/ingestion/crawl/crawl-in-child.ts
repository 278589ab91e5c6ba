import { askChild, type ChildLimits } from '../parse/ask-child';
import type { CrawledText } from './crawled-text';
import type { PageLinks } from './page-links';
import type { SitemapFile } from './sitemap-text';

const LIMITS: ChildLimits = { timeoutMs: 15_000, memoryMb: 512 };
const WORDS = { slow: 'It is made so that its links cannot be read in time.', large: 'It is made so that its links need more memory than they may.', broken: 'Its links cannot be read: it is damaged or of an unusual make.' };

/** In a process of its own: a page or sitemap that is made to keep its reader busy keeps nobody else waiting. @throws UnreadableError */
export function linksInChild(bytes: Uint8Array, charset: string | null, url: string, signal: AbortSignal): Promise<PageLinks> {
  return ask({ as: 'page', bytes, charset, url }, signal);
}

/** Likewise. @throws UnreadableError */
export function sitemapInChild(bytes: Uint8Array, signal: AbortSignal): Promise<SitemapFile> {
  return ask({ as: 'sitemap', bytes }, signal);
}

function ask<T>(input: CrawledText, signal: AbortSignal): Promise<T> {
  return askChild({ name: 'crawl', input, limits: LIMITS, words: WORDS, signal });
}
