import { htmlPage } from '../../testing/test-site';
import { UnreadableError } from '../parse/parsed-source';
import { PageFinder, type SiteToSearch } from './find-pages';
import { PageFetcher, PageGoneError, type FetchedPage, type FetchOptions } from './page-fetcher';
import { RobotsRules } from './robots-rules';
import { Sitemaps } from './sitemaps';

// Each page is read in a process of its own.
jest.setTimeout(60_000);

/** The web as far as a test needs it: names that nobody owns lead nowhere, so that no connection can be made to them. */
class KnownWeb extends PageFetcher {
  readonly asked: string[] = [];

  constructor(private readonly known: Record<string, string | { to: string }>) {
    super({ crawlAllow: [] });
  }

  override async fetch(address: string, { accepts }: FetchOptions): Promise<FetchedPage> {
    const url = this.check(address);
    this.asked.push(url.href);
    const found = this.known[url.href];
    if (found === undefined) throw new PageGoneError(404);
    if (typeof found === 'string') return { url: url.href, type: url.pathname === '/robots.txt' ? 'txt' : 'html', bytes: Buffer.from(found), charset: null, etag: null };
    const next = new URL(found.to);
    if (accepts && !accepts(next)) throw new UnreadableError(`The page leads to another site (${next.host}).`);
    return this.fetch(next.href, { signal: never, accepts });
  }
}

const never = new AbortController().signal;
const webs: KnownWeb[] = [];
afterEach(() => Promise.all(webs.splice(0).map((web) => web.onApplicationShutdown())));

async function find(known: Record<string, string | { to: string }>, over: Partial<SiteToSearch> & { url: string }) {
  const web = new KnownWeb(known);
  webs.push(web);
  const robots = new RobotsRules(web, { now: () => 0 } as never);
  const progress: number[] = [];
  const { pages, note } = await new PageFinder(web, robots, new Sitemaps(web, robots), async () => undefined).find({ mode: 'crawl', depth: 2, maxPages: 200, ...over }, never, (percent) => progress.push(percent));
  return { pages: Object.fromEntries(pages.map(({ url, refused }) => [url, refused])), note, progress, asked: web.asked };
}

describe('a site that answers under its other name', () => {
  const www = 'https://www.shop.example';

  it('is searched under that name, by its rules, whatever its links say', async () => {
    const { pages, asked } = await find({
      'https://shop.example/': { to: `${www}/` },
      [`${www}/robots.txt`]: 'User-agent: *\nDisallow: /closed',
      [`${www}/`]: htmlPage('Start', 'x', ['/a', 'https://shop.example/b', '/closed', 'https://other.example/']),
      [`${www}/a`]: htmlPage('A', 'x'),
      [`${www}/b`]: htmlPage('B', 'x'),
    }, { url: 'https://shop.example/' });
    expect(pages).toEqual({ [`${www}/`]: null, [`${www}/a`]: null, [`${www}/b`]: null, [`${www}/closed`]: 'The site’s robots.txt refuses it.' });
    expect(asked).not.toContain(`${www}/closed`);
  });

  it('may refuse its first page there', async () => {
    const { pages } = await find({ 'https://shop.example/': { to: `${www}/` }, [`${www}/robots.txt`]: 'User-agent: *\nDisallow: /', [`${www}/`]: htmlPage('Start', 'x') }, { url: 'https://shop.example/' });
    expect(pages).toEqual({ [`${www}/`]: 'The site’s robots.txt refuses it.' });
  });

  it('lists its pages there in its sitemap', async () => {
    const { pages } = await find({
      'https://shop.example/sitemap.xml': { to: `${www}/sitemap.xml` },
      [`${www}/sitemap.xml`]: `<urlset><loc>${www}/a</loc><loc>https://shop.example/b</loc><loc>${www}/closed</loc><loc>https://other.example/</loc></urlset>`,
      [`${www}/robots.txt`]: 'User-agent: *\nDisallow: /closed',
    }, { url: 'https://shop.example/', mode: 'sitemap' });
    expect(pages).toEqual({ [`${www}/a`]: null, 'https://shop.example/b': null, [`${www}/closed`]: 'The site’s robots.txt refuses it.', 'https://other.example/': 'It is on another site (other.example).' });
  });

  it('is no other site', async () => {
    await expect(find({ 'https://shop.example/': { to: 'https://elsewhere.example/' }, 'https://elsewhere.example/': htmlPage('x', 'x') }, { url: 'https://shop.example/' })).rejects.toThrow(/another site/);
  });
});

describe('progress', () => {
  it('comes with every sitemap, so that a lease of the work is renewed in time', async () => {
    const { progress } = await find({
      'https://shop.example/robots.txt': 'Sitemap: https://shop.example/1.xml\nSitemap: https://shop.example/2.xml',
      'https://shop.example/1.xml': '<urlset><loc>https://shop.example/a</loc></urlset>',
      'https://shop.example/2.xml': '<urlset><loc>https://shop.example/b</loc></urlset>',
    }, { url: 'https://shop.example/', mode: 'sitemap' });
    expect(progress).toEqual([50, 100]);
  });
});
