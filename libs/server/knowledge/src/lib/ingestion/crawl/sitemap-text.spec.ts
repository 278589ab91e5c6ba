import { gzipSync } from 'node:zlib';
import { UnreadableError } from '../parse/parsed-source';
import { readSitemap } from './sitemap-text';

const read = (text: string) => readSitemap(Buffer.from(text));

describe('a sitemap', () => {
  it('lists pages, in every usual way of writing', () => {
    const xml = `<?xml version="1.0"?><urlset><url><loc>https://example.com/a?b=1&amp;c=2</loc><image:image><image:loc>https://example.com/p.png</image:loc></image:image></url>
      <url><LOC>\n  https://example.com/b \n</LOC></url><url><loc> <![CDATA[ https://example.com/c?d&e ]]> </loc></url><url><loc></loc></url></urlset>`;
    expect(read(xml)).toEqual({ isIndex: false, addresses: ['https://example.com/a?b=1&c=2', 'https://example.com/b', 'https://example.com/c?d&e'] });
    expect(readSitemap(gzipSync(xml)).addresses).toHaveLength(3);
  });

  it('may be a plain list, or list sitemaps', () => {
    expect(read('https://example.com/a\n\nno address\r\n  http://example.com/b')).toEqual({ isIndex: false, addresses: ['https://example.com/a', 'http://example.com/b'] });
    expect(read('<sitemapindex xmlns="x"><sitemap><loc>https://example.com/a.xml</loc></sitemap></sitemapindex>')).toEqual({ isIndex: true, addresses: ['https://example.com/a.xml'] });
  });

  it('that expands without end is refused', () => {
    expect(() => readSitemap(gzipSync(Buffer.alloc(60 * 1024 * 1024)))).toThrow(UnreadableError);
  });

  it.each(['<loc>', '<loc> ', '<loc>\n\n\n\n<![CDATA[', '<loc>x', '<loc>x]', `<loc>${' '.repeat(3000)}x${' '.repeat(3000)}]`, '<loc>]]>', '<LOC>https://example.com/</LOC>', '<sitemapindex', 'http://example.com/\n'])('that is full of %j is read in time', (piece) => {
    const text = piece.repeat(Math.ceil((5 * 1024 * 1024) / piece.length));
    const started = performance.now();
    expect(read(text).addresses.length).toBeLessThanOrEqual(50_000);
    // It takes a tenth of a second; what looks again and again at the same takes hours.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
