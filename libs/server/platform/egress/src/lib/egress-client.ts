import type { Readable } from 'node:stream';
import { Global, Injectable, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'undici';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { isAllowedAddress } from './allowed-address';

export interface EgressRequest {
  /** 'live' is Meta's Graph API, 'sandbox' the simulator: addresses come from configuration, never from a user. */
  mode: 'live' | 'sandbox';
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with query, e.g. /v25.0/118820043377615/messages. No secret may be in it. */
  path: string;
  headers?: Record<string, string>;
  /** A stream needs a content-length header. */
  body?: string | Readable;
  timeoutMs: number;
}

/** A file at an address that the provider's answer named. */
export interface EgressDownload {
  mode: 'live' | 'sandbox';
  url: string;
  headers: Record<string, string>;
  /** For the first byte, and between two of them; the whole is bounded by `signal`. */
  idleMs: number;
  signal: AbortSignal;
}

export interface EgressStream {
  status: number;
  headers: Record<string, string>;
  /** Must be read to its end or destroyed. Its errors are not EgressErrors. */
  body: Readable;
}

export interface EgressResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
  tookMs: number;
}

/**
 * The request got no usable answer.
 * `sent` false: no byte of it left this machine, so it may be repeated. True: it may have been carried out.
 */
export class EgressError extends Error {
  constructor(
    readonly sent: boolean,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

const BEFORE_THE_WIRE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID', 'EPROTO']);
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** The one way out: keep-alive, no redirects followed, no repeats of its own, bounded time and size. */
@Injectable()
export class EgressClient implements OnApplicationShutdown {
  private readonly pools = new Map<string, Pool>();

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** @throws EgressError */
  async request(request: EgressRequest): Promise<EgressResponse> {
    const started = performance.now();
    const pool = this.pool(request.mode);
    const abort = AbortSignal.timeout(request.timeoutMs);
    try {
      const answer = await pool.request({ method: request.method, path: request.path, headers: request.headers, body: request.body ?? null, signal: abort, headersTimeout: request.timeoutMs, bodyTimeout: request.timeoutMs, reset: false });
      const body = await readBounded(answer.body);
      return { status: answer.statusCode, headers: flatten(answer.headers), body, tookMs: Math.round(performance.now() - started) };
    } catch (error) {
      throw classify(error, request.timeoutMs);
    }
  }

  /**
   * Opens a file without reading it. The headers may hold a credential: they go to the provider's own hosts only, and a
   * redirect is an answer like any other.
   * @throws EgressError
   */
  async download({ mode, url, headers, idleMs, signal }: EgressDownload): Promise<EgressStream> {
    const address = URL.canParse(url) ? new URL(url) : null;
    if (!address || !isAllowedAddress(mode, address, this.settings)) throw new EgressError(false, `The file's address is not one of the provider's own${address ? ` (${address.protocol}//${address.host})` : ''}.`);
    try {
      const answer = await this.poolOf(address.origin).request({ method: 'GET', path: address.pathname + address.search, headers, signal, headersTimeout: idleMs, bodyTimeout: idleMs });
      // undici reports even a destroyed body as an error, which would end the process where nobody reads any more.
      answer.body.on('error', () => undefined);
      return { status: answer.statusCode, headers: flatten(answer.headers), body: answer.body };
    } catch (error) {
      throw classify(error, idleMs);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.close()));
  }

  private pool(mode: 'live' | 'sandbox'): Pool {
    const base = mode === 'live' ? this.settings.graphUrl : this.settings.simulatorUrl;
    if (!base) throw new EgressError(false, 'The simulator is switched off on this server.');
    return this.poolOf(new URL(base).origin);
  }

  private poolOf(origin: string): Pool {
    let pool = this.pools.get(origin);
    if (!pool) this.pools.set(origin, (pool = new Pool(origin, { connections: 64, pipelining: 1, connect: { timeout: 5000 }, keepAliveTimeout: 10_000 })));
    return pool;
  }
}

async function readBounded(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new EgressError(true, `The answer is larger than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
}

function classify(error: unknown, timeoutMs: number): EgressError {
  if (error instanceof EgressError) return error;
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (BEFORE_THE_WIRE.has(code ?? '')) return new EgressError(false, `Could not connect (${code}).`, { cause: error });
  if (name === 'TimeoutError' || name === 'AbortError' || code?.includes('TIMEOUT')) return new EgressError(true, `No answer within ${Math.round(timeoutMs / 1000)} s.`, { cause: error });
  return new EgressError(true, `The connection broke before an answer came (${code ?? message}).`, { cause: error });
}

@Global()
@Module({ providers: [EgressClient], exports: [EgressClient] })
export class EgressModule {}
