import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { sign } from 'aws4';
import type { S3Settings } from '@mailtrixy/server/platform/config';
import { Pool, type Dispatcher } from 'undici';
import { assertKey, type ByteRange, type MediaStore, type StoredFile } from './media-store';

const IDLE_MS = 30_000;
/** sha256 of nothing: the body of GET and DELETE. */
const EMPTY = createHash('sha256').digest('hex');

/** A bucket at any S3-compatible server, addressed by path. Requests are signed (SigV4) over the whole body. */
export class S3Store implements MediaStore {
  readonly kind = 's3';
  private readonly pool: Pool;

  constructor(private readonly settings: S3Settings) {
    this.pool = new Pool(new URL(settings.endpoint).origin, { connections: 32, pipelining: 1, connect: { timeout: 5000 }, headersTimeout: IDLE_MS, bodyTimeout: IDLE_MS });
  }

  async put(key: string, file: string, mimeType: string): Promise<void> {
    const { size } = await stat(file);
    const headers = { 'content-type': mimeType, 'content-length': String(size), 'x-amz-content-sha256': await sha256Of(file) };
    const answer = await this.request('PUT', key, headers, createReadStream(file));
    if (answer.statusCode !== 200) throw await refused('PUT', answer);
    await answer.body.dump();
  }

  async open(key: string, range?: ByteRange): Promise<StoredFile | null> {
    const answer = await this.request('GET', key, { 'x-amz-content-sha256': EMPTY, ...(range ? { range: `bytes=${range.start}-${range.end}` } : {}) });
    if (answer.statusCode === 404) {
      await answer.body.dump();
      return null;
    }
    if (answer.statusCode !== (range ? 206 : 200)) throw await refused('GET', answer);
    // undici reports even a body that its reader destroyed as an error, which would end the process.
    answer.body.on('error', () => undefined);
    const total = /\/(\d+)$/.exec(String(answer.headers['content-range'] ?? ''))?.[1] ?? answer.headers['content-length'];
    return { stream: answer.body, sizeBytes: Number(total) };
  }

  async size(key: string): Promise<number | null> {
    const answer = await this.request('HEAD', key, { 'x-amz-content-sha256': EMPTY });
    await answer.body.dump();
    if (answer.statusCode === 404) return null;
    if (answer.statusCode !== 200) throw new Error(`The S3 server answered HEAD with HTTP ${answer.statusCode}.`);
    return Number(answer.headers['content-length']);
  }

  async remove(key: string): Promise<void> {
    const answer = await this.request('DELETE', key, { 'x-amz-content-sha256': EMPTY });
    if (answer.statusCode !== 204 && answer.statusCode !== 200 && answer.statusCode !== 404) throw await refused('DELETE', answer);
    await answer.body.dump();
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private request(method: 'PUT' | 'GET' | 'HEAD' | 'DELETE', key: string, headers: Record<string, string>, body?: Dispatcher.DispatchOptions['body']): Promise<Dispatcher.ResponseData> {
    assertKey(key);
    const { bucket, prefix, region, endpoint, accessKeyId, secretAccessKey } = this.settings;
    const path = `/${bucket}/${prefix}${key}`;
    const signed = sign({ service: 's3', region, host: new URL(endpoint).host, method, path, headers }, { accessKeyId, secretAccessKey });
    return this.pool.request({ method, path, headers: signed.headers as Record<string, string>, body: body ?? null });
  }
}

/** The server's own code, e.g. NoSuchBucket or SignatureDoesNotMatch; no key and no address. */
async function refused(method: string, { statusCode, body }: Dispatcher.ResponseData): Promise<Error> {
  const text = (await body.text()).slice(0, 4000);
  const code = /<Code>([A-Za-z]{1,60})<\/Code>/.exec(text)?.[1] ?? 'no reason given';
  return new Error(`The S3 server answered ${method} with HTTP ${statusCode} (${code}).`);
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
