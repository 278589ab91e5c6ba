/** One page with ever another query: calendars, filters, baskets. */
const QUERIES_MAX = 20;
/** Of all addresses together: two hundred pages may each lead to thousands, of two thousand letters each. */
const LETTERS_MAX = 5_000_000;

/** The addresses of a site that is searched by its links: each once, and no more than memory should hold. */
export class SiteAddresses {
  /** To be looked at, in the order of finding; grows while it is walked. */
  readonly queue: { url: string; level: number }[] = [];
  private readonly known = new Set<string>();
  private readonly queries = new Map<string, number>();
  private letters = 0;
  private leftOut = 0;

  constructor(first: string) {
    this.add(first, 0);
  }

  add(url: string, level: number): void {
    if (this.known.has(url)) return;
    if (this.letters + url.length > LETTERS_MAX) this.leftOut++;
    else if (this.isOneOfFew(url)) {
      this.remember(url);
      this.queue.push({ url, level });
    }
  }

  /** It need not be looked at any more. */
  remember(url: string): void {
    if (!this.known.has(url)) this.letters += url.length;
    this.known.add(url);
  }

  /** How many were found beside these. */
  leftOf(listed: { has(url: string): boolean }): number {
    let left = this.leftOut;
    for (const url of this.known) if (!listed.has(url)) left++;
    return left;
  }

  private isOneOfFew(url: string): boolean {
    const { origin, pathname, search } = new URL(url);
    if (!search) return true;
    const count = (this.queries.get(origin + pathname) ?? 0) + 1;
    this.queries.set(origin + pathname, count);
    return count <= QUERIES_MAX;
  }
}
