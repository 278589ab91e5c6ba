import type { FetchedPage, PageFetcher } from './page-fetcher';
import { RobotsRules } from './robots-rules';

const { signal } = new AbortController();

function rulesOf(text: (host: string) => string): { robots: RobotsRules; asked: string[] } {
  const asked: string[] = [];
  const fetch = async (address: string): Promise<FetchedPage> => {
    const { host } = new URL(address);
    asked.push(host);
    return { url: address, type: 'txt', bytes: Buffer.from(text(host)), charset: null, etag: null };
  };
  return { robots: new RobotsRules({ fetch } as Partial<PageFetcher> as PageFetcher, { now: () => 0 } as never), asked };
}

describe('RobotsRules', () => {
  it('asks a site once in ten minutes', async () => {
    const { robots, asked } = rulesOf(() => 'User-agent: *\nDisallow: /closed');
    for (let turn = 0; turn < 3; turn++) for (let no = 0; no < 150; no++) expect((await robots.of(new URL(`https://${no}.example/`), signal)).allows(`https://${no}.example/closed`)).toBe(false);
    expect(asked).toHaveLength(150);
  });

  it('keeps few files that are as long as they may be, the newest ones', async () => {
    const { robots, asked } = rulesOf(() => `User-agent: *\n${'Disallow: /a\n'.repeat(40_000)}`);
    for (let no = 0; no < 30; no++) await robots.of(new URL(`https://${no}.example/`), signal);
    await robots.of(new URL('https://29.example/'), signal);
    expect(asked).toHaveLength(30);
    await robots.of(new URL('https://0.example/'), signal);
    expect(asked).toHaveLength(31);
  });
});
