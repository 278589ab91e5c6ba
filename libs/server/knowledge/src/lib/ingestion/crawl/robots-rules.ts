import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { decodeText } from '../parse/decode-text';
import { UnreadableError } from '../parse/parsed-source';
import { PageFetcher, PageGoneError, PageUnreachableError, ROBOT } from './page-fetcher';
import { readRobots } from './robots-file';

const KEPT_MS = 10 * 60_000;
const KEPT_MAX = 200;
/** Of all files that are kept; as rules they take many times as much memory. */
const KEPT_LETTERS_MAX = 4_000_000;
const SIZE_MAX = 500_000;
const DELAY_MAX_S = 5;

export interface SiteRules {
  allows(url: string): boolean;
  /** Between two pages, as the site wishes. */
  delayMs: number;
  sitemaps: string[];
}

interface KeptRules extends SiteRules {
  /** Of the file. */
  letters: number;
}

const EVERYTHING: KeptRules = { allows: () => true, delayMs: 0, sitemaps: [], letters: 0 };

/** What sites allow robots, by their robots.txt (RFC 9309). */
@Injectable()
export class RobotsRules {
  private readonly kept = new Map<string, { until: number; rules: KeptRules }>();

  constructor(
    @Inject(PageFetcher) private readonly pages: PageFetcher,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws PageUnreachableError when the site cannot say: then nothing of it may be read now */
  async of(url: URL, signal: AbortSignal): Promise<SiteRules> {
    const known = this.kept.get(url.origin);
    if (known && known.until > this.clock.now()) return known.rules;
    const rules = await this.read(url.origin, signal);
    this.kept.delete(url.origin);
    this.kept.set(url.origin, { until: this.clock.now() + KEPT_MS, rules });
    this.forget();
    return rules;
  }

  /** Between two pages, as far as the site was asked lately. */
  knownDelayMs(url: string): number {
    return URL.canParse(url) ? (this.kept.get(new URL(url).origin)?.rules.delayMs ?? 0) : 0;
  }

  /** @throws UnreadableError with words when the site refuses */
  async assertAllowed(url: URL, signal: AbortSignal): Promise<void> {
    if (!(await this.of(url, signal)).allows(url.href)) throw new UnreadableError('The site’s robots.txt does not let robots read this page.');
  }

  /** The oldest go first. */
  private forget(): void {
    let letters = [...this.kept.values()].reduce((sum, { rules }) => sum + rules.letters, 0);
    for (const [origin, { rules }] of this.kept) {
      if (this.kept.size <= 1 || (this.kept.size <= KEPT_MAX && letters <= KEPT_LETTERS_MAX)) return;
      letters -= rules.letters;
      this.kept.delete(origin);
    }
  }

  private async read(origin: string, signal: AbortSignal): Promise<KeptRules> {
    const address = `${origin}/robots.txt`;
    try {
      const file = await this.pages.fetch(address, { signal, text: true });
      if (file === 'unchanged' || file.type === 'pdf') return EVERYTHING;
      const text = decodeText(file.bytes.subarray(0, SIZE_MAX));
      const { allows, delay, sitemaps } = readRobots(text, ROBOT);
      return { allows: (url) => allows(pathOf(url)), delayMs: Math.min(DELAY_MAX_S, delay ?? 0) * 1000, sitemaps, letters: text.length };
    } catch (error) {
      // A site without such a file allows everything; one that cannot answer may have one.
      if (error instanceof PageUnreachableError) throw error;
      if (error instanceof PageGoneError || error instanceof UnreadableError) return EVERYTHING;
      throw error;
    }
  }
}

function pathOf(address: string): string {
  const { pathname, search } = new URL(address);
  return pathname + search;
}
