import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ChannelError, ConnectedChannel } from '@mailtrixy/server/channels';
import type { Settings } from '@mailtrixy/server/platform/config';
import { EgressClient } from '@mailtrixy/server/platform/egress';
import { GraphClient } from './graph-client';
import { GraphMedia } from './media';

const channel: ConnectedChannel = { id: 'c', workspaceId: 'w', kind: 'whatsapp', mode: 'sandbox', externalId: '118820043377615', wabaId: null, accessToken: 'token-canary' };
const SHA = 'b29814cf5792e684cd75d6a7fce7a67a11887e312f87ca2ac2496d81f365ff72';

let handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
let asked: string[];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  void handle(request, response);
});
let base: string;
let egress: EgressClient;
let media: GraphMedia;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { graphUrl: 'https://graph.facebook.com', simulatorUrl: base, graphVersion: 'v25.0' } as Settings;
  egress = new EgressClient(settings);
  media = new GraphMedia(new GraphClient(egress, settings));
});
beforeEach(() => (asked = []));
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await egress.onApplicationShutdown();
});

const json = (response: ServerResponse, status: number, body: unknown) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const node = (url: string, over: object = {}) => ({ messaging_product: 'whatsapp', url, mime_type: 'image/jpeg', sha256: SHA, file_size: '7', id: '1', ...over });
const download = (signal = new AbortController().signal) => media.download(channel, '1120487765923341', signal);
const refused = (work: Promise<unknown>): Promise<ChannelError> => work.then(() => Promise.reject(new Error('it was taken')), (error: ChannelError) => error);

describe('a download', () => {
  it('asks for the address with the number’s id, then for the bytes, with the credential both times', async () => {
    const credentials: unknown[] = [];
    handle = (request, response) => {
      credentials.push(request.headers.authorization);
      if (request.url?.startsWith('/v25.0/')) json(response, 200, node(`${base}/files/?mid=1`));
      else response.end('content');
    };
    const got = await download();
    expect([got.mimeType, got.sizeBytes, got.sha256, (await buffer(got.stream)).toString()]).toEqual(['image/jpeg', 7, SHA, 'content']);
    expect(asked).toEqual(['GET /v25.0/1120487765923341?phone_number_id=118820043377615', 'GET /files/?mid=1']);
    expect(credentials).toEqual(['Bearer token-canary', 'Bearer token-canary']);
  });

  it('an address that has ended is asked for anew, once', async () => {
    let served = 0;
    handle = (request, response) => {
      if (request.url?.startsWith('/v25.0/')) json(response, 200, node(`${base}/files/${asked.length}`, { sha256: Buffer.from(SHA, 'hex').toString('base64'), file_size: 7 }));
      else if (served++ === 0) response.writeHead(404).end('<html>gone</html>');
      else response.end('content');
    };
    const got = await download();
    expect([(await buffer(got.stream)).toString(), got.sha256]).toEqual(['content', SHA]);
    expect(asked).toHaveLength(4);

    asked = [];
    handle = (request, response) => void (request.url?.startsWith('/v25.0/') ? json(response, 200, node(`${base}/files/x`)) : response.writeHead(404).end());
    expect((await refused(download())).errorClass).toBe('final');
    expect(asked).toHaveLength(4);
  });

  it('an id that is gone is final and holds no channel', async () => {
    handle = (_request, response) => void json(response, 400, { error: { message: 'Unsupported get request.', type: 'GraphMethodException', code: 100, error_subcode: 33 } });
    const error = await refused(download());
    expect([error.errorClass, error.facts.holdReason]).toEqual(['final', undefined]);
  });

  it.each([
    ['another host', () => 'https://evil.example/file', 'not_sent'],
    ['no address at all', () => undefined, 'ambiguous'],
  ])('%s gets no credential', async (_name, url, errorClass) => {
    handle = (_request, response) => void json(response, 200, node(url() as string));
    const error = await refused(download());
    expect(error.errorClass).toBe(errorClass);
    expect(error.message).not.toContain('canary');
    expect(asked).toHaveLength(1);
  });

  it('does not follow a redirect', async () => {
    handle = (request, response) => void (request.url?.startsWith('/v25.0/') ? json(response, 200, node(`${base}/files/x`)) : response.writeHead(302, { location: `${base}/elsewhere` }).end());
    expect(await refused(download())).toMatchObject({ errorClass: 'final', facts: { title: 'Unexpected redirect' } });
    expect(asked.some((line) => line.includes('elsewhere'))).toBe(false);
  });

  it.each([
    [500, 'ambiguous'],
    [429, 'throttle'],
  ])('an answer of %s is worth another try', async (status, errorClass) => {
    handle = (_request, response) => void response.writeHead(status).end('busy');
    expect((await refused(download())).errorClass).toBe(errorClass);
  });
});

describe('an upload', () => {
  const file = { sizeBytes: 9, mimeType: 'audio/ogg', fileName: 'voice.ogg', open: async () => Readable.from([Buffer.from('OggS-data')]) };

  it('is a form with the product, the type and the bytes', async () => {
    let form: FormData | undefined;
    handle = async (request, response) => {
      form = await new Response(new Uint8Array(await buffer(request)), { headers: { 'content-type': String(request.headers['content-type']) } }).formData();
      json(response, 200, { id: '1120487765923400' });
    };
    expect(await media.upload(channel, file)).toEqual({ mediaId: '1120487765923400', usableMs: 29 * 86_400_000 });
    expect(asked).toEqual(['POST /v25.0/118820043377615/media']);
    expect([form?.get('messaging_product'), form?.get('type'), (form?.get('file') as File).type, (form?.get('file') as File).name, await (form?.get('file') as File).text()]).toEqual(['whatsapp', 'audio/ogg', 'audio/ogg', 'voice.ogg', 'OggS-data']);
  });

  it('a refusal keeps Meta’s words; an answer without an id is unknown', async () => {
    handle = async (request, response) => {
      await buffer(request);
      json(response, 400, { error: { message: '(#131053) Media upload error', type: 'OAuthException', code: 131053, error_data: { details: 'Media file size too big.' } } });
    };
    expect(await refused(media.upload(channel, file))).toMatchObject({ facts: { code: 131053, detail: 'Media file size too big.' } });
    handle = async (request, response) => {
      await buffer(request);
      json(response, 200, {});
    };
    expect((await refused(media.upload(channel, file))).errorClass).toBe('ambiguous');
  });
});
