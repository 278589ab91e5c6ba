import { createHash, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Attachment, ConversationPage, Message, MessagePage, UploadedAttachment } from '@mailtrixy/shared/dto';
import { Stack, until, type Provisioned, type TestWorkspace } from '@mailtrixy/e2e/stack';

interface SimulatedFile {
  id: string;
  size: number;
  sha256: string;
}

/** Files both ways, through all processes and the simulator's look-alike of Meta's file server. */
describe('files of messages', () => {
  let stack: Stack;
  let workspace: TestWorkspace;
  let number: Provisioned;

  beforeAll(async () => {
    stack = await Stack.start({ env: { MAILTRIXY_RATE_LIMIT_FACTOR: '100' } });
  });
  beforeEach(async () => {
    workspace = await stack.workspace();
    ({ number } = await stack.channel(workspace.owner));
  });
  afterAll(() => stack?.stop());

  const thread = async () => {
    const [conversation] = (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items;
    return conversation ? (await workspace.owner.get<MessagePage>(`/conversations/${conversation.id}/messages`)).items : [];
  };
  const fileOf = (type: string, settled: (file: Attachment) => boolean) => until(`a file of ${type}`, async () => (await thread()).find((message) => message.type === type && message.attachment && settled(message.attachment))?.attachment, 30_000);
  const ready = (type: string) => fileOf(type, ({ state }) => state === 'ready');
  const arrives = (type: string, content: Record<string, unknown> = {}) => stack.simulator.write(number.customers[0].id, number.phoneNumberId, { type, [type]: content });
  const chaos = (media: Record<string, unknown>, count = 1) => stack.simulator.call('POST', '/chaos/next', { phoneNumberId: number.phoneNumberId, count, media });

  async function bytesAt(address: string, range?: string): Promise<{ status: number; type: string | null; bytes: Buffer }> {
    const answer = await fetch(`${stack.url}${address}`, { headers: { cookie: workspace.owner.cookie, ...(range ? { range } : {}) } });
    return { status: answer.status, type: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()) };
  }

  async function attach(bytes: Buffer, type: string, name: string, fields: Record<string, string>): Promise<UploadedAttachment> {
    const form = new FormData();
    for (const [key, value] of Object.entries({ clientId: randomUUID(), ...fields })) form.append(key, value);
    form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
    const answer = await fetch(`${stack.url}/api/attachments`, { method: 'POST', headers: { cookie: workspace.owner.cookie, origin: stack.url, 'sec-fetch-site': 'same-origin' }, body: form });
    expect(answer.status).toBe(201);
    return (await answer.json()) as UploadedAttachment;
  }

  it.each([
    ['image', {}, { kind: 'image', width: expect.any(Number) }, 'preview'],
    ['video', {}, { kind: 'video', durationMs: expect.any(Number), width: expect.any(Number) }, 'preview'],
    ['audio', { sample: 'voice' }, { peaks: expect.any(Array), durationMs: expect.any(Number) }, 'playable'],
    ['sticker', { sample: 'animated-sticker' }, { kind: 'sticker', animated: true }, 'preview'],
    ['document', { sample: 'invoice' }, { kind: 'document', mimeType: 'application/pdf' }, null],
  ] as const)('a customer’s %s comes whole, with what is needed to show it', async (type, content, facts, variant) => {
    await arrives(type, content);
    const file = await ready(type);
    expect(file).toMatchObject({ ...facts, problem: null });
    const { media } = await stack.simulator.call<{ media: SimulatedFile[] }>('GET', '/media');
    const { status, bytes } = await bytesAt(file.addresses.original as string);
    expect(status).toBe(200);
    expect(media.map(({ sha256 }) => sha256)).toContain(createHash('sha256').update(bytes).digest('base64'));
    expect((await bytesAt(file.addresses.original as string, 'bytes=0-3')).bytes.equals(bytes.subarray(0, 4))).toBe(true);
    if (variant) expect((await bytesAt(file.addresses[variant] as string)).status).toBe(200);
    expect((await fetch(`${stack.url}${file.addresses.original}`)).status).toBe(401);
  }, 60_000);

  it('the message has a new version once its file is there', async () => {
    await arrives('image');
    await ready('image');
    expect((await thread()).find(({ type }) => type === 'image')?.version).toBeGreaterThan(1);
  }, 60_000);

  it('an address that has ended is asked for anew within the same try', async () => {
    await chaos({ mode: 'expired-url' });
    await arrives('image');
    await ready('image');
    expect(await stack.simulator.ledger({ kind: 'media_download', phoneNumberId: number.phoneNumberId })).toMatchObject([expect.anything()]);
  }, 60_000);

  it.each([['wrong-sha256'], ['truncated'], ['wrong-bytes'], ['reset'], ['5xx']])('after %s it comes with the next try', async (mode) => {
    await chaos({ mode });
    await arrives('image');
    await until('the first try', async () => (await stack.sql("SELECT tries FROM attachment WHERE state = 'pending' AND lease_until IS NULL AND problem_code IS NOT NULL AND HEX(workspace_id) = ?", [workspace.me.workspace.id.replaceAll('-', '').toUpperCase()]))[0], 30_000);
    const waiting = await fileOf('image', ({ state }) => state === 'pending');
    await workspace.owner.post(`/attachments/${waiting.id}/retry`);
    await ready('image');
  }, 60_000);

  it.each([
    ['claims-101mb', /101 MB; 100 MB are the most/],
    ['huge', /larger than 100 MB/],
  ])('%s is given up at once, in words', async (mode, words) => {
    await chaos({ mode });
    await arrives('image');
    const file = await fileOf('image', ({ state }) => state === 'failed');
    expect(file.problem).toMatchObject({ code: 'too_large', retryable: false, words: expect.stringMatching(words) });
  }, 60_000);

  it('a web page in place of a photo is nothing that a browser opens', async () => {
    await arrives('image', { base64: Buffer.from('<!doctype html><script>alert(document.cookie)</script>').toString('base64'), mime_type: 'image/jpeg' });
    const file = await ready('image');
    expect(file).toMatchObject({ kind: 'document', mimeType: 'text/html', addresses: { preview: null } });
    expect((await bytesAt(file.addresses.original as string)).type).toBe('application/octet-stream');
  }, 60_000);

  it('what WhatsApp could not hand over is said in its words', async () => {
    await stack.simulator.call('POST', `/customers/${number.customers[0].id}/actions/media-too-big`, { phoneNumberId: number.phoneNumberId });
    const message = await until('the message', async () => (await thread())[0], 20_000);
    expect(message.attachment?.state ?? message.display).toMatch(/failed|stub/);
  }, 60_000);

  it.each([['media.after_download'], ['media.after_put']])('a worker killed at %s leaves the file to the next one, and nothing lies about', async (point) => {
    await stack.worker.restart({ MAILTRIXY_FAILPOINTS: point });
    await arrives('image');
    await until('the worker to die', () => stack.worker.exited !== null, 30_000);
    const left = await fileOf('image', ({ state }) => state === 'pending');
    await stack.worker.start();
    // Its lease ends within a minute by itself; the test does not wait for it.
    await stack.sql("UPDATE attachment SET next_at = NOW(3) WHERE state = 'pending' AND HEX(id) = ?", [left.id.replaceAll('-', '').toUpperCase()]);
    const file = await ready('image');
    const { media } = await stack.simulator.call<{ media: SimulatedFile[] }>('GET', '/media');
    expect(media.map(({ sha256 }) => sha256)).toContain(createHash('sha256').update((await bytesAt(file.addresses.original as string)).bytes).digest('base64'));
    const kept = await readdir(path.join(stack.env['MAILTRIXY_DATA_DIR'], 'media', workspace.me.workspace.id), { recursive: true });
    expect(kept.filter((name) => name.includes(file.id)).map((name) => path.extname(name)).sort()).toEqual(['.original', '.preview']);
  }, 90_000);

  it('a photo goes out by one upload, and the customer has the same bytes', async () => {
    await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Hi');
    const conversation = await until('the conversation', async () => (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items[0]);
    const photo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC', 'base64');
    const uploaded = await attach(photo, 'image/png', 'ten.png', { kind: 'image', conversationId: conversation.id });
    expect(uploaded).toMatchObject({ state: 'ready', refusal: null, width: 10 });
    const sent = await workspace.owner.post<Message>(`/conversations/${conversation.id}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'media', attachmentId: uploaded.id, body: 'Here it is' });
    expect(sent.attachment).toMatchObject({ id: uploaded.id, state: 'ready' });
    await until('delivered', async () => (await thread()).find(({ id, deliveryStatus }) => id === sent.id && deliveryStatus === 'delivered'), 30_000);
    const uploads = await stack.simulator.ledger({ kind: 'media_upload', phoneNumberId: number.phoneNumberId });
    expect(uploads).toHaveLength(1);
    expect(uploads[0]).toMatchObject({ type: 'image/png', size: photo.length });
    const { base64 } = await stack.simulator.call<{ base64: string }>('GET', `/media/${String(uploads[0]['mediaId'])}/data?phoneNumberId=${number.phoneNumberId}`);
    expect(base64).toBe(photo.toString('base64'));
    // It is the message's now: nobody removes it, and it is not sent a second time.
    expect(await workspace.owner.problem('DELETE', `/attachments/${uploaded.id}`)).toMatchObject({ status: 404 });
  }, 60_000);
});
