import { Readable } from 'node:stream';
import { Pool } from 'undici';

export interface WebhookAnswer {
  /** HTTP status, null when there was none. */
  status: number | null;
  error: string | null;
  ms: number;
  body: string;
}

export interface WebhookRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: Buffer | null;
  timeoutMs: number;
  slowBodyMs?: number;
  /** The answer's body is kept only where somebody shows it; deliveries throw it away. */
  keepBody?: boolean;
}

const keptBytes = 64 * 1024;

/** Keep-alive HTTP client of Meta's side. It never follows redirects and never retries by itself. */
export class WebhookSender {
  private readonly pools = new Map<string, Pool>();

  async post(request: WebhookRequest): Promise<WebhookAnswer> {
    const start = performance.now();
    const elapsed = (): number => Math.round((performance.now() - start) * 10) / 10;
    try {
      const url = new URL(request.url);
      const { statusCode, body } = await this.pool(url.origin).request({
        path: url.pathname + url.search,
        method: request.method as 'POST',
        headers: { 'user-agent': 'facebookexternalua', ...request.headers, ...contentLength(request) },
        body: request.body && request.slowBodyMs ? drip(request.body, request.slowBodyMs) : request.body,
        headersTimeout: request.timeoutMs,
        bodyTimeout: request.timeoutMs,
      });
      let text = '';
      if (request.keepBody) text = (await body.text()).slice(0, keptBytes);
      else await body.dump();
      return { status: statusCode, error: null, ms: elapsed(), body: text };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { status: null, error: code ?? message, ms: elapsed(), body: '' };
    }
  }

  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  private pool(origin: string): Pool {
    let pool = this.pools.get(origin);
    if (!pool) {
      pool = new Pool(origin, { connections: 256, pipelining: 1, keepAliveTimeout: 4000, connect: { timeout: 5000 } });
      this.pools.set(origin, pool);
    }
    return pool;
  }
}

/** A dripped body still announces its length, as a slow but honest client does. */
function contentLength(request: WebhookRequest): Record<string, string> {
  return request.body && request.slowBodyMs ? { 'content-length': String(request.body.length) } : {};
}

function drip(body: Buffer, overMs: number): Readable {
  const steps = Math.min(10, body.length);
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let i = 0; i < steps; i++) {
      yield body.subarray(Math.floor((i * body.length) / steps), Math.floor(((i + 1) * body.length) / steps));
      if (i < steps - 1) await new Promise((resolve) => setTimeout(resolve, overMs / steps));
    }
  }
  return Readable.from(pieces(), { objectMode: false });
}
