import { readRobots } from './robots-file';

const allows = (text: string, path: string): boolean => readRobots(text, 'mailtrixybot').allows(path);

describe('a robots.txt', () => {
  it('that says nothing allows everything', () => {
    for (const text of ['', 'User-agent: *\nDisallow:', '<html>not found</html>', 'User-agent: other\nDisallow: /', 'Disallow: /']) expect(allows(text, '/a')).toBe(true);
  });

  it('names robots: what is said to ours counts instead of what is said to all', () => {
    const text = '\ufeffUser-agent: *\nDisallow: /\n\nuser-agent: Other\nUser-Agent: MailTrixyBot/1.0\nDisallow: /closed # for now\n\nUser-agent: mailtrixybot\nSitemap: https://example.com/s.xml\nDisallow: /too\nCrawl-delay: 3';
    expect(['/', '/closed/x', '/too'].map((path) => allows(text.slice(1), path))).toEqual([true, false, false]);
    expect(readRobots(text, 'mailtrixybot')).toMatchObject({ delay: 3, sitemaps: ['https://example.com/s.xml'] });
  });

  it.each([
    ['Disallow: /fish', ['/fish', '/fish.html', '/fish/a?b=c'], ['/Fish', '/cat/fish']],
    ['Disallow: /fish*', ['/fish', '/fishheads'], ['/a']],
    ['Disallow: /*.php', ['/a.php', '/a.php?x', '/b/a.php5'], ['/', '/a.PHP']],
    ['Disallow: /*.php$', ['/a.php', '/b/a.php/c.php'], ['/a.php?x', '/a.php5']],
    ['Disallow: /fish*.php', ['/fish.php', '/fishheads/cat.php?x'], ['/Fish.php']],
    ['Disallow: /a*b*c$', ['/abc', '/axbxbcc'], ['/abcd', '/acb', '/ab']],
    ['Disallow: /ab*ab$', ['/abab'], ['/ab', '/aab']],
    ['Disallow: /$', ['/'], ['/a']],
    ['Disallow: *', ['/', '/a'], []],
    ['Disallow: /\nAllow: /open', ['/', '/a'], ['/open', '/open/b']],
    ['Allow: /page\nDisallow: /page', [], ['/page']],
    ['Allow: /p*\nDisallow: /p', [], ['/p']],
    ['Disallow: /Größe', ['/Gr%C3%B6%C3%9Fe', '/Gr%c3%b6%c3%9fe'], ['/Gr']],
    ['Disallow: /a%2fb', ['/a%2Fb'], ['/a/b']],
  ])('%s', (rules, refused, allowed) => {
    const text = `User-agent: *\n${rules}`;
    expect(refused.filter((path) => allows(text, path))).toEqual([]);
    expect(allowed.filter((path) => !allows(text, path))).toEqual([]);
  });

  it('beyond its bounds refuses more, never less', () => {
    const long = `/x${'y'.repeat(3000)}`;
    expect(allows(`User-agent: *\nDisallow: ${long}`, long)).toBe(false);
    expect(allows(`User-agent: *\nDisallow: /\nAllow: ${long}`, long)).toBe(false);
    const wild = `/${'a*'.repeat(50)}z$`;
    expect(allows(`User-agent: *\nDisallow: ${wild}`, `/${'a'.repeat(50)}z`)).toBe(false);
    const many = Array.from({ length: 5000 }, (_, no) => `Disallow: /n${no}*.html`).join('\n');
    expect([allows(`User-agent: *\n${many}`, '/n4999/a.html'), allows(`User-agent: *\n${many}`, '/other')]).toEqual([false, true]);
  });

  it.each([
    ['stars', `Disallow: /${'*'.repeat(500_000)}x`],
    ['stars and letters', `Disallow: /${'a*'.repeat(250_000)}x`],
    ['many such lines', `Disallow: /${'a*'.repeat(100)}b\n`.repeat(2000)],
    ['long pieces', `Disallow: /*${'a'.repeat(900)}b\n`.repeat(500)],
    ['short lines', 'Disallow: /b\n'.repeat(40_000)],
    ['short lines that differ', Array.from({ length: 40_000 }, (_, no) => `Disallow: /b${no}`).join('\n')],
    ['lines that begin alike', Array.from({ length: 400 }, (_, no) => `Disallow: /${'a'.repeat(900)}${no}b`).join('\n')],
    ['long pieces that nearly fit', `Disallow: /*${`${'a'.repeat(95)}b${'a'.repeat(95)}*`.repeat(5)}c\n`.repeat(500)],
    ['names', 'User-agent: *\n'.repeat(35_000) + 'Disallow: /b'],
  ])('of half a megabyte of %s is asked for a thousand pages in time', (_, rules) => {
    const robots = readRobots(`User-agent: *\n${rules}`, 'mailtrixybot');
    const path = `/${'a'.repeat(1900)}`;
    const started = performance.now();
    for (let page = 0; page < 1000; page++) robots.allows(path);
    // A hang takes minutes; this takes a second or two.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
