import { Inject, Injectable } from '@nestjs/common';
import { UnreadableError } from '../parse/parsed-source';
import { sitemapInChild } from './crawl-in-child';
import { PageFetcher, PageGoneError } from './page-fetcher';
import { RobotsRules } from './robots-rules';
import { isSameSite } from './same-site';
import { ADDRESSES_MAX, type SitemapFile } from './sitemap-text';

/** Files that are read. */
const SITEMAPS_MAX = 50;
/** Files that are counted. */
const KNOWN_MAX = 10_000;

export interface ListedAddresses {
  urls: string[];
  /** Of the files that are known. */
  read: number;
  known: number;
}

export interface SitemapTurns {
  /** Waits between two files. */
  pause(): Promise<void>;
  /** A file was read; how far it is by what is known so far. */
  onProgress(percent: number): void;
}

/** Reads the addresses that a site lists: a sitemap, an index of sitemaps, or what robots.txt names. */
@Injectable()
export class Sitemaps {
  constructor(
    @Inject(PageFetcher) private readonly pages: PageFetcher,
    @Inject(RobotsRules) private readonly robots: RobotsRules,
  ) {}

  /** @throws UnreadableError when there is none */
  async urls(start: URL, signal: AbortSignal, { pause, onProgress }: SitemapTurns): Promise<ListedAddresses> {
    const queue = await this.entrances(start, signal);
    const seen = new Set(queue);
    const urls = new Set<string>();
    let read = 0;
    let refusal: unknown = null;
    for (const address of queue) {
      if (read >= SITEMAPS_MAX || urls.size >= ADDRESSES_MAX) break;
      if (read > 0) await pause();
      const file = await this.file(address, start, signal).catch((error: unknown) => {
        if (!(error instanceof UnreadableError || error instanceof PageGoneError)) throw error;
        refusal = error;
        return null;
      });
      onProgress((++read / Math.min(queue.length, SITEMAPS_MAX)) * 100);
      for (const one of file?.addresses ?? []) {
        if (!file?.isIndex) {
          if (urls.size < ADDRESSES_MAX) urls.add(one);
        } else if (seen.size < KNOWN_MAX && !seen.has(one) && URL.canParse(one) && isSameSite(new URL(one), start)) {
          seen.add(one);
          if (queue.length < SITEMAPS_MAX) queue.push(one);
        }
      }
    }
    if (!urls.size) throw refusal instanceof UnreadableError ? refusal : new UnreadableError('No sitemap was found at this address. Give the address of the sitemap itself, or choose “Follow links”.');
    return { urls: [...urls], read, known: seen.size };
  }

  private async entrances(start: URL, signal: AbortSignal): Promise<string[]> {
    if (/\.(xml|xml\.gz|txt)$/i.test(start.pathname)) return [start.href];
    const { sitemaps } = await this.robots.of(start, signal);
    const own = [...new Set(sitemaps)].filter((address) => URL.canParse(address) && isSameSite(new URL(address), start));
    return own.length ? own.slice(0, SITEMAPS_MAX) : [new URL('/sitemap.xml', start).href];
  }

  private async file(address: string, start: URL, signal: AbortSignal): Promise<SitemapFile | null> {
    const file = await this.pages.fetch(address, { signal, text: true, accepts: (url) => isSameSite(url, start) });
    return file === 'unchanged' ? null : sitemapInChild(file.bytes, signal);
  }
}
