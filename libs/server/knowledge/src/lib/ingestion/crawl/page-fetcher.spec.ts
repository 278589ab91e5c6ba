import type { LookupAddress } from 'node:dns';
import { startTestSite, type TestSite } from '../../testing/test-site';
import { UnreadableError } from '../parse/parsed-source';
import { PageFetcher, PageGoneError } from './page-fetcher';
import { isPublic, safeUrl } from './safe-address';

const never = new AbortController().signal;
const wordsOf = (work: () => unknown): string => {
  try {
    return String(work());
  } catch (error) {
    if (error instanceof UnreadableError) return error.words;
    throw error;
  }
};

describe('an address that a person gives', () => {
  it.each([
    ['https://example.com/help', 'https://example.com/help'],
    ['example.com/help#top', 'https://example.com/help'],
    ['http://EXAMPLE.com:80/', 'http://example.com/'],
    ['http://8.8.8.8/', 'http://8.8.8.8/'],
    ['http://[2606:4700::1111]/', 'http://[2606:4700::1111]/'],
  ])('%s is asked', (typed, asked) => {
    expect(wordsOf(() => safeUrl(typed, new Set()).href)).toBe(asked);
  });

  it.each([
    'http://127.0.0.1/', 'http://127.1/', 'http://2130706433/', 'http://0x7f.1/', 'http://0177.0.0.1/', 'http://0.0.0.0/', 'http://[::1]/', 'http://[::]/',
    'http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]/', 'http://[64:ff9b::7f00:1]/', 'http://[fd00::1]/', 'http://[fe80::1]/', 'http://[2002:7f00:1::]/',
    'http://169.254.169.254/latest/meta-data/', 'http://10.0.0.8/', 'http://172.16.3.4/', 'http://192.168.1.1/', 'http://100.64.0.1/', 'http://224.0.0.1/', 'http://255.255.255.255/',
    'http://localhost/', 'http://LOCALHOST./', 'http://db.internal/', 'http://printer.local/', 'http://intranet/', 'http://a.localhost/',
  ])('%s leads into a private network', (typed) => {
    expect(wordsOf(() => safeUrl(typed, new Set()))).toMatch(/private network/);
  });

  it.each([
    ['ftp://example.com/', /http/], ['file:///etc/passwd', /http/], ['javascript:alert(1)', /http/], ['http://user:secret@example.com/', /password/], ['http://example.com:8080/', /ports/], ['https://example.com:22/', /ports/], ['', /no address/], ['http://', /no address/], ['not an address', /no address/],
  ])('%s is refused in words', (typed, words) => {
    expect(wordsOf(() => safeUrl(typed, new Set()))).toMatch(words);
  });

  it('by number: only what anybody can reach is public', () => {
    expect(['1.1.1.1', '2606:4700::1111'].map(isPublic)).toEqual([true, true]);
    expect(['::ffff:10.0.0.1', '64:ff9b::a00:1', 'fc00::1', '192.0.2.1', '198.18.0.1', 'nonsense', '', '::7f00:1', '::127.0.0.1', '::ffff:0:7f00:1', '64:ff9b:1::a00:1', '4000::1'].filter(isPublic)).toEqual([]);
  });
});

describe('fetching', () => {
  let site: TestSite;
  let other: TestSite;
  const fetchers: PageFetcher[] = [];
  const fetcher = (over: { allow?: string[]; resolve?: (name: string) => Promise<LookupAddress[]>; timeoutMs?: number } = {}) => {
    const made = new PageFetcher({ crawlAllow: over.allow ?? [site.host] }, { timeoutMs: over.timeoutMs ?? 5000, ...(over.resolve ? { resolve: over.resolve } : {}) });
    fetchers.push(made);
    return made;
  };
  const fetched = (by: PageFetcher, address: string): Promise<string> =>
    by.fetch(address, { signal: never }).then(
      (page) => (page === 'unchanged' ? page : Buffer.from(page.bytes).toString('utf8')),
      (error: unknown) => {
        if (error instanceof UnreadableError || error instanceof PageGoneError) return error.words;
        throw error;
      },
    );

  beforeEach(async () => {
    site = await startTestSite();
    other = await startTestSite();
    other.pages.set('/', 'internal secret');
  });
  afterEach(async () => {
    await Promise.all(fetchers.splice(0).map((one) => one.onApplicationShutdown()));
    await Promise.all([site.close(), other.close()]);
  });

  it('gives a page with its type and its mark', async () => {
    site.pages.set('/a', (request, response) => response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 200, { 'content-type': 'text/html; charset=ISO-8859-1', etag: '"1"' }).end(request.headers['if-none-match'] ? undefined : 'hello'));
    const by = fetcher();
    expect(await by.fetch(`${site.url}/a`, { signal: never })).toMatchObject({ type: 'html', charset: 'iso-8859-1', etag: '"1"' });
    expect(await by.fetch(`${site.url}/a`, { signal: never, etag: '"1"' })).toBe('unchanged');
  });

  it('follows redirects, each of which is checked: none leads to a private address', async () => {
    site.pages.set('/good', (_request, response) => response.writeHead(302, { location: '/end' }).end());
    site.pages.set('/end', 'the end');
    expect(await fetched(fetcher(), `${site.url}/good`)).toBe('the end');
    for (const target of [`${other.url}/`, 'http://169.254.169.254/latest/', 'http://[::1]/', 'http://0x7f.1/', 'http://localhost/']) {
      site.pages.set('/bad', (_request, response) => response.writeHead(301, { location: target }).end());
      expect(await fetched(fetcher(), `${site.url}/bad`)).toMatch(/private network|usual ports/);
    }
    expect(other.asked).toEqual([]);
  });

  it('ends after five redirects', async () => {
    site.pages.set('/round', (_request, response) => response.writeHead(302, { location: '/round' }).end());
    expect(await fetched(fetcher(), `${site.url}/round`)).toMatch(/more than 5 times/);
    expect(site.asked).toHaveLength(6);
  });

  it('asks a name once and connects to what was checked: a second answer (rebinding) changes nothing', async () => {
    const answers: LookupAddress[][] = [[{ address: '127.0.0.1', family: 4 }], [{ address: '93.184.216.34', family: 4 }, { address: '10.0.0.1', family: 4 }]];
    let times = 0;
    const resolve = async (): Promise<LookupAddress[]> => answers[times++];
    const by = fetcher({ resolve });
    expect(await fetched(by, 'http://rebind.example.com/')).toMatch(/private network/);
    // One private address among public ones is enough.
    expect(await fetched(by, 'http://rebind.example.com/')).toMatch(/private network/);
    expect(times).toBe(2);
    expect([...site.asked, ...other.asked]).toEqual([]);
  });

  it('bounds size: an endless page', async () => {
    site.pages.set('/endless', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    expect(await fetched(fetcher(), `${site.url}/endless`)).toMatch(/larger than 5 MB, or does not end/);
  });

  it('bounds time: a page that drips, one that never answers', async () => {
    site.pages.set('/silent', () => undefined);
    site.pages.set('/drip', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const timer = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(timer));
    });
    const by = fetcher({ timeoutMs: 300 });
    expect(await fetched(by, `${site.url}/silent`)).toMatch(/did not come within/);
    expect(await fetched(by, `${site.url}/drip`)).toMatch(/did not come within/);
  });

  it.each([
    ['image/png', 200, /no page but “image\/png”/],
    ['application/zip', 200, /no page/],
    ['text/html', 404, /not there any more/],
    ['text/html', 403, /does not let us read/],
    ['text/html', 500, /just now \(500\)/],
  ])('says what is wrong: %s %i', async (type, status, words) => {
    site.pages.set('/x', (_request, response) => response.writeHead(status, { 'content-type': type }).end('x'));
    expect(await fetched(fetcher(), `${site.url}/x`)).toMatch(words);
  });

  it('says that nobody answers', async () => {
    const { host, url } = other;
    await other.close();
    other = await startTestSite();
    expect(await fetched(fetcher({ allow: [host] }), url)).toMatch(/does not answer/);
  });
});
