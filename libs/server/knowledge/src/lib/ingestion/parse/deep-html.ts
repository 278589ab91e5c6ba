/** Deeper than any page that people wrote. Trees of such depth take parsers quadratic time, and break what walks them by recursion. */
const DEPTH_MAX = 400;

/** Elements that do not nest: void ones, and those that the next of their kind closes. */
const FLAT = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr', 'p', 'li', 'dt', 'dd', 'tr', 'td', 'th', 'thead', 'tbody', 'tfoot', 'option', 'colgroup', 'rp', 'rt']);
const TAG = /<(\/?)([a-z][a-z0-9:-]*)(?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const UNREAD = /<(script|style|noscript|template|svg|nav)\b[\s\S]*?(<\/\1\s*>|$)/gi;
const INLINE = /^<\/?(a|b|strong|i|em|span|u|s|code|small|sub|sup|mark|font)\b/i;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', ndash: '–', mdash: '—', hellip: '…', euro: '€' };

/** Told by the tags alone, before a tree is built. */
export function isTooDeep(html: string): boolean {
  let depth = 0;
  for (const [tag, closing, name] of html.matchAll(TAG)) {
    if (FLAT.has(name.toLowerCase()) || tag.endsWith('/>')) continue;
    depth = closing ? Math.max(0, depth - 1) : depth + 1;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}

/** The text between the tags, as paragraphs. */
export function tagless(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(UNREAD, '')
    .replace(TAG, (tag) => (INLINE.test(tag) ? '' : '\n\n'))
    .replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,8});/gi, (entity, name: string) => decoded(name) ?? entity)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n\n')
    .trim();
}

function decoded(name: string): string | undefined {
  if (name[0] !== '#') return NAMED[name.toLowerCase()];
  const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  return Number.isInteger(code) && code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
