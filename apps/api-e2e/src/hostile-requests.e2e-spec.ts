import { randomUUID } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { ConversationPage, Message, MessagePage, UploadedAttachment } from '@mailtrixy/shared/dto';
import { Stack, until, type ApiClient, type Provisioned, type TestWorkspace } from '@mailtrixy/e2e/stack';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC', 'base64');
const JUNK: unknown[] = [null, 0, -1, 1e308, true, '', 'x', '\u0000', '\ud800', '😀'.repeat(10_000), [], [null], [[[[[]]]]], {}, { a: { b: { c: {} } } }, { toString: 1, valueOf: 2 }, { length: 5 }, Array.from({ length: 5000 }, (_, n) => n), Array.from({ length: 3000 }, () => ({ id: 'x', title: 'y' }))];
const card = { name: 'A', phones: [{ phone: '+15550104477', type: null, waId: null }], emails: [], organisation: null, addresses: [], urls: [], birthday: null };
/** One good request of each kind; the test breaks every member of it. */
const KINDS: Record<string, unknown>[] = [
  { type: 'text', body: 'x', previewUrl: true },
  { type: 'media', body: '', attachmentId: randomUUID() },
  { type: 'location', body: '', location: { latitude: 1, longitude: 2, name: 'a', address: 'b' } },
  { type: 'contacts', body: '', contacts: [{ ...card, emails: [{ email: 'a@b.c', type: 'WORK' }], addresses: ['x'], urls: ['https://a.b'] }] },
  { type: 'interactive', body: 'x', interactive: { type: 'button', header: { type: 'text', text: 'h' }, footer: 'f', buttons: [{ id: 'a', title: 'b' }] } },
  { type: 'interactive', body: 'x', interactive: { type: 'button', header: { type: 'image', attachmentId: randomUUID() }, buttons: [{ id: 'a', title: 'b' }] } },
  { type: 'interactive', body: 'x', interactive: { type: 'list', button: 'c', sections: [{ title: 't', rows: [{ id: '1', title: 'r', description: 'd' }] }] } },
  { type: 'interactive', body: 'x', interactive: { type: 'cta_url', displayText: 'o', url: 'https://a.b' } },
  { type: 'interactive', body: 'x', interactive: { type: 'flow', flowId: '1', cta: 'c', flowToken: 't', data: { a: 1 } } },
  { type: 'interactive', body: 'x', interactive: { type: 'product', catalogId: '1', productId: '2' } },
  { type: 'interactive', body: 'x', interactive: { type: 'product_list', catalogId: '1', header: { type: 'text', text: 'h' }, sections: [{ title: 't', productIds: ['1'] }] } },
  { type: 'template', body: '', template: { templateId: randomUUID(), values: { 'body.1': 'x' } } },
];

/** What no client of ours sends: never a 5xx, nothing of other people, nothing stored by halves. */
describe('hostile requests', () => {
  let stack: Stack;
  let workspace: TestWorkspace;
  let other: TestWorkspace;
  let number: Provisioned;
  let conversationId: string;
  let otherConversationId: string;

  async function talking(some: TestWorkspace): Promise<{ number: Provisioned; conversationId: string }> {
    const { number } = await stack.channel(some.owner, { customers: [{ name: 'Maya' }] });
    await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Hi');
    const { id } = await until('the conversation', async () => (await some.owner.get<ConversationPage>('/conversations?view=all')).items[0]);
    return { number, conversationId: id };
  }
  const post = (client: ApiClient, body: unknown, to = conversationId) => client.raw('POST', `/conversations/${to}/messages`, body);
  async function attach(client: ApiClient, bytes: Buffer, type: string, name: string, fields: Record<string, string>): Promise<{ status: number; body: UploadedAttachment }> {
    const form = new FormData();
    for (const [key, value] of Object.entries({ clientId: randomUUID(), ...fields })) form.append(key, value);
    form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
    const answer = await fetch(`${stack.url}/api/attachments`, { method: 'POST', headers: { cookie: client.cookie, origin: stack.url, 'sec-fetch-site': 'same-origin' }, body: form });
    return { status: answer.status, body: (await answer.json()) as UploadedAttachment };
  }
  const thread = async () => (await workspace.owner.get<MessagePage>(`/conversations/${conversationId}/messages`)).items;

  beforeAll(async () => {
    stack = await Stack.start({ env: { MAILTRIXY_RATE_LIMIT_FACTOR: '1000' } });
    [workspace, other] = [await stack.workspace(), await stack.workspace()];
    ({ number, conversationId } = await talking(workspace));
    ({ conversationId: otherConversationId } = await talking(other));
  });
  afterAll(() => stack?.stop());

  it('every member of every kind broken: refused in words or taken, never a 5xx', async () => {
    const answers: Record<number, number> = {};
    const bad: string[] = [];
    for (const kind of KINDS) {
      for (const path of pathsOf(kind)) {
        await Promise.all(JUNK.map(async (junk) => {
          const body = { clientId: randomUUID(), kind: 'reply', ...(withAt(kind, path, junk) as object) };
          const { status, body: text } = await post(workspace.owner, body);
          answers[status] = (answers[status] ?? 0) + 1;
          if (status >= 500) bad.push(`${status} ${JSON.stringify(kind['type'])} ${path.join('.')} = ${JSON.stringify(junk)?.slice(0, 60)}: ${text.slice(0, 200)}`);
        }));
      }
    }
    expect(answers[201]).toBeGreaterThan(0);
    expect(bad).toEqual([]);
    // Whatever was taken must also leave: nothing makes the sender throw.
    await until('all to be settled', async () => Number((await stack.sql<{ n: number }>("SELECT COUNT(*) AS n FROM message WHERE delivery_status IN ('queued', 'sending')"))[0].n) === 0, 60_000);
    expect(stack.worker.log.match(/.{0,300}"level":(50|60|"error").{0,600}/)).toBeNull();
  }, 180_000);

  it('prototype keys and unknown members', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype', 'workspaceId', 'authorId', 'state']) {
      const { status } = await post(workspace.owner, `{"clientId":"${randomUUID()}","kind":"reply","type":"text","body":"x","${key}":{"type":"polluted"}}`);
      expect([key, status]).toEqual([key, 400]);
      const nested = await post(workspace.owner, `{"clientId":"${randomUUID()}","kind":"reply","type":"template","body":"","template":{"templateId":"${randomUUID()}","values":{"${key}":"x"}}}`);
      expect([key, [400, 404, 422].includes(nested.status)]).toEqual([key, true]);
    }
  });

  it('nothing of another workspace is found, and says so like nothing at all', async () => {
    const theirs = (await attach(other.owner, PNG, 'image/png', 'a.png', { kind: 'image', conversationId: otherConversationId })).body;
    const [message] = (await other.owner.get<MessagePage>(`/conversations/${otherConversationId}/messages`)).items;
    const me = workspace.owner;
    expect((await post(me, { clientId: randomUUID(), kind: 'reply', type: 'media', body: '', attachmentId: theirs.id })).status).toBe(422);
    expect((await post(me, { clientId: randomUUID(), kind: 'reply', type: 'text', body: 'x' }, otherConversationId)).status).toBe(404);
    expect((await post(me, { clientId: randomUUID(), kind: 'reply', type: 'text', body: 'x', replyToMessageId: message.id })).status).toBe(404);
    for (const [method, path, body] of [['GET', `/attachments/${theirs.id}`], ['PATCH', `/attachments/${theirs.id}`, { kind: 'document' }], ['DELETE', `/attachments/${theirs.id}`], ['POST', `/attachments/${theirs.id}/retry`], ['GET', theirs.addresses.original?.slice(4)], ['PUT', `/messages/${message.id}/reaction`, { emoji: '👍' }], ['GET', `/messages/${message.id}`], ['POST', `/conversations/${otherConversationId}/typing`]] as [string, string, unknown][]) {
      expect([method, path, (await me.raw(method, path, body)).status]).toEqual([method, path, 404]);
    }
    expect((await attach(me, PNG, 'image/png', 'a.png', { kind: 'image', conversationId: otherConversationId })).status).toBe(404);
  });

  it('a colleague’s file that waits to be sent is not sent by somebody else', async () => {
    const agent = (await stack.member(workspace.owner, 'agent')).client;
    for (const place of [{ conversationId }, {}] as Record<string, string>[]) {
      const { body: mine } = await attach(workspace.owner, PNG, 'image/png', 'a.png', { kind: 'image', ...place });
      expect((await post(agent, { clientId: randomUUID(), kind: 'reply', type: 'media', body: '', attachmentId: mine.id })).status).toBe(422);
      expect((await agent.raw('DELETE', `/attachments/${mine.id}`)).status).toBe(404);
    }
  });

  it('ten clicks at once send a file once', async () => {
    const { body: file } = await attach(workspace.owner, PNG, 'image/png', 'a.png', { kind: 'image', conversationId });
    const clientId = randomUUID();
    const same = await Promise.all(Array.from({ length: 5 }, () => post(workspace.owner, { clientId, kind: 'reply', type: 'media', body: '', attachmentId: file.id })));
    const others = await Promise.all(Array.from({ length: 5 }, () => post(workspace.owner, { clientId: randomUUID(), kind: 'reply', type: 'media', body: '', attachmentId: file.id })));
    expect(same.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([422]));
    await until('it to be delivered', async () => (await thread()).find(({ id }) => id === (JSON.parse(same[0].body) as Message).id)?.deliveryStatus === 'delivered', 30_000);
    expect((await stack.simulator.ledger({ kind: 'accept', phoneNumberId: number.phoneNumberId })).filter(({ type }) => type === 'image')).toHaveLength(1);
  });

  it('viewers read and change nothing', async () => {
    const viewer = (await stack.member(workspace.owner, 'viewer')).client;
    const agent = (await stack.member(workspace.owner, 'agent')).client;
    const [message] = await thread();
    expect((await post(viewer, { clientId: randomUUID(), kind: 'reply', type: 'text', body: 'x' })).status).toBe(403);
    expect((await attach(viewer, PNG, 'image/png', 'a.png', { kind: 'image' })).status).toBe(403);
    const { channelId } = (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items[0];
    for (const [method, path, body] of [['PUT', `/messages/${message.id}/reaction`, { emoji: '👍' }], ['POST', `/conversations/${conversationId}/typing`], ['POST', '/templates/sync', { channelId }], ['GET', `/templates?channelId=${channelId}`], ['POST', '/conversations', { clientId: randomUUID(), channelId, phone: '+447700900142', template: { templateId: randomUUID(), values: {} } }], ['GET', `/recipients?channelId=${channelId}&q=4`]] as [string, string, unknown][]) {
      expect([method, path, (await viewer.raw(method, path, body)).status]).toEqual([method, path, 403]);
    }
    for (const [method, path, body] of [['POST', '/templates', { clientId: randomUUID(), channelId, name: 'x', language: 'en', category: 'UTILITY', components: [{ type: 'BODY', text: 'x' }] }], ['DELETE', `/templates/${randomUUID()}`], ['POST', `/templates/${randomUUID()}/edit`, { components: [] }]] as [string, string, unknown][]) {
      expect([method, path, (await agent.raw(method, path, body)).status]).toEqual([method, path, 403]);
    }
  });

  it('addresses of files: ended, tampered, of another variant, with path tricks and broken ranges', async () => {
    const { body: file } = await attach(workspace.owner, PNG, 'image/png', 'a.png', { kind: 'image', conversationId });
    const address = file.addresses.original as string;
    const status = async (path: string, headers: Record<string, string> = {}) => (await fetch(`${stack.url}${path}`, { headers: { cookie: workspace.owner.cookie, ...headers } })).status;
    expect(await status(address)).toBe(200);
    const [path, query] = address.split('?');
    const values = Object.fromEntries(new URLSearchParams(query));
    const tampered: Record<string, string>[] = [{ until: String(Number(values['until']) + 1) }, { until: '0' }, { until: 'x' }, { until: '9'.repeat(12) }, { until: '-1' }, { key: '__proto__' }, { key: 'constructor' }, { key: '' }, { sig: '' }, { sig: 'A'.repeat(43) }, { sig: `${values['sig']}=` }];
    for (const over of tampered) expect([over, await status(`${path}?${new URLSearchParams({ ...values, ...over })}`)]).toEqual([over, 404]);
    expect(await status(`${path}?${query}&sig=a&sig=b`)).toBeGreaterThanOrEqual(400);
    for (const variant of ['preview', 'playable', 'original%2f..%2fpreview', '..%2f..%2fetc%2fpasswd', 'ORIGINAL', '__proto__', 'original.html']) expect([404, 400]).toContain(await status(`${path.replace('/original', `/${variant}`)}?${query}`));
    for (const range of ['bytes=0-', 'bytes=-5', 'bytes=0-999999', 'bytes=999999-', 'bytes=5-1', 'bytes=0-0,1-1', `bytes=${Array.from({ length: 500 }, (_, n) => `${n}-${n}`).join(',')}`, 'bytes=-0', 'bytes=a-b', 'items=0-1', `bytes=${'9'.repeat(40)}-`]) expect([range.slice(0, 20), [200, 206, 416, 431].includes(await status(address, { range }))]).toEqual([range.slice(0, 20), true]);
    expect(await status(address.replace('/original', '/preview'))).toBe(404);
  });

  it.each([
    ['html', Buffer.from('<!doctype html><script>alert(1)</script>'), 'image/png', 'x.png'],
    ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'image/svg+xml', 'x.svg'],
    ['svg called png', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'image/png', '../../x.png'],
    ['xhtml', Buffer.from('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>1</script></html>'), 'application/pdf', 'invoice.pdf\u202Efdp.exe'],
    ['png with html behind it', Buffer.concat([PNG, Buffer.from('<script>alert(1)</script>')]), 'text/html', 'a.html'],
  ])('%s never opens in a browser', async (_name, bytes, type, name) => {
    const { status, body } = await attach(workspace.owner, bytes, type, name, { kind: 'document' });
    expect(status).toBe(201);
    expect(body.fileName ?? '').not.toMatch(/[/\\\u202e]/);
    const answer = await fetch(`${stack.url}${body.addresses.original}`, { headers: { cookie: workspace.owner.cookie } });
    const heads = Object.fromEntries(answer.headers);
    expect(heads['x-content-type-options']).toBe('nosniff');
    expect(heads['content-type']).not.toMatch(/html|svg|xml/);
    if (!/^image\/png/.test(heads['content-type'])) expect(heads['content-disposition']).toMatch(/^attachment/);
    expect(heads['content-security-policy']).toMatch(/sandbox|default-src 'none'/);
  });

  it('empty files, pixel bombs and names without end are refused or kept as documents, and nobody falls over', async () => {
    expect((await attach(workspace.owner, Buffer.alloc(0), 'image/png', 'a.png', { kind: 'image' })).status).toBe(422);
    const bomb = await attach(workspace.owner, bombPng(50_000), 'image/png', 'b.png', { kind: 'image' });
    expect([201, 422]).toContain(bomb.status);
    if (bomb.status === 201) expect(bomb.body.refusal?.words ?? bomb.body.state).toEqual(expect.any(String));
    for (const name of ['a'.repeat(5000) + '.png', '', '.', '..', 'CON', '\u0000.png', '"; filename="x.html', 'a\r\nX: y.png', '😀'.repeat(300)]) expect([name.slice(0, 10), [201, 400, 422].includes((await attach(workspace.owner, PNG, 'image/png', name, { kind: 'image' })).status)]).toEqual([name.slice(0, 10), true]);
    expect(stack.api.exited).toBeNull();
    expect(stack.api.log.match(/"status":5\d\d/g)).toBeNull();
  }, 60_000);
});

/** Every member, also of members; of lists the first element. */
function pathsOf(value: unknown, at: (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(value)) return [at, ...(value.length ? pathsOf(value[0], [...at, 0]) : [])];
  if (typeof value !== 'object' || value === null) return [at];
  return [...(at.length ? [at] : []), ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...at, key]))];
}

function withAt(value: unknown, [first, ...rest]: (string | number)[], junk: unknown): unknown {
  if (first === undefined) return junk;
  if (Array.isArray(value)) return value.map((item, index) => (index === first ? withAt(item, rest, junk) : item));
  return { ...(value as object), [first]: withAt((value as Record<string, unknown>)[first], rest, junk) };
}

/** A picture of `side` × `side` one-bit pixels in a few hundred kB. */
function bombPng(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(side * (Math.ceil(side / 8) + 1)))), chunk('IEND', Buffer.alloc(0))]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
