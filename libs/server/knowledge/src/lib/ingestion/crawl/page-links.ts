/** What a page says about itself and where it leads, read from its tags without building a tree. */
export interface PageLinks {
  title: string | null;
  links: string[];
  /** By <meta name="robots">. */
  noIndex: boolean;
  noFollow: boolean;
}

const LINKS_MAX = 2000;
/** The same address may stand there again and again. */
const LOOKED_AT_MAX = 20_000;
const TAG_MAX = 4000;
const TITLE_MAX = 2000;
const NOT_PAGES = /\.(jpe?g|png|gif|webp|avif|svg|ico|css|js|mjs|json|xml|rss|zip|gz|tgz|rar|7z|exe|dmg|apk|mp[34]|webm|ogg|wav|mov|avi|woff2?|ttf|eot|docx?|xlsx?|pptx?|csv)$/i;
/** Say where a visitor came from, not what is shown. */
const TRACKING = /^(utm_\w+|fbclid|gclid|mc_[ce]id|ref|session(id)?|phpsessid)$/i;
/** Elements whose content is text, whatever stands there; ends that are missing are the end of the page. */
const ENDS: Readonly<Record<string, RegExp>> = { script: /<\/script/gi, style: /<\/style/gi, title: /<\/title/gi };

export function pageLinks(html: string, url: string): PageLinks {
  const links = new Set<string>();
  let base = url;
  let based = false;
  let title: string | null = null;
  let robots = '';
  let lookedAt = 0;
  for (const { name, tag, text } of tagsOf(html)) {
    if (name === 'title') title ??= decodeEntities(text).replace(/\s+/g, ' ').trim() || null;
    if (name === 'meta' && attribute(tag, 'name')?.toLowerCase() === 'robots') robots ||= attribute(tag, 'content')?.toLowerCase() ?? '';
    const href = name === 'a' || name === 'base' ? attribute(tag, 'href') : null;
    if (!href) continue;
    if (name === 'base') {
      if (!based && URL.canParse(href, url)) base = new URL(href, url).href;
      based = true;
    } else if (links.size < LINKS_MAX && lookedAt++ < LOOKED_AT_MAX && !/\bnofollow\b/i.test(attribute(tag, 'rel') ?? '')) {
      const link = evenedUrl(href, base);
      if (link) links.add(link);
    }
  }
  return { title, links: [...links], noIndex: /noindex|none/.test(robots), noFollow: /nofollow|none/.test(robots) };
}

/**
 * Opening tags in their order, each looked at once: never back, and what has no end ends the page, so that the time follows
 * the size whatever stands there.
 */
function* tagsOf(html: string): Generator<{ name: string; tag: string; text: string }> {
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at)) {
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 4);
      if (end < 0) return;
      at = end + 3;
      continue;
    }
    const name = /^[a-z]{1,10}(?=[\s/>])/i.exec(html.slice(at + 1, at + 12))?.[0].toLowerCase();
    if (!name) {
      at++;
      continue;
    }
    const end = html.indexOf('>', at);
    if (end < 0) return;
    const tag = end - at > TAG_MAX ? '' : html.slice(at, end + 1);
    at = end + 1;
    let text = '';
    const close = ENDS[name];
    if (close) {
      close.lastIndex = at;
      const found = close.exec(html);
      if (!found) return;
      if (name === 'title') text = html.slice(at, Math.min(found.index, at + TITLE_MAX));
      at = found.index;
    }
    yield { name, tag, text };
  }
}

/** One way of writing for one page. Null: no page. */
export function evenedUrl(href: string, base: string): string | null {
  const address = decodeEntities(href.trim());
  if (!URL.canParse(address, base)) return null;
  const url = new URL(address, base);
  if (!/^https?:$/.test(url.protocol) || NOT_PAGES.test(url.pathname) || url.href.length > 2000) return null;
  url.hash = '';
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
  return url.href;
}

const ATTRIBUTES = Object.fromEntries(['href', 'rel', 'name', 'content'].map((name) => [name, new RegExp(`\\s${name}\\s{0,20}=\\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\\s>"']+))`, 'i')]));

function attribute(tag: string, name: 'href' | 'rel' | 'name' | 'content'): string | null {
  const [, double, single, bare] = ATTRIBUTES[name].exec(tag) ?? [];
  return double ?? single ?? bare ?? null;
}

export function decodeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos|#39|#x27|nbsp);/gi, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' })[name.toLowerCase()] ?? "'");
}
