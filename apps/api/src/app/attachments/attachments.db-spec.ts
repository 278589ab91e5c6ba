import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sessionCookieName } from '@mailtrixy/server/accounts';
import type { SeededWorkspace } from '@mailtrixy/server/accounts/testing';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { Ffmpeg } from '@mailtrixy/server/platform/media-processing';
import type { Attachment, Problem, UploadedAttachment } from '@mailtrixy/shared/dto';
import sharp from 'sharp';
import { createTestApi, type TestApi } from '../http/testing/test-api';
import { seedVictim, type Victim } from '../http/testing/victim';

let api: TestApi;
let seeded: SeededWorkspace;
let token: string;
let png: Buffer;

beforeAll(async () => {
  api = await createTestApi();
  seeded = await api.seed('Acme');
  token = await seeded.members.agent.newSession();
  png = await sharp({ create: { width: 100, height: 50, channels: 3, background: 'teal' } }).png().toBuffer();
}, 60_000);
afterAll(() => api?.close());
beforeEach(() => api.dataSource.query("DELETE FROM attachment WHERE message_id IS NULL AND workspace_id = ?", [idToBytes(seeded.workspaceId)]));

const cookie = (value: string) => `${sessionCookieName(api.settings)}=${value}`;

interface Form {
  file?: Buffer;
  fileName?: string;
  type?: string;
  fields?: Record<string, string>;
  headers?: Record<string, string>;
  token?: string | null;
}

async function upload({ file = png, fileName = 'photo.png', type = 'image/png', fields = {}, headers = {}, token: as = token }: Form = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ clientId: newId(), kind: 'image', ...fields })) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(file)], { type }), fileName);
  const request = new Response(form);
  const answer = await api.app.inject({ method: 'POST', url: '/api/attachments', headers: { host: new URL(api.settings.publicUrl).host, 'content-type': String(request.headers.get('content-type')), ...(as ? { cookie: cookie(as) } : {}), ...headers }, payload: Buffer.from(await request.arrayBuffer()) });
  return { status: answer.statusCode, body: answer.json() as UploadedAttachment & Partial<Problem> };
}

async function fetchFile(address: string, headers: Record<string, string> = {}, as: string | null = token) {
  const answer = await api.app.inject({ method: 'GET', url: address, headers: { host: new URL(api.settings.publicUrl).host, ...(as ? { cookie: cookie(as) } : {}), ...headers } });
  return { status: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload, code: (answer.headers['content-type'] as string)?.includes('problem') ? (answer.json() as Problem).code : null };
}

const address = (attachment: Attachment) => attachment.addresses.original as string;

describe('an upload', () => {
  it('is looked at, kept and answered with working addresses', async () => {
    const { status, body } = await upload({ fileName: 'C:\\fakepath\\holiday \u202egnp.exe' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'ready', kind: 'image', mimeType: 'image/png', fileName: 'holiday gnp.exe', width: 100, height: 50, sizeBytes: png.length, refusal: null, problem: null });
    const whole = await fetchFile(address(body));
    expect([whole.status, whole.bytes.equals(png)]).toEqual([200, true]);
    expect((await fetchFile(body.addresses.preview as string)).bytes.toString('latin1', 8, 12)).toBe('WEBP');
  });

  it('the same clientId and file give the same one back; another file is refused', async () => {
    const clientId = newId();
    const first = await upload({ fields: { clientId } });
    const again = await upload({ fields: { clientId } });
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    expect((await upload({ fields: { clientId }, file: Buffer.from('other') })).body.code).toBe('CLIENT_ID_REUSED');
  });

  it.each<[string, Form, RegExp, string[]]>([
    ['a photo that is too large', { file: Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(7.2 * 1024 * 1024)]), type: 'image/jpeg' }, /^Photo is 7\.2 MB; WhatsApp takes 5 MB\.$/, ['document']],
    ['a GIF as a photo', { file: Buffer.from('GIF89a......') }, /^Photo is a GIF; WhatsApp takes JPEG and PNG photos only\.$/, ['document']],
    ['a web page that calls itself a photo', { file: Buffer.from('<html></html>'), type: 'image/png' }, /^Photo is text\/html;/, ['document']],
    ['a sticker of another size', { fields: { kind: 'sticker' }, file: Buffer.from('RIFF....WEBPVP8 ') }, /512 × 512/, ['document']],
  ])('%s is told in words with what it may go as', async (_name, form, words, sendAs) => {
    const { status, body } = await upload(form);
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'failed', refusal: { words: expect.stringMatching(words), sendAs }, problem: { retryable: false } });
    const changed = await api.call<UploadedAttachment>('PATCH', `/api/attachments/${body.id}`, { token, body: { kind: 'document' } });
    expect(changed.body).toMatchObject({ state: 'ready', kind: 'document', refusal: null });
    expect((await api.call('PATCH', `/api/attachments/${body.id}`, { token, body: { kind: 'image' } })).body.code).toBe('ATTACHMENT_REFUSED');
  });

  it('a PNG that WhatsApp refuses does not become a photo by the way of a document', async () => {
    const deep = await sharp({ create: { width: 10, height: 10, channels: 3, background: 'red' } }).toColourspace('rgb16').png().toBuffer();
    const { body } = await upload({ file: deep });
    expect(body.refusal).toMatchObject({ words: expect.stringContaining('16 bits'), sendAs: ['document'] });
    const change = (kind: string) => api.call<UploadedAttachment>('PATCH', `/api/attachments/${body.id}`, { token, body: { kind } });
    expect((await change('document')).body.state).toBe('ready');
    expect((await change('image')).body).toMatchObject({ code: 'ATTACHMENT_REFUSED', detail: expect.stringContaining('16 bits') });
  });

  it('a recording becomes a voice note that WhatsApp takes', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mx-voice-'));
    const recording = path.join(folder, 'a.webm');
    expect(spawnSync((await api.app.get(Ffmpeg).binary()) as string, ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=1', '-c:a', 'libopus', recording]).status).toBe(0);
    const { body } = await upload({ file: readFileSync(recording), type: 'audio/webm;codecs=opus', fileName: 'recording.webm', fields: { kind: 'voice' } });
    expect(body).toMatchObject({ state: 'ready', kind: 'voice', mimeType: 'audio/ogg', peaks: expect.any(Array), refusal: null });
    expect(Math.abs((body.durationMs ?? 0) - 1000)).toBeLessThan(100);
    expect((await fetchFile(body.addresses.playable as string)).headers['content-type']).toBe('audio/mp4');
    rmSync(folder, { recursive: true });
  }, 60_000);

  it.each<[string, Form, number, string]>([
    ['an empty file', { file: Buffer.alloc(0) }, 422, 'ATTACHMENT_REFUSED'],
    ['no clientId', { fields: { clientId: '' } }, 400, 'VALIDATION_FAILED'],
    ['an unknown kind', { fields: { kind: 'program' } }, 400, 'VALIDATION_FAILED'],
    ['a field that is not offered', { fields: { messageId: 'x' } }, 400, 'VALIDATION_FAILED'],
    ['a prototype', { fields: { ['__proto__']: 'x' } }, 201, ''],
    ['another site', { headers: { origin: 'https://evil.example' } }, 403, 'CSRF_REFUSED'],
    ['nobody', { token: null }, 401, 'SESSION_REQUIRED'],
    ['a claim of 101 MB', { headers: { 'content-length': String(101 * 1024 * 1024) } }, 413, 'BODY_TOO_LARGE'],
  ])('%s is answered in words', async (_name, form, status, code) => {
    const answer = await upload(form);
    expect([answer.status, answer.body.code ?? '']).toEqual([status, code]);
  });

  it.each([['multipart/form-data'], ['multipart/form-data; boundary=x']])('a form that cannot be read (%s) is a 400', async (type) => {
    const answer = await api.call('POST', '/api/attachments', { token, body: 'nothing of the kind', headers: { 'content-type': type } });
    expect([answer.status, answer.body.code]).toEqual([400, 'VALIDATION_FAILED']);
  });

  it('a form goes to no other route, and JSON not to this one', async () => {
    expect((await api.call('PATCH', '/api/me', { token, body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=x' } })).status).toBe(415);
    expect((await api.call('POST', '/api/attachments', { token, body: {} })).status).toBe(415);
  });

  it('a viewer and a conversation of somebody else get nowhere; nothing stays behind', async () => {
    expect((await upload({ token: await seeded.members.viewer.newSession() })).status).toBe(403);
    const victim = await seedVictim(api.dataSource, await api.seed('Victim'));
    expect((await upload({ fields: { conversationId: victim.conversationId } })).status).toBe(404);
    expect(readdirSync(path.join(api.settings.media.dir, 'tmp'))).toEqual([]);
  });

  it('thirty unsent files are enough', async () => {
    for (let n = 0; n < 30; n++) await api.dataSource.query("INSERT INTO attachment (id, workspace_id, direction, kind, state, client_id, created_by) VALUES (?, ?, 'out', 'image', 'ready', ?, ?)", [idToBytes(newId()), idToBytes(seeded.workspaceId), newId(), idToBytes(seeded.members.agent.userId)]);
    expect((await upload()).body).toMatchObject({ status: 422, code: 'ATTACHMENT_REFUSED' });
    expect((await upload({ token: await seeded.members.lead.newSession() })).status).toBe(201);
  });

  it('is removed by who made it, with its bytes; not by another, and not once it is sent', async () => {
    const { body } = await upload();
    const stored = () => existsSync(path.join(api.settings.media.dir, seeded.workspaceId, body.id.slice(-2), `${body.id}.original`));
    expect(stored()).toBe(true);
    expect((await api.call('DELETE', `/api/attachments/${body.id}`, { token: await seeded.members.lead.newSession() })).status).toBe(404);
    await api.dataSource.query('UPDATE attachment SET message_id = ? WHERE id = ?', [idToBytes(newId()), idToBytes(body.id)]);
    expect((await api.call('DELETE', `/api/attachments/${body.id}`, { token })).status).toBe(404);
    await api.dataSource.query('UPDATE attachment SET message_id = NULL WHERE id = ?', [idToBytes(body.id)]);
    expect((await api.call('DELETE', `/api/attachments/${body.id}`, { token })).status).toBe(204);
    expect(stored()).toBe(false);
    expect((await fetchFile(address(body))).status).toBe(404);
  });
});

describe('an address', () => {
  let body: UploadedAttachment;
  beforeEach(async () => ({ body } = await upload()));

  it('gives parts of a file', async () => {
    const part = await fetchFile(address(body), { range: 'bytes=10-19' });
    expect([part.status, part.bytes.equals(png.subarray(10, 20)), part.headers['content-range'], part.headers['content-length']]).toEqual([206, true, `bytes 10-19/${png.length}`, '10']);
    const beyond = await fetchFile(address(body), { range: `bytes=${png.length}-` });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${png.length}`]);
  });

  it('needs a session of the workspace, whoever has it', async () => {
    expect((await fetchFile(address(body), {}, null)).status).toBe(401);
    const other = await api.seed('Other');
    expect((await fetchFile(address(body), {}, await other.members.owner.newSession())).code).toBe('NOT_FOUND');
    expect((await fetchFile(address(body), {}, await seeded.members.viewer.newSession())).status).toBe(200);
  });

  it('ends within the hour with 410, and fresh ones come from the attachment', async () => {
    const clock = api.app.get<Clock>(CLOCK);
    const now = Date.now();
    const spy = jest.spyOn(clock, 'now');
    spy.mockReturnValue(now + 29 * 60_000);
    expect((await fetchFile(address(body))).status).toBe(200);
    spy.mockReturnValue(now + 61 * 60_000);
    expect(await fetchFile(address(body))).toMatchObject({ status: 410, code: 'ATTACHMENT_LINK_EXPIRED' });
    const fresh = await api.call<Attachment>('GET', `/api/attachments/${body.id}`, { token });
    expect((await fetchFile(address(fresh.body))).status).toBe(200);
    spy.mockRestore();
  });

  it.each([
    ['another end', (url: string) => url.replace(/until=(\d+)/, (_, until) => `until=${Number(until) + 1800}`)],
    ['another signature', (url: string) => url.replace(/sig=.{4}/, 'sig=AAAA')],
    ['no signature', (url: string) => url.split('?')[0]],
    ['another variant', (url: string) => url.replace('/original', '/preview')],
    ['an unknown variant', (url: string) => url.replace('/original', '/thumbnail')],
    ['an unknown key', (url: string) => url.replace(/key=\w+/, 'key=k000000000000')],
    ['a key of Object', (url: string) => url.replace(/key=\w+/, 'key=constructor')],
    ['no number', (url: string) => url.replace(/until=\d+/, 'until=soon')],
  ])('with %s is unknown', async (_name, change) => {
    expect(await fetchFile(change(address(body)))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('of a program is only ever saved', async () => {
    for (const [file, type] of [['<!doctype html><script>alert(1)</script>', 'text/html'], ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'], ['<?xml version="1.0"?><x/>', 'text/xml']]) {
      const made = await upload({ file: Buffer.from(file), type, fileName: 'a.html', fields: { kind: 'document' } });
      const got = await fetchFile(address(made.body));
      expect(got.headers).toMatchObject({ 'content-type': 'application/octet-stream', 'content-disposition': expect.stringMatching(/^attachment/), 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringContaining('sandbox') });
    }
    expect((await fetchFile(address(body))).headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': expect.stringMatching(/^private, max-age=\d+/) });
  });

  it('never reaches the log', async () => {
    await fetchFile(address(body));
    const sig = /sig=([\w-]+)/.exec(address(body))?.[1] as string;
    expect(api.log.join('')).toContain(`/api/attachments/${body.id}/original`);
    expect(api.log.join('')).not.toContain(sig);
  });
});

describe('a customer’s file that failed', () => {
  let victim: Victim;
  beforeAll(async () => {
    victim = await seedVictim(api.dataSource, seeded);
  });
  beforeEach(() => api.dataSource.query('DELETE FROM media_budget'));

  async function failed(code: string, over: Record<string, unknown> = {}): Promise<string> {
    const id = newId();
    const row = { id: idToBytes(id), workspace_id: idToBytes(seeded.workspaceId), channel_id: idToBytes(victim.channelId), message_id: idToBytes(victim.messageId), direction: 'in', kind: 'image', state: 'failed', tries: 3, provider_media_id: '17', provider_until: new Date(Date.now() + 86_400_000), problem_code: code, problem_words: 'It did not come.', ...over };
    await api.dataSource.query(`INSERT INTO attachment (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).map(() => '?').join(', ')})`, Object.values(row));
    await api.dataSource.query('INSERT INTO media_budget (channel_id, workspace_id, refused, refused_since, paused_until) VALUES (?, ?, 4, NOW(3), NOW(3) + INTERVAL 1 HOUR)', [row.channel_id, row.workspace_id]);
    return id;
  }

  it('is fetched once more when a person asks, also of a number that is paused', async () => {
    const id = await failed('checksum');
    expect((await api.call<Attachment>('GET', `/api/attachments/${id}`, { token })).body.problem).toEqual({ code: 'checksum', words: 'It did not come.', retryable: true });
    expect((await api.call<Attachment>('POST', `/api/attachments/${id}/retry`, { token })).body).toMatchObject({ state: 'pending', problem: null });
    const [row] = await api.dataSource.query('SELECT tries, next_at <= NOW(3) AS due, (SELECT paused_until FROM media_budget b WHERE b.channel_id = a.channel_id) AS paused FROM attachment a WHERE id = ?', [idToBytes(id)]);
    expect([row.tries, Number(row.due), row.paused]).toEqual([0, 1, null]);
    // A second click changes nothing.
    expect((await api.call('POST', `/api/attachments/${id}/retry`, { token })).status).toBe(200);
  });

  it.each([
    ['too large', 'too_large', {}],
    ['gone for good', 'gone', { provider_until: new Date(Date.now() - 1000) }],
    ['never there', 'gone', { provider_media_id: null, provider_until: null }],
  ])('that is %s cannot be helped', async (_name, code, over) => {
    const answer = await api.call('POST', `/api/attachments/${await failed(code, over)}/retry`, { token });
    expect(answer.body).toMatchObject({ status: 422, code: 'ATTACHMENT_REFUSED', detail: 'It did not come.' });
  });
});
