import { SiteAddresses } from './site-addresses';

describe('SiteAddresses', () => {
  it('holds each address once, in the order of finding', () => {
    const addresses = new SiteAddresses('https://a.example/');
    for (const url of ['https://a.example/1', 'https://a.example/', 'https://a.example/1', 'https://a.example/2']) addresses.add(url, 1);
    expect([...addresses.queue].map(({ url, level }) => [url, level])).toEqual([['https://a.example/', 0], ['https://a.example/1', 1], ['https://a.example/2', 1]]);
    expect(addresses.leftOf(new Set(['https://a.example/']))).toBe(2);
  });

  it('holds few queries of one page', () => {
    const addresses = new SiteAddresses('https://a.example/');
    for (let day = 0; day < 100; day++) addresses.add(`https://a.example/calendar?day=${day}`, 1);
    expect(addresses.queue).toHaveLength(21);
  });

  it('holds only so much of a site that leads to ever more long addresses, and knows that there is more', () => {
    const addresses = new SiteAddresses('https://a.example/');
    for (let no = 0; no < 100_000; no++) addresses.add(`https://a.example/${'long/'.repeat(390)}${no}`, 1);
    expect(addresses.queue.reduce((letters, { url }) => letters + url.length, 0)).toBeLessThan(6_000_000);
    expect(addresses.leftOf(new Set(addresses.queue.map(({ url }) => url)))).toBeGreaterThan(0);
  });
});
