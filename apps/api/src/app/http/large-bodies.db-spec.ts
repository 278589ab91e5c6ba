import { connect, type AddressInfo } from 'node:net';
import { createTestApi, type TestApi } from './testing/test-api';

const CHUNK = Buffer.alloc(256 * 1024, ' ');

describe('a body over the limit, over a real connection', () => {
  let api: TestApi;
  let port: number;
  let cookie: string;

  beforeAll(async () => {
    api = await createTestApi();
    const { members } = await api.seed('Acme');
    cookie = `mx_${api.settings.instance}=${await members.owner.newSession()}`;
    await api.app.listen(0, '127.0.0.1');
    port = (api.app.getHttpServer().address() as AddressInfo).port;
  });
  afterAll(() => api?.close());

  /** Sends a request whose body goes on after the answer came, chunk by chunk. */
  async function send(head: string, frame: (chunk: Buffer) => Buffer[], chunks: number, last = '') {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    let failed: string | null = null;
    socket.on('data', (chunk) => (heard += String(chunk)));
    socket.on('error', (error: NodeJS.ErrnoException) => (failed = error.code ?? 'unknown'));
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    const answered = new Promise<void>((resolve) => socket.on('data', () => /\r\n\r\n.*\}$/s.test(heard) && resolve()).on('close', () => resolve()));
    const write = (data: Buffer | string) => new Promise<void>((resolve) => socket.write(data, () => resolve()));
    await write(`PATCH /api/me HTTP/1.1\r\nhost: ${new URL(api.settings.publicUrl).host}\r\norigin: ${api.settings.publicUrl}\r\ncookie: ${cookie}\r\n${head}\r\n\r\n`);
    for (let sent = 0; sent < chunks; sent++) {
      for (const part of frame(CHUNK)) await write(part);
      // The second half is sent after the answer was heard: that is where a closed connection bites.
      if (sent === chunks / 2) await answered;
    }
    if (last) await write(last);
    await closed;
    return { heard, failed };
  }

  it.each([
    ['declared', `content-type: application/json\r\ncontent-length: ${40 * CHUNK.length}`, (chunk: Buffer) => [chunk], ''],
    ['chunked', 'content-type: application/json\r\ntransfer-encoding: chunked', (chunk: Buffer) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')], '0\r\n\r\n'],
  ])('%s: 413 as a problem, and the sender sees no broken connection', async (_name, head, frame, last) => {
    const { heard, failed } = await send(head, frame, 40, last);
    const [top, body] = heard.split('\r\n\r\n');
    expect(failed).toBeNull();
    expect(top).toMatch(/^HTTP\/1\.1 413 /);
    expect(top).toMatch(/content-type: application\/problem\+json/i);
    expect(top).toMatch(/x-request-id: /i);
    expect(top).toMatch(/content-security-policy: /i);
    expect(JSON.parse(body)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE', detail: 'The body is larger than 1 MiB.' });
    expect(api.log.filter((line) => line.includes('"status":413') && line.includes('/api/me')).length).toBeGreaterThan(0);
  });

  it('an unknown kind of body is refused the same way', async () => {
    const { heard, failed } = await send(`content-type: text/csv\r\ncontent-length: ${40 * CHUNK.length}`, (chunk) => [chunk], 40);
    expect(failed).toBeNull();
    expect(heard).toMatch(/^HTTP\/1\.1 415 .*UNSUPPORTED_MEDIA_TYPE/s);
  });
});
