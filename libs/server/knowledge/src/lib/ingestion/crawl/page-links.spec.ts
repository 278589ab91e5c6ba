import { pageLinks } from './page-links';

const URL = 'https://example.com/help/';
/** Reading 5 MB takes a tenth of a second; what is not linear in the size takes minutes. */
const AT_MOST_MS = 5000;
const MB5 = 5 * 1024 * 1024;
const filled = (piece: string, size = MB5): string => piece.repeat(Math.ceil(size / piece.length));

describe('the links of a page', () => {
  it('are those that a visitor could follow', () => {
    const html = `<!DOCTYPE html><html><head><TITLE>Help &amp; more\n</TITLE></head><body>
      <!-- <a href="/commented">x</a> --><script>document.write('<a href="/scripted">')</script><style>a{}</style>
      <a href="one">1</a> <A class='b' HREF='/two?utm_source=x#part'>2</A> <a href=three>3</a><a name="no-link">-</a>
      <a href="/nofollow" rel="external nofollow">x</a><a href="mailto:a@example.com">x</a><a href="/picture.png">x</a><a href="one">again</a><abbr href="/no">x</abbr></body></html>`;
    expect(pageLinks(html, URL)).toEqual({ title: 'Help & more', links: ['https://example.com/help/one', 'https://example.com/two', 'https://example.com/help/three'], noIndex: false, noFollow: false });
  });

  it('begin where the page says', () => {
    expect(pageLinks('<base href="/other/"><a href="x">x</a>', URL).links).toEqual(['https://example.com/other/x']);
  });

  it('are none when the page asks for it', () => {
    expect(pageLinks('<meta content="noindex, nofollow" name="ROBOTS"><a href="x">x</a>', URL)).toMatchObject({ noIndex: true, noFollow: true });
    expect(pageLinks('<meta name="robots" content="none">', URL)).toMatchObject({ noIndex: true, noFollow: true });
  });

  it.each(['<!--', '<title', '<title>', '<script', '<script>', '<style>', '<a ', '<a href=', "<a href='", '<meta name=robots', '<base', '<', '</', '<!', '<a\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t href \t\t\t\t\t\t\t\t\t\t\t\t', '</title', '--><!--', '<a href="x">', '<a               >'])('of a page that is full of %j are read in time', (piece) => {
    const started = performance.now();
    pageLinks(filled(piece), URL);
    expect(performance.now() - started).toBeLessThan(AT_MOST_MS);
  });

  it('of a long run of spaces in a title or an address are read in time', () => {
    const started = performance.now();
    pageLinks(`<title>${' '.repeat(MB5)}</title><a href="${' '.repeat(MB5)}">`, URL);
    pageLinks(`<a href="${'&'.repeat(3900)}">`.repeat(1000), URL);
    expect(performance.now() - started).toBeLessThan(AT_MOST_MS);
  });
});
