import { createHash } from 'node:crypto';
import { SimulatedBusiness, maya } from '../testing/simulated-business';
import { multipartParts } from './multipart';
import { preparationProblem } from './media-rules';
import { sampleFiles } from './sample-files';

const MB = 1024 * 1024;

describe('media', () => {
  let business: SimulatedBusiness;
  beforeEach(async () => (business = await SimulatedBusiness.start()));
  afterEach(() => business.close());

  const download = (url: string, token: string | null = business.credentials.accessToken): Promise<Response> =>
    fetch(url, { headers: token === null ? {} : { authorization: `Bearer ${token}` }, redirect: 'manual' });
  const urlOf = async (id: string): Promise<string> => String((await business.graph('GET', `/${id}`)).body['url']);

  it('takes a file and gives it back byte for byte, with its hash in hex', async () => {
    const { bytes } = sampleFiles.photo;
    const id = await business.uploaded('photo');
    const { status, body } = await business.graph('GET', `/${id}?phone_number_id=${business.credentials.phoneNumberId}`);
    expect(status).toBe(200);
    expect(body).toEqual({ messaging_product: 'whatsapp', url: expect.stringContaining('/lookaside/'), mime_type: 'image/jpeg', sha256: createHash('sha256').update(bytes).digest('hex'), file_size: bytes.length, id });
    const answer = await download(String(body['url']));
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('wants the token at the address too, and forgets the address after five minutes and the id after thirty days', async () => {
    const id = await business.uploaded('photo');
    const url = await urlOf(id);
    expect((await download(url, null)).status).toBe(401);
    expect((await download(url, 'EAAstranger')).status).toBe(401);
    expect((await download(url.replace(/hash=../, 'hash=ZZ'))).status).toBe(404);
    await business.control('POST', '/advance', { seconds: 301 });
    expect((await download(url)).status).toBe(404);
    expect((await download(await urlOf(id))).status).toBe(200);
    await business.control('POST', '/advance', { seconds: 30 * 86_400 });
    expect((await business.graph('GET', `/${id}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
  });

  it('deletes, and shows files to nobody but their own number', async () => {
    const id = await business.uploaded('photo');
    expect((await business.graph('GET', `/${id}?phone_number_id=1`)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
    expect((await business.graph('DELETE', `/${id}`)).body).toEqual({ success: true });
    expect((await business.graph('GET', `/${id}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
  });

  it.each<[string, string, number, Record<string, unknown>]>([
    ['a type that Meta does not take', 'image/gif', 100, { code: 100, message: expect.stringContaining('Received file of type \'image/gif\'') }],
    ['a picture above 5 MB', 'image/jpeg', 5 * MB + 1, { code: 131053 }],
    ['a video above 16 MB', 'video/mp4', 16 * MB + 1, { code: 131053 }],
    ['an empty file', 'image/jpeg', 0, { code: 100, message: '(#100) The parameter file is required.' }],
  ])('refuses %s', async (_name, type, size, error) => {
    const answer = await business.upload(Buffer.alloc(size), type);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject(error);
  });

  it('takes a document of 100 MB and a video of 16 MB', async () => {
    expect((await business.upload(Buffer.alloc(100 * MB), 'application/pdf')).status).toBe(200);
    expect((await business.upload(Buffer.alloc(16 * MB), 'video/mp4')).status).toBe(200);
    // More than a hundred megabytes through one process: on a busy machine that takes longer than five seconds.
  }, 60_000);

  it('keeps no more than its budget: what was not asked for longest goes first', async () => {
    const small = await SimulatedBusiness.start({ mediaBudget: 3 * MB });
    const ids: string[] = [];
    for (let i = 0; i < 2; i++) ids.push(String((await small.upload(Buffer.alloc(MB, i), 'image/png')).body['id']));
    expect((await small.graph('GET', `/${ids[0]}`)).status).toBe(200);
    await small.upload(Buffer.alloc(2 * MB), 'image/png');
    expect((await small.graph('GET', `/${ids[1]}`)).body.error).toMatchObject({ error_subcode: 33 });
    expect((await small.graph('GET', `/${ids[0]}`)).status).toBe(200);
    await small.close();
  });

  it.each(Object.entries({ image: 'photo', video: 'clip', audio: 'voice', document: 'invoice', sticker: 'sticker' } as const))('a customer sends %s: a real file for seven days', async (type, sample) => {
    await business.mayaWrites({ type });
    await business.quiet();
    const object = business.receiver.messages()[0][type] as Record<string, string>;
    const { bytes, mimeType } = sampleFiles[sample];
    expect(object).toMatchObject({ mime_type: mimeType, sha256: createHash('sha256').update(bytes).digest('base64') });
    expect(Buffer.from(await (await download(await urlOf(object['id']))).arrayBuffer()).equals(bytes)).toBe(true);
    await business.control('POST', '/advance', { seconds: 7 * 86_400 });
    expect((await business.graph('GET', `/${object['id']}`)).status).toBe(400);
  });

  it('tells the address in the webhook where that is switched on, and takes bytes of the test', async () => {
    await business.control('PATCH', '/settings', { webhookMediaUrl: true });
    await business.mayaWrites({ type: 'document', document: { base64: Buffer.from('hello').toString('base64'), mime_type: 'text/plain', filename: '../../etc/passwd', caption: 'look' } });
    await business.quiet();
    const { document } = business.receiver.messages()[0] as { document: Record<string, string> };
    expect(document).toMatchObject({ filename: '../../etc/passwd', caption: 'look', mime_type: 'text/plain' });
    expect(await (await download(document['url'])).text()).toBe('hello');
  });

  it.each<[string, number, string]>([['404', 404, ''], ['5xx', 503, ''], ['html', 200, '<!DOCTYPE'], ['redirect', 302, ''], ['wrong-bytes', 200, '']])('chaos at the address: %s, once', async (mode, status, text) => {
    const id = await business.uploaded('photo');
    await business.control('POST', '/chaos/next', { media: { mode, status: 503, location: 'https://elsewhere.example.org/x' } });
    const answer = await download(await urlOf(id));
    expect(answer.status).toBe(status);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.toString('utf8')).toContain(text);
    expect(bytes.equals(sampleFiles.photo.bytes)).toBe(false);
    expect(Buffer.from(await (await download(await urlOf(id))).arrayBuffer()).equals(sampleFiles.photo.bytes)).toBe(true);
  });

  it.each(['hang', 'reset', 'truncated'])('chaos at the address: %s ends without the file', async (mode) => {
    const id = await business.uploaded('photo');
    await business.control('PUT', '/chaos', { media: { mode, hangMs: 50 } });
    await expect(download(await urlOf(id)).then((answer) => answer.arrayBuffer())).rejects.toThrow();
  });

  it('chaos at the address: drips the whole file, or 101 MB', async () => {
    const id = await business.uploaded('photo');
    await business.control('POST', '/chaos/next', { media: { mode: 'drip' } });
    expect((await (await download(await urlOf(id))).arrayBuffer()).byteLength).toBe(sampleFiles.photo.bytes.length);
    await business.control('POST', '/chaos/next', { media: { mode: 'huge' } });
    expect((await (await download(await urlOf(id))).arrayBuffer()).byteLength).toBe(101 * MB);
  });

  it('chaos when asked for the address: expired, wrong hash, 101 MB claimed, gone, another host', async () => {
    const id = await business.uploaded('photo');
    const next = (mode: string): Promise<unknown> => business.control('POST', '/chaos/next', { media: { mode, location: 'https://evil.example.org/x' } });
    const honest = (await business.graph('GET', `/${id}`)).body;
    await next('expired-url');
    expect((await download(await urlOf(id))).status).toBe(404);
    await next('wrong-sha256');
    expect((await business.graph('GET', `/${id}`)).body['sha256']).not.toBe(honest['sha256']);
    await next('claims-101mb');
    expect((await business.graph('GET', `/${id}`)).body['file_size']).toBe(101 * MB);
    await next('gone');
    expect((await business.graph('GET', `/${id}`)).body.error).toMatchObject({ error_subcode: 33 });
    await next('foreign-host');
    expect(await urlOf(id)).toBe('https://evil.example.org/x');
  });

  it('chaos of Graph calls can be kept to files', async () => {
    await business.control('PUT', '/chaos', { send: { mode: 'error', code: 131016, scope: ['media'] } });
    expect((await business.upload(sampleFiles.photo.bytes, 'image/jpeg')).body.error).toMatchObject({ code: 131016 });
    expect((await business.graph('GET', `/${business.credentials.wabaId}/message_templates`)).status).toBe(200);
    await business.control('PUT', '/chaos', { send: { mode: 'accept-then-500', scope: ['media'] } });
    expect((await business.upload(sampleFiles.photo.bytes, 'image/jpeg')).status).toBe(500);
    expect(await business.ledger('media_upload')).toHaveLength(1);
  });

  it('the control API lists files and hands out their bytes to the phone', async () => {
    const { body } = await business.control('POST', '/media', { sample: 'voice' });
    const data = (await business.control('GET', `/media/${body['id']}/data`)).body;
    expect(Buffer.from(String(data['base64']), 'base64').equals(sampleFiles.voice.bytes)).toBe(true);
    expect((await business.control('DELETE', `/media/${body['id']}`)).status).toBe(200);
    expect((await business.control('GET', `/media/${body['id']}`)).status).toBe(404);
  });

  it('sends of files that do not exist or belong to nobody are refused', async () => {
    await business.mayaWrites();
    const answer = await business.send({ type: 'image', image: { id: '1120487765923400' }, to: maya });
    expect(answer.body.error).toMatchObject({ code: 100, message: expect.stringContaining('is not a valid whatsapp business account media attachment ID') });
  });
});

describe('preparation of files', () => {
  it.each<[string, Parameters<typeof preparationProblem>, string | null]>([
    ['a photo as image', ['image', 'image/jpeg', sampleFiles.photo.bytes, false], null],
    ['a video', ['video', 'video/mp4', sampleFiles.clip.bytes, false], null],
    ['a voice message', ['audio', 'audio/ogg; codecs=opus', sampleFiles.voice.bytes, true], null],
    ['a tune', ['audio', 'audio/mpeg', sampleFiles.song.bytes, false], null],
    ['a sticker', ['sticker', 'image/webp', sampleFiles.sticker.bytes, false], null],
    ['an animated sticker', ['sticker', 'image/webp', sampleFiles['animated-sticker'].bytes, false], null],
    ['a tune as voice message', ['audio', 'audio/mpeg', sampleFiles.song.bytes, true], 'Voice messages'],
    ['a document as image', ['image', 'application/pdf', sampleFiles.invoice.bytes, false], 'cannot be sent as image'],
    ['a PNG that says JPEG', ['image', 'image/jpeg', sampleFiles.screenshot.bytes, false], 'expected image/jpeg, got image/png'],
    ['stereo opus', ['audio', 'audio/ogg', Buffer.from('OggS............OpusHead\x01\x02', 'latin1'), false], 'mono'],
    ['ogg without opus', ['audio', 'audio/ogg', Buffer.from('OggS............\x01vorbis', 'latin1'), false], 'opus codec'],
  ])('%s', (_name, args, problem) => {
    const found = preparationProblem(...args);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toContain(problem);
  });
});

describe('multipart', () => {
  it('reads fields and files, also with the boundary inside a file', () => {
    const body = '--b1\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n--b1\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nx --b1 y\r\n--b1--\r\n';
    expect(multipartParts('multipart/form-data; boundary=b1', Buffer.from(body))).toEqual([
      { name: 'messaging_product', filename: null, type: null, bytes: Buffer.from('whatsapp') },
      { name: 'file', filename: 'a.txt', type: 'text/plain', bytes: Buffer.from('x --b1 y') },
    ]);
  });

  it.each(['', '--b1', '--b1\r\nContent-Disposition: form-data; name="x"\r\n\r\nno end'])('gives nothing for a broken body %j', (body) => {
    expect(multipartParts('multipart/form-data; boundary=b1', Buffer.from(body))).toBeNull();
  });
});
