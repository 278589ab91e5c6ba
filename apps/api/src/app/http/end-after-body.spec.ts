import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { endAfterBody } from './end-after-body';

const CHUNK = Buffer.alloc(64 * 1024, ' ');

describe('an answer to a request whose body still comes', () => {
  let server: Server;
  let port: number;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => endAfterBody(request, response, 413, { 'content-length': 8, 'x-test': undefined }, 'too long'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  /** Opens a POST of so many bytes; `heard` grows with what the server says, `failed` names a broken connection. */
  async function open(length: number) {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    const seen = { heard: '', failed: null as string | null, ended: false };
    socket.on('data', (chunk) => (seen.heard += String(chunk)));
    socket.on('error', (error: NodeJS.ErrnoException) => (seen.failed = error.code ?? 'unknown'));
    const ended = new Promise<void>((resolve) => socket.on('end', () => ((seen.ended = true), resolve())).on('close', () => resolve()));
    const answered = new Promise<void>((resolve) => socket.on('data', () => seen.heard.includes('too long') && resolve()));
    await new Promise<void>((resolve) => socket.write(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${length}\r\n\r\n`, () => resolve()));
    const write = (chunk: Buffer) => new Promise<void>((resolve) => socket.write(chunk, () => resolve()));
    return { socket, seen, ended, answered, write };
  }

  it('comes before the body has, and a sender that goes on is not cut off', async () => {
    const client = await open(40 * CHUNK.length);
    await client.answered;
    expect(client.seen.heard).toMatch(/^HTTP\/1\.1 413 .*connection: close\r\n.*too long$/is);
    for (let sent = 0; sent < 40; sent++) {
      await client.write(CHUNK);
      expect([client.seen.failed, client.seen.ended]).toEqual([null, sent === 39 ? expect.any(Boolean) : false]);
    }
    await client.ended;
    expect(client.seen.failed).toBeNull();
  });

  it('is not a way to send without end', async () => {
    const client = await open(1024 * 1024 * 1024);
    let sent = 0;
    while (!client.seen.ended && !client.seen.failed && sent < 200 * 1024 * 1024) {
      await Promise.race([client.write(CHUNK), client.ended]);
      sent += CHUNK.length;
    }
    expect(client.seen.heard).toContain('too long');
    expect(sent).toBeLessThan(100 * 1024 * 1024);
  });
});
