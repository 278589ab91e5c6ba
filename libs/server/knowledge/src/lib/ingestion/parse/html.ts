import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { decodeText } from './decode-text';
import { isTooDeep, tagless } from './deep-html';
import type { DomDocument, DomElement, DomNode } from './dom';
import { markdownOf } from './html-to-markdown';
import { UnreadableError, whole, type ParsedSource } from './parsed-source';

/** Larger pages are lists of something, which Readability does not help with; it would double the time. */
const READABLE_MAX = 500_000;
/** Readability left out so much that it did not understand the page. */
const ARTICLE_SHARE = 0.6;

const NOT_TEXT = 'script,style,noscript,template,iframe,object,embed,svg,canvas,form,button,input,select,textarea,nav,footer,aside,dialog,[hidden],[aria-hidden="true"],[role="navigation"],[role="banner"],[role="contentinfo"],[role="search"],[role="complementary"],[role="dialog"]';
/** Of the frame around a text; matched against whole words of class and id. */
const FRAME = /(^|[\s_-])(cookies?|consent|breadcrumbs?|newsletter|share|social|sidebar|menu|navbar)([\s_-]|$)/i;
const UNSEEN = /(display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(px)?\s*(;|$))/i;

/**
 * A web page or HTML file: its main text as Markdown, without scripts, navigation and what a visitor cannot see.
 * @param charset of the answer's headers
 */
export function parseHtml(bytes: Uint8Array, charset: string | null = null): ParsedSource {
  const html = decodeText(bytes, charset ?? metaCharset(bytes));
  if (isTooDeep(html)) return { title: null, language: null, parts: whole(tagless(html)), partly: 'This page is nested so deeply that its headings and tables could not be told apart; its text was read.' };
  const document = read(html);
  const title = textOf(document.querySelector('title')) ?? textOf(document.querySelector('h1'));
  const language = document.documentElement?.getAttribute('lang')?.trim() || null;
  tidy(document);
  const main = document.querySelector('main,[role="main"]') ?? onlyArticle(document) ?? document.body;
  if (!main) throw new UnreadableError('This page is empty.');
  const own = markdownOf(main);
  const article = html.length > READABLE_MAX ? null : readable(html);
  const markdown = article !== null && article.length >= own.length * ARTICLE_SHARE ? article : own;
  return { title, language, parts: whole(markdown), partly: null };
}

function readable(html: string): string | null {
  try {
    // Readability changes its document, and wants it as it came, apart from what a visitor cannot see.
    const document = read(html);
    tidy(document);
    const found = new Readability(document as never, { keepClasses: false, nbTopCandidates: 5 }).parse();
    if (!found?.content) return null;
    const text = markdownOf(found.content);
    return text.trim() ? text : null;
  } catch {
    return null;
  }
}

function read(html: string): DomDocument {
  return parseHTML(/<html[\s>]/i.test(html) ? html : `<!doctype html><html><body>${html}</body></html>`).document as unknown as DomDocument;
}

function tidy(document: DomDocument): void {
  for (const element of [...document.querySelectorAll(NOT_TEXT)]) element.remove();
  // A banner stands at the top of a page; an article's own header holds its heading.
  for (const header of [...document.querySelectorAll('header')]) if (!header.closest('main,article') && !header.querySelector('h1')) header.remove();
  for (const element of [...document.querySelectorAll('[class],[id],[style]')]) {
    if (element === document.body || element === document.documentElement || element.querySelector('main')) continue;
    if (UNSEEN.test(element.getAttribute('style') ?? '') || FRAME.test(`${element.getAttribute('class') ?? ''} ${element.getAttribute('id') ?? ''}`)) element.remove();
  }
}

/** Several are a list of teasers. */
function onlyArticle(document: DomDocument): DomElement | null {
  const articles = document.querySelectorAll('article');
  return articles.length === 1 ? articles[0] : null;
}

function textOf(element: DomNode | null): string | null {
  return element?.textContent?.replace(/\s+/g, ' ').trim() || null;
}

function metaCharset(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 2048)).toString('latin1');
  return /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1] ?? null;
}
