import type { LookupFunction } from 'node:net';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, request, type Dispatcher } from 'undici';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { UnreadableError } from '../parse/parsed-source';
import type { SourceType } from '../parse/source-type';
import { publicAddresses, resolveBySystem, safeUrl, type Resolve } from './safe-address';

export const PAGE_MAX_BYTES = 5 * 1024 * 1024;
export const PAGE_TIMEOUT_MS = 15_000;
const REDIRECTS_MAX = 5;
/** As robots files name us. */
export const ROBOT = 'mailtrixybot';
export const USER_AGENT = 'MailTrixyBot/1.0 (reads pages for a knowledge base)';

const TYPES: Readonly<Record<string, SourceType>> = { 'text/html': 'html', 'application/xhtml+xml': 'html', 'text/plain': 'txt', 'text/markdown': 'md', 'application/pdf': 'pdf' };
/** Of sitemaps and robots files. */
const TEXTS = /^(text\/(plain|xml)|application\/(xml|gzip|x-gzip|octet-stream|rss\+xml|atom\+xml))$/;

export interface FetchedPage {
  /** After redirects. */
  url: string;
  type: SourceType;
  bytes: Uint8Array;
  charset: string | null;
  etag: string | null;
}

export interface FetchOptions {
  signal: AbortSignal;
  /** Of the last reading: an unchanged page is not sent again. */
  etag?: string | null;
  /** Every hop's host must pass; e.g. the same site. */
  accepts?: (url: URL) => boolean;
  /** A text that is no page: robots.txt, a sitemap. */
  text?: boolean;
}

/** The page is not there any more: its server says so. */
export class PageGoneError extends Error {
  readonly words: string;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.words = `The page is not there any more (${status}). What was read from it is no longer used.`;
  }
}

/** The server did not give the page now; it may later. */
export class PageUnreachableError extends UnreadableError {}

/** How addresses become connections; a test sets them. */
export interface FetcherOptions {
  resolve?: Resolve;
  timeoutMs?: number;
}

/**
 * Fetches pages that strangers' addresses lead to, and only such as anybody on the internet could open: every hop's address
 * is checked, names are resolved once and the connection goes to what was checked. No cookies, no credentials, bounded in
 * time and size.
 */
@Injectable()
export class PageFetcher implements OnApplicationShutdown {
  private readonly agent: Agent;
  private readonly allowed: ReadonlySet<string>;
  private readonly timeoutMs: number;

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'crawlAllow'>, { resolve = resolveBySystem, timeoutMs = PAGE_TIMEOUT_MS }: FetcherOptions = {}) {
    this.allowed = new Set(settings.crawlAllow);
    this.timeoutMs = timeoutMs;
    this.agent = new Agent({ connect: { lookup: this.lookup(resolve), timeout: 5000 }, pipelining: 1, connections: 4, keepAliveTimeout: 2000, maxHeaderSize: 16_384 });
  }

  /** @throws UnreadableError with words for an address that may not be asked */
  check(address: string): URL {
    return safeUrl(address, this.allowed);
  }

  /** @throws UnreadableError, PageGoneError, PageUnreachableError */
  async fetch(address: string, options: FetchOptions): Promise<FetchedPage | 'unchanged'> {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(this.timeoutMs)]);
    let url = this.check(address);
    for (let hop = 0; ; hop++) {
      const answer = await this.ask(url, options, signal);
      // A body that nobody reads keeps its connection, and its error would end the process.
      answer.body.on('error', () => undefined);
      try {
        if (answer.statusCode === 304 && options.etag) return 'unchanged';
        if (answer.statusCode >= 300 && answer.statusCode < 400 && answer.statusCode !== 304) {
          if (hop >= REDIRECTS_MAX) throw new UnreadableError(`The address leads on more than ${REDIRECTS_MAX} times.`);
          url = this.next(url, headerOf(answer, 'location'), options);
          continue;
        }
        assertGiven(answer.statusCode);
        return await this.read(url, answer, options, signal);
      } finally {
        answer.body.destroy();
      }
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }

  private next(from: URL, location: string | null, { accepts }: FetchOptions): URL {
    if (!location || !URL.canParse(location, from.href)) throw new UnreadableError('The page leads to an address that cannot be understood.');
    const url = this.check(new URL(location, from).href);
    if (accepts && !accepts(url)) throw new UnreadableError(`The page leads to another site (${url.host}).`);
    return url;
  }

  private async ask(url: URL, { etag, text }: FetchOptions, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    try {
      return await request(url.href, { method: 'GET', dispatcher: this.agent, signal, headersTimeout: this.timeoutMs, bodyTimeout: this.timeoutMs, headers: { 'user-agent': USER_AGENT, accept: text ? '*/*' : 'text/html,application/xhtml+xml,text/plain,application/pdf;q=0.8', 'accept-encoding': 'identity', ...(etag ? { 'if-none-match': etag } : {}) } });
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  private async read(url: URL, answer: Dispatcher.ResponseData, { text }: FetchOptions, signal: AbortSignal): Promise<FetchedPage> {
    const [mimeType, ...parameters] = (headerOf(answer, 'content-type') ?? 'text/html').split(';').map((part) => part.trim().toLowerCase());
    const type = TYPES[mimeType] ?? (text && TEXTS.test(mimeType) ? 'txt' : null);
    if (!type) throw new UnreadableError(`This is no page but ${mimeType ? `“${mimeType.slice(0, 60)}”` : 'something unknown'}. Pages, plain texts and PDFs can be read.`);
    const encoding = headerOf(answer, 'content-encoding');
    if (encoding && encoding !== 'identity') throw new UnreadableError('The server sent the page compressed although it was asked not to.');
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
        if ((size += chunk.length) > PAGE_MAX_BYTES) throw new UnreadableError('The page is larger than 5 MB, or does not end.');
        chunks.push(chunk);
      }
      signal.throwIfAborted();
    } catch (error) {
      throw this.unreachable(error);
    }
    const charset = parameters.map((part) => /^charset=["']?([\w-]+)/.exec(part)?.[1]).find(Boolean) ?? null;
    return { url: url.href, type, bytes: Buffer.concat(chunks), charset, etag: headerOf(answer, 'etag')?.slice(0, 255) ?? null };
  }

  private unreachable(error: unknown): Error {
    if (error instanceof UnreadableError) return error;
    const { cause, code, name } = error as NodeJS.ErrnoException & { cause?: unknown };
    // What our own lookup said.
    if (cause instanceof UnreadableError) return cause;
    if (name === 'TimeoutError' || name === 'AbortError' || code?.includes('TIMEOUT')) return Object.assign(new PageUnreachableError(`The page did not come within ${Math.round(this.timeoutMs / 1000)} seconds.`), { cause: error });
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return Object.assign(new PageUnreachableError('The server of this address cannot be found. Check how it is written.'), { cause: error });
    if (code?.startsWith('CERT') || code?.includes('SSL') || code?.includes('CERT') || code === 'EPROTO') return Object.assign(new PageUnreachableError('The certificate of this server is not valid, so its pages are not read.'), { cause: error });
    return Object.assign(new PageUnreachableError('The server of this address does not answer.'), { cause: error });
  }

  /** The addresses that were checked are those that are connected to: asking a name twice could give two answers. */
  private lookup(resolve: Resolve): LookupFunction {
    return (hostname, { all }, done) => {
      publicAddresses(hostname, resolve).then(
        (addresses) => (all ? done(null, addresses) : done(null, addresses[0].address, addresses[0].family)),
        (error: unknown) => done(error as NodeJS.ErrnoException, ''),
      );
    };
  }
}

function assertGiven(status: number): void {
  if (status === 404 || status === 410) throw new PageGoneError(status);
  if (status === 401 || status === 403) throw new UnreadableError(`The server does not let us read this page (${status}). It may want a sign-in, or refuse robots.`);
  if (status === 429 || status >= 500) throw new PageUnreachableError(`The server could not give the page just now (${status}).`);
  if (status < 200 || status >= 300) throw new UnreadableError(`The server answered with ${status} instead of the page.`);
}

function headerOf({ headers }: Dispatcher.ResponseData, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
