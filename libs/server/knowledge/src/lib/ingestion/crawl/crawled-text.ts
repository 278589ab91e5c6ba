import { decodeText } from '../parse/decode-text';
import { pageLinks, type PageLinks } from './page-links';
import { readSitemap, type SitemapFile } from './sitemap-text';

export type CrawledText = { as: 'page'; bytes: Uint8Array; charset: string | null; url: string } | { as: 'sitemap'; bytes: Uint8Array };

/** What a page or a sitemap leads to. @throws UnreadableError */
export function readCrawled(text: CrawledText): PageLinks | SitemapFile {
  return text.as === 'page' ? pageLinks(decodeText(text.bytes, text.charset), text.url) : readSitemap(text.bytes);
}
