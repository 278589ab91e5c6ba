import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Settings } from '@mailtrixy/server/platform/config';
import { isAllowedAddress } from './allowed-address';
import { EgressClient, EgressError } from './egress-client';
import { multipartBody } from './multipart-body';

const servers: Server[] = [];
const clients: EgressClient[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await Promise.all(clients.splice(0).map((client) => client.onApplicationShutdown()));
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function clientOf(simulatorUrl: string): EgressClient {
  const client = new EgressClient({ graphUrl: 'https://graph.facebook.com', simulatorUrl } as Settings);
  clients.push(client);
  return client;
}

const open = (client: EgressClient, url: string, over: { idleMs?: number; signal?: AbortSignal } = {}) => client.download({ mode: 'sandbox', url, headers: { authorization: 'Bearer canary' }, idleMs: 1000, signal: new AbortController().signal, ...over });

describe('an address that an answer named', () => {
  const settings = { graphUrl: 'https://graph.facebook.com', simulatorUrl: 'http://127.0.0.1:3002' };
  it.each([
    ['live', 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1', true],
    ['live', 'https://graph.facebook.com/v25.0/1', true],
    ['live', 'http://lookaside.fbsbx.com/x', false],
    ['live', 'https://lookaside.fbsbx.com:8443/x', false],
    ['live', 'https://lookaside.fbsbx.com.evil.example/x', false],
    ['live', 'https://evil.example/lookaside.fbsbx.com', false],
    ['live', 'https://user:pass@lookaside.fbsbx.com/x', false],
    ['live', 'https://169.254.169.254/latest/meta-data', false],
    ['live', 'http://127.0.0.1:3002/x', false],
    ['sandbox', 'http://127.0.0.1:3002/files/1', true],
    ['sandbox', 'http://127.0.0.1:3003/files/1', false],
    ['sandbox', 'http://localhost:3002/files/1', false],
    ['sandbox', 'https://lookaside.fbsbx.com/x', false],
  ] as const)('%s %s: %s', (mode, url, allowed) => {
    expect(isAllowedAddress(mode, new URL(url), settings)).toBe(allowed);
  });

  it('gets no request at all when it is another host’s, and none behind a redirect', async () => {
    const seen: IncomingMessage[] = [];
    const elsewhere = await serve((request, response) => {
      seen.push(request);
      response.end('stolen');
    });
    const own = await serve((_request, response) => response.writeHead(302, { location: `${elsewhere}/steal` }).end());
    const client = clientOf(own);
    await expect(open(client, `${elsewhere}/x`)).rejects.toMatchObject({ sent: false });
    const redirect = await open(client, `${own}/x`);
    expect(redirect.status).toBe(302);
    redirect.body.destroy();
    expect(seen).toHaveLength(0);
    await expect(open(client, 'not an address')).rejects.toThrow(EgressError);
  });
});

describe('a download', () => {
  it('carries the credential and streams', async () => {
    let credential: string | undefined;
    const url = await serve((request, response) => {
      credential = request.headers.authorization;
      response.end(Buffer.alloc(300_000, 7));
    });
    const { status, body } = await open(clientOf(url), `${url}/file?a=1`);
    expect([status, (await buffer(body)).length, credential]).toEqual([200, 300_000, 'Bearer canary']);
  });

  it('ends when nothing comes any more', async () => {
    const url = await serve((_request, response) => void response.write('begun'));
    const { body } = await open(clientOf(url), `${url}/hang`, { idleMs: 150 });
    await expect(buffer(body)).rejects.toThrow();
  });

  it('ends when its caller gives up', async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort());
    await expect(open(clientOf(url), `${url}/hang`, { signal: stop.signal })).rejects.toThrow(EgressError);
  });
});

describe('a multipart upload', () => {
  it('is what a parser of its own reads, with the length told before', async () => {
    let got: FormData | undefined;
    let length: string | undefined;
    const url = await serve(async (request, response) => {
      length = request.headers['content-length'];
      const body = await buffer(request);
      got = await new Response(new Uint8Array(body), { headers: { 'content-type': String(request.headers['content-type']) } }).formData();
      response.end(String(body.length));
    });
    const bytes = Buffer.alloc(200_000, 5);
    const { body, headers } = multipartBody({ messaging_product: 'whatsapp', type: 'image/png' }, { name: 'file', fileName: 'a "b"\r\nX: y.png', mimeType: 'image/png', sizeBytes: bytes.length, stream: Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]) });
    const answer = await clientOf(url).request({ mode: 'sandbox', method: 'POST', path: '/media', headers, body, timeoutMs: 5000 });
    expect(answer.body).toBe(length);
    expect(got?.get('messaging_product')).toBe('whatsapp');
    const file = got?.get('file') as File;
    expect([file.type, file.size]).toEqual(['image/png', bytes.length]);
    expect(file.name).toMatch(/^a .*b.*X: y\.png$/s);
  });
});
