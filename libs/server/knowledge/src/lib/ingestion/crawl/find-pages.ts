import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { WebsiteMode } from '@mailtrixy/shared/dto';
import { UnreadableError } from '../parse/parsed-source';
import { linksInChild } from './crawl-in-child';
import { PageFetcher, PageGoneError } from './page-fetcher';
import { evenedUrl } from './page-links';
import { RobotsRules, type SiteRules } from './robots-rules';
import { isSameSite } from './same-site';
import { SiteAddresses } from './site-addresses';
import { Sitemaps } from './sitemaps';

export interface FoundAddress {
  url: string;
  title: string | null;
  refused: string | null;
}

export interface SiteToSearch {
  url: string;
  mode: WebsiteMode;
  depth: number;
  maxPages: number;
}

export interface FoundPages {
  pages: FoundAddress[];
  /** What people should know about the list. */
  note: string | null;
}

/** Listed for a choice; more are only counted. */
export const FOUND_MAX = 1000;
const POLITE_MS = 300;
const PAUSE_EVERY = 20;

export const POLITENESS = Symbol('Politeness');
/** Waits between two requests to a site; tests do not. */
export type Politeness = (ms: number, signal: AbortSignal) => Promise<void>;
const politely: Politeness = (ms, signal) => wait(ms, undefined, { signal });

/** Looks which pages a site has: by its sitemap, or by following its links. Reads nothing into the knowledge. */
@Injectable()
export class PageFinder {
  constructor(
    @Inject(PageFetcher) private readonly pages: PageFetcher,
    @Inject(RobotsRules) private readonly robots: RobotsRules,
    @Inject(Sitemaps) private readonly sitemaps: Sitemaps,
    @Optional() @Inject(POLITENESS) private readonly pause: Politeness = politely,
  ) {}

  /** @param onProgress percent. @throws UnreadableError with words when nothing can be found */
  async find(site: SiteToSearch, signal: AbortSignal, onProgress: (percent: number) => void): Promise<FoundPages> {
    const start = this.pages.check(site.url);
    return site.mode === 'sitemap' ? this.bySitemap(start, signal, onProgress) : this.byLinks(start, site, signal, onProgress);
  }

  private async bySitemap(start: URL, signal: AbortSignal, onProgress: (percent: number) => void): Promise<FoundPages> {
    const { urls: listed, read, known } = await this.sitemaps.urls(start, signal, { pause: () => this.pause(POLITE_MS, signal), onProgress });
    const rules = await this.robots.of(start, signal);
    const pages = new Map<string, FoundAddress>();
    for (const address of listed) {
      if (pages.size >= FOUND_MAX) break;
      const url = evenedUrl(address, start.href) ?? address;
      if (!pages.has(url)) pages.set(url, { url, title: null, refused: this.refusal(url, start, (await this.rulesFor(url, start, signal)) ?? rules) });
      // Robots files may be long: others get their turn in between.
      if (pages.size % PAUSE_EVERY === 0) await setImmediate();
    }
    const notes = [known > read ? `Of the site’s ${known.toLocaleString('en')} sitemaps the first ${read} were read.` : '', listed.length > FOUND_MAX ? `The sitemap lists ${listed.length.toLocaleString('en')} addresses; the first ${FOUND_MAX.toLocaleString('en')} are shown.` : ''];
    return { pages: [...pages.values()], note: notes.filter(Boolean).join(' ') || null };
  }

  /** Of the same site's other name (www. or not), which may have other rules. Null: they are the start's. */
  private async rulesFor(address: string, start: URL, signal: AbortSignal): Promise<SiteRules | null> {
    const url = URL.canParse(address) ? new URL(address) : start;
    return url.host !== start.host && isSameSite(url, start) ? this.robots.of(url, signal) : null;
  }

  private async byLinks(start: URL, { depth, maxPages }: SiteToSearch, signal: AbortSignal, onProgress: (percent: number) => void): Promise<FoundPages> {
    let rules = await this.robots.of(start, signal);
    let site = start;
    const first = evenedUrl(start.href, start.href) ?? start.href;
    const addresses = new SiteAddresses(first);
    const pages = new Map<string, FoundAddress>();
    let read = 0;
    for (const { url, level } of addresses.queue) {
      if (read >= maxPages || pages.size >= FOUND_MAX) break;
      const refused = this.refusal(url, site, rules);
      if (refused) {
        pages.set(url, { url, title: null, refused });
        continue;
      }
      if (read++ > 0) await this.pause(Math.max(POLITE_MS, rules.delayMs), signal);
      const found = await this.look(url, site, signal, level === 0);
      if (level === 0 && new URL(found.url).host !== site.host) {
        // The site answers under its other name, which the fetcher checked as it did the first.
        site = new URL(found.url);
        rules = await this.robots.of(site, signal);
        found.refused ??= this.refusal(found.url, site, rules);
        addresses.remember(found.url);
      }
      if (!pages.has(found.url)) pages.set(found.url, { url: found.url, title: found.title, refused: found.refused });
      onProgress((pages.size / maxPages) * 100);
      if (level >= depth) continue;
      for (const address of found.links) {
        const link = ownName(address, site);
        if (link) addresses.add(link, level + 1);
      }
    }
    return { pages: [...pages.values()], note: read >= maxPages && addresses.leftOf(pages) > 0 ? `The first ${maxPages} pages were looked at; the site has more.` : null };
  }

  /** One page that cannot be read is told in the list; the first one is the whole site's fate. */
  private async look(url: string, site: URL, signal: AbortSignal, isFirst: boolean): Promise<FoundAddress & { links: string[] }> {
    try {
      const page = await this.pages.fetch(url, { signal, accepts: (next) => isSameSite(next, site) });
      if (page === 'unchanged' || page.type !== 'html') return { url, title: null, refused: null, links: [] };
      const { title, links, noIndex, noFollow } = await linksInChild(page.bytes, page.charset, page.url, signal);
      return { url: evenedUrl(page.url, page.url) ?? url, title, refused: noIndex ? 'The page asks not to be listed.' : null, links: noFollow ? [] : links };
    } catch (error) {
      if (isFirst || signal.aborted || !(error instanceof UnreadableError || error instanceof PageGoneError)) throw error;
      return { url, title: null, refused: error instanceof PageGoneError ? 'The page is not there.' : error.words, links: [] };
    }
  }

  private refusal(address: string, site: URL, rules: SiteRules): string | null {
    try {
      const url = this.pages.check(address);
      if (!isSameSite(url, site)) return `It is on another site (${url.host}).`;
      return rules.allows(url.href) ? null : 'The site’s robots.txt refuses it.';
    } catch (error) {
      if (error instanceof UnreadableError) return error.words;
      throw error;
    }
  }
}

/** A link within the site, by the name under which the site answers. Null: it leads elsewhere. */
function ownName(link: string, site: URL): string | null {
  const url = new URL(link);
  if (!isSameSite(url, site)) return null;
  url.host = site.host;
  return url.href;
}
