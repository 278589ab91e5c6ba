import { createHmac, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ChannelDetail, ConversationDetail, ConversationPage, LogDetail, LogFilter, LogPage, LogRow, Message, MessagePage, RecheckResult, ReplayResult } from '@mailtrixy/shared/dto';
import { Stack, until, type Provisioned, type TestWorkspace } from '@mailtrixy/e2e/stack';

const WEBHOOK = '/api/webhooks/whatsapp';
/** SEED, word for word. */
const LOG_LINE = 'Signature did not match any active integration secret';
const SIGNATURE = 'x-hub-signature-256';

interface Answer {
  status: number;
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

interface Line {
  workspace: TestWorkspace;
  channel: ChannelDetail;
  number: Provisioned;
}

type Json = Record<string, unknown>;

/** A delivery with nothing in it: only its signature counts. */
const PROBE = { object: 'whatsapp_business_account', entry: [] };

const sign = (body: Buffer | string, secret: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
const now = () => String(Math.floor(Date.now() / 1000));
let customers = 0;
let wamids = 0;

/** A customer nobody knows yet. */
const stranger = () => `4477${String(Date.now()).slice(-6)}${String(++customers).padStart(3, '0')}`;
const wamid = () => `wamid.${Buffer.from(`bad-input-${Date.now()}-${++wamids}`).toString('base64')}`;
const text = (from: string, body: string, id = wamid()): Json => ({ from, id, timestamp: now(), type: 'text', text: { body } });

function value(number: Provisioned, members: Json): Json {
  return { messaging_product: 'whatsapp', metadata: { display_phone_number: number.displayPhoneNumber, phone_number_id: number.phoneNumberId }, ...members };
}
function delivery(number: Provisioned, members: Json, field = 'messages'): Json {
  return { object: 'whatsapp_business_account', entry: [{ id: number.wabaId, changes: [{ field, value: value(number, members) }] }] };
}

describe('bad input', () => {
  let stack: Stack;
  let line: Line;

  const connect = async (): Promise<Line> => {
    const workspace = await stack.workspace();
    const at = { workspace, ...(await stack.channel(workspace.owner)) };
    await counts(at);
    return at;
  };

  beforeAll(async () => {
    stack = await Stack.start({ env: { MAILTRIXY_SWEEP_MS: '100', MAILTRIXY_RATE_LIMIT_FACTOR: '1000' } });
    // One try per delivery: a refused one must not come again while the next test looks.
    await stack.simulator.call('PATCH', '/settings', { retry: { baseMs: 1000, factor: 2, capMs: 3_600_000, maxTries: 1, timeoutMs: 10_000 } });
    line = await connect();
  });
  afterAll(() => stack?.stop());

  /** The bytes as given, with doubled headers and without what fetch adds. */
  const send = (body: Buffer | string | null, headers: Record<string, string | string[] | number> = {}, options: { method?: string; path?: string; chunks?: number } = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(stack.url);
      const request = httpRequest({ hostname, port, method: options.method ?? 'POST', path: options.path ?? WEBHOOK, headers, agent: false }, (response) => {
        let answered = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (answered += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: answered, headers: response.headers }));
      });
      request.on('error', reject);
      const bytes = Buffer.from(body ?? '');
      const step = Math.ceil(bytes.length / (options.chunks ?? 1)) || 1;
      if (options.chunks) for (let at = 0; at < bytes.length; at += step) request.write(bytes.subarray(at, at + step));
      request.end(options.chunks ? undefined : bytes);
    });
  const signed = (body: Buffer | string | Json, secret = line.number.appSecret, headers: Record<string, string> = {}, options: { path?: string; chunks?: number } = {}) => {
    const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return send(bytes, { [SIGNATURE]: sign(bytes, secret), 'content-type': 'application/json', ...headers }, options);
  };

  /** Secrets are read again at most once a second: a new one counts within that time. */
  const counts = ({ number }: Line) => until('the App Secret to count', async () => (await signed(PROBE, number.appSecret)).status === 200, 15_000, 250);

  const conversations = async ({ workspace } = line) => (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items;
  const thread = async (id: string, { workspace } = line) => (await workspace.owner.get<MessagePage>(`/conversations/${id}/messages`)).items;
  /** Bodies of everything that the channel's threads hold. */
  const inbox = async ({ channel } = line) => (await stack.sql<{ body: string }>("SELECT body FROM message WHERE channel_id = UNHEX(?) AND direction = 'in'", [channel.id.replaceAll('-', '')])).map(({ body }) => body);
  const arrived = (body: string, at = line) => until(`"${body.slice(0, 40)}" in the inbox`, async () => (await inbox(at)).includes(body));
  /** Without the verifications that anybody may have tried, and our probes. */
  const logs = async (filter: LogFilter, { workspace, channel } = line) => (await workspace.owner.get<LogPage>(`/channels/${channel.id}/logs?filter=${filter}`)).items.filter(({ kind, subject }) => kind !== 'verify' && subject !== 'other · empty delivery');
  /** What `act` answered, and the row that Logs shows because of it. */
  const loggedBy = async <T>(filter: LogFilter, act: () => Promise<T>): Promise<{ answer: T; row: LogRow }> => {
    const known = new Set((await logs(filter)).map(({ id }) => id));
    const answer = await act();
    return { answer, row: await until(`a row under ${filter} in Logs`, async () => (await logs(filter)).find(({ id }) => !known.has(id))) };
  };
  const detail = (id: string, { workspace, channel } = line) => workspace.owner.get<LogDetail>(`/channels/${channel.id}/logs/${id}`);
  const logLines = async () => (await readFile(path.join(stack.logDir, 'mailtrixy.log'), 'utf8')).split('\n').filter(Boolean).map((row) => JSON.parse(row) as Json);
  const warned = (answer: Answer) => until('the log line', async () => (await logLines()).find((row) => row['requestId'] === answer.headers['x-request-id'] && row['msg'] === LOG_LINE));
  /** Whatever was sent before is worked off once this arrives. */
  const flushed = async (at = line) => {
    const body = `flush ${randomUUID()}`;
    expect((await signed(delivery(at.number, { messages: [text(stranger(), body)] }), at.number.appSecret)).status).toBe(200);
    await arrived(body, at);
  };

  describe('signature header', () => {
    const hex = (bytes: string) => sign(bytes, line.number.appSecret).slice(7);
    const CASES: readonly (readonly [name: string, headers: (bytes: string) => Record<string, string | string[]>, result: string])[] = [
      ['wrong secret', (bytes) => ({ [SIGNATURE]: sign(bytes, 'another-secret-0123456789abcdef') }), 'Signature mismatch'],
      ['wrong in its last digit', (bytes) => ({ [SIGNATURE]: `sha256=${hex(bytes).slice(0, 63)}${hex(bytes).endsWith('0') ? '1' : '0'}` }), 'Signature mismatch'],
      ['of other bytes', () => ({ [SIGNATURE]: sign('{}', line.number.appSecret) }), 'Signature mismatch'],
      ['missing', () => ({}), 'Signature missing'],
      ['empty', () => ({ [SIGNATURE]: '' }), 'Signature missing'],
      ['sha1 only', (bytes) => ({ 'x-hub-signature': `sha1=${createHmac('sha1', line.number.appSecret).update(bytes).digest('hex')}` }), 'Signature missing'],
      ['without its prefix', (bytes) => ({ [SIGNATURE]: hex(bytes) }), 'Signature malformed'],
      ['under the name sha1', (bytes) => ({ [SIGNATURE]: `sha1=${hex(bytes)}` }), 'Signature malformed'],
      ['63 digits', (bytes) => ({ [SIGNATURE]: `sha256=${hex(bytes).slice(1)}` }), 'Signature malformed'],
      ['65 digits', (bytes) => ({ [SIGNATURE]: `sha256=${hex(bytes)}0` }), 'Signature malformed'],
      ['not hexadecimal', () => ({ [SIGNATURE]: `sha256=${'z'.repeat(64)}` }), 'Signature malformed'],
      ['upper-case hexadecimal', (bytes) => ({ [SIGNATURE]: `sha256=${hex(bytes).toUpperCase()}` }), 'Signature malformed'],
      ['upper-case prefix', (bytes) => ({ [SIGNATURE]: `SHA256=${hex(bytes)}` }), 'Signature malformed'],
      ['doubled, both right', (bytes) => ({ [SIGNATURE]: [sign(bytes, line.number.appSecret), sign(bytes, line.number.appSecret)] }), 'Signature malformed'],
      ['doubled, one right', (bytes) => ({ [SIGNATURE]: [`sha256=${'0'.repeat(64)}`, sign(bytes, line.number.appSecret)] }), 'Signature malformed'],
      ['8 KiB long', (bytes) => ({ [SIGNATURE]: `sha256=${hex(bytes)}${'0'.repeat(8000)}` }), 'Signature malformed'],
    ];

    it.each(CASES)('%s: 403, the exact log line, a row in Logs, nothing in the inbox', async (_name, headers, result) => {
      const bytes = JSON.stringify(delivery(line.number, { messages: [text(stranger(), 'forged')] }));
      const { answer, row } = await loggedBy('rejected', () => send(bytes, { 'content-type': 'application/json', ...headers(bytes) }));
      expect([answer.status, answer.body]).toEqual([403, '']);
      expect(JSON.stringify(await warned(answer))).not.toMatch(/forged|sha256=/);
      expect(row).toMatchObject({ kind: 'rejected', state: 'rejected', httpStatus: 403, result });
      expect(await detail(row.id)).toMatchObject({ payload: null, canReplay: false });
      expect(await line.workspace.owner.problem('POST', `/channels/${line.channel.id}/logs/${row.id}/replay`)).toMatchObject({ status: 409, code: 'LOG_SIGNATURE_UNPROVEN' });
      await flushed();
      expect(await inbox()).not.toContain('forged');
    });

    it('lower-case hexadecimal over the exact bytes passes, whatever their JSON looks like', async () => {
      const body = delivery(line.number, { messages: [text(stranger(), 'spaced ✓')] });
      const bytes = `\ufeff${JSON.stringify(body, null, 3).replaceAll('✓', String.raw`\u2713`)}\n\n`;
      expect(await signed(bytes)).toMatchObject({ status: 200, body: 'EVENT_RECEIVED' });
      await arrived('spaced ✓');
    });

    it('an empty stored secret lets nobody in, and does not disturb other channels', async () => {
      const other = line;
      line = await connect();
      try {
        for (const [statement, key] of [["UPDATE channel_secret SET ciphertext = '' WHERE channel_id = UNHEX(?) AND name = 'app_secret'", ''], ["DELETE FROM channel_secret WHERE channel_id = UNHEX(?) AND name = 'app_secret'", 'undefined']] as const) {
          await stack.sql(statement, [line.channel.id.replaceAll('-', '')]);
          const bytes = JSON.stringify(delivery(line.number, { messages: [text(stranger(), 'empty key')] }));
          await until('the emptied secret to be forgotten', async () => (await signed(PROBE)).status === 403, 15_000, 250);
          for (const forged of ['', key]) {
            const answer = await send(bytes, { [SIGNATURE]: sign(bytes, forged) });
            expect(answer.status).toBe(403);
            await warned(answer);
          }
          await flushed(other);
        }
        expect(await inbox()).not.toContain('empty key');
        // The page that an admin opens to mend it still opens, and the mended secret counts.
        await line.workspace.owner.get(`/channels/${line.channel.id}`);
        await line.workspace.owner.put(`/channels/${line.channel.id}/secrets/app_secret`, { value: line.number.appSecret });
        await counts(line);
        await flushed();
      } finally {
        line = other;
      }
    });
  });

  describe('transport', () => {
    const hello = () => delivery(line.number, { messages: [text(stranger(), `transport ${randomUUID()}`)] });
    const bodyOf = (sent: Json) => (((sent['entry'] as Json[])[0]['changes'] as Json[])[0]['value'] as { messages: { text: { body: string } }[] }).messages[0].text.body;

    it('5 MB: 413 without a row, declared or chunked; the next delivery is fine', async () => {
      const big = JSON.stringify(delivery(line.number, { messages: [text(stranger(), 'x'.repeat(5_000_000))] }));
      expect((await signed(big)).status).toBe(413);
      expect((await signed(big, undefined, { 'transfer-encoding': 'chunked' }, { chunks: 40 })).status).toBe(413);
      await flushed();
      expect(await stack.sql('SELECT id FROM webhook_event WHERE body_bytes > 4194304')).toEqual([]);
    });

    it('a delivery of almost 4 MiB is taken', async () => {
      const sent = delivery(line.number, { messages: [text(stranger(), 'big brother'), { ...text(stranger(), 'padding'), pad: 'p'.repeat(4_000_000) }] });
      expect((await signed(sent)).status).toBe(200);
      await arrived('big brother');
    });

    it.each([['a trailing slash', `${WEBHOOK}/`], ['a query', `${WEBHOOK}?from=meta`]])('%s in the path is taken', async (_name, at) => {
      const sent = hello();
      expect((await signed(sent, undefined, {}, { path: at })).status).toBe(200);
      await arrived(bodyOf(sent));
    });

    it('a chunked body, one without content-type and one called a form are taken: the signature decides', async () => {
      const [chunked, untyped, form] = [hello(), hello(), hello()];
      expect((await signed(chunked, undefined, { 'transfer-encoding': 'chunked' }, { chunks: 7 })).status).toBe(200);
      expect((await send(JSON.stringify(untyped), { [SIGNATURE]: sign(JSON.stringify(untyped), line.number.appSecret) })).status).toBe(200);
      expect((await signed(form, undefined, { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(200);
      for (const sent of [chunked, untyped, form]) await arrived(bodyOf(sent));
    });

    it.each(['gzip', 'br', 'deflate', 'x-unknown'])('content-encoding %s: 415', async (encoding) => {
      const bytes = gzipSync(JSON.stringify(hello()));
      expect((await signed(bytes, undefined, { 'content-encoding': encoding })).status).toBe(415);
    });

    it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s: no such route, never a 5xx', async (method) => {
      const sent = hello();
      const bytes = JSON.stringify(sent);
      const answer = await send(bytes, { [SIGNATURE]: sign(bytes, line.number.appSecret), 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) }, { method });
      expect([403, 404, 405]).toContain(answer.status);
      await flushed();
      expect(await inbox()).not.toContain(bodyOf(sent));
    });

    it.each(['/api/webhooks/whatsapp/x', '/api/webhooks', '/api/webhooks/WhatsApp', '//api/webhooks/whatsapp'])('POST %s is not the webhook', async (at) => {
      const sent = hello();
      expect([403, 404]).toContain((await signed(sent, undefined, {}, { path: at })).status);
      await flushed();
      expect(await inbox()).not.toContain(bodyOf(sent));
    });
  });

  describe('GET verification', () => {
    const get = (query: string, at = WEBHOOK) => send(null, {}, { method: 'GET', path: `${at}?${query}` });
    const verifiedAt = async () => (await line.workspace.owner.get<ChannelDetail>(`/channels/${line.channel.id}`)).webhookVerifiedAt;
    const good = () => `hub.mode=subscribe&hub.verify_token=${encodeURIComponent(line.number.verifyToken)}`;

    it.each([WEBHOOK, `${WEBHOOK}/`])('echoes the challenge and nothing else at %s', async (at) => {
      const answer = await get(`${good()}&hub.challenge=1158201444`, at);
      expect(answer).toMatchObject({ status: 200, body: '1158201444', headers: { 'content-type': expect.stringMatching(/^text\/plain/), 'x-content-type-options': 'nosniff' } });
      expect(await verifiedAt()).not.toBeNull();
    });

    it.each([
      ['wrong token', () => 'hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1'],
      ['missing token', () => 'hub.mode=subscribe&hub.challenge=1'],
      ['empty token', () => 'hub.mode=subscribe&hub.verify_token=&hub.challenge=1'],
      ['doubled token', () => `${good()}&hub.verify_token=${encodeURIComponent(line.number.verifyToken)}&hub.challenge=1`],
      ['token as array', () => `hub.mode=subscribe&hub.verify_token[]=${encodeURIComponent(line.number.verifyToken)}&hub.challenge=1`],
      ['token with one more character', () => `${good()}x&hub.challenge=1`],
      ['other mode', () => `hub.mode=unsubscribe&hub.verify_token=${encodeURIComponent(line.number.verifyToken)}&hub.challenge=1`],
      ['nothing at all', () => ''],
    ])('%s: 403 and no echo', async (_name, query) => {
      const before = await verifiedAt();
      expect(await get(query())).toMatchObject({ status: 403, body: '' });
      expect(await verifiedAt()).toBe(before);
    });

    it.each([['markup', '%3Cscript%3Ealert(1)%3C%2Fscript%3E'], ['a line break', '1%0d%0aSet-Cookie:%20a=b'], ['2,000 characters', '1'.repeat(2000)], ['nothing', '']])('a challenge of %s: 400 and no echo', async (_name, challenge) => {
      expect(await get(`${good()}&hub.challenge=${challenge}`)).toMatchObject({ status: 400, body: '' });
    });

    it('a doubled challenge: 400', async () => {
      expect(await get(`${good()}&hub.challenge=1&hub.challenge=2`)).toMatchObject({ status: 400, body: '' });
    });

    it('keeps the token out of the log', async () => {
      await get(`${good()}&hub.challenge=42`);
      await flushed();
      expect(await readFile(path.join(stack.logDir, 'mailtrixy.log'), 'utf8')).not.toContain(line.number.verifyToken);
    });
  });

  describe('signed, but strange', () => {
    it.each([
      ['no JSON', 'this is not JSON'],
      ['nothing', ''],
      ['half of it', '{"object":"whatsapp_business_account","entry":[{'],
      ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28])],
      ['an array', '[]'],
      ['a number', '42'],
      ['null', 'null'],
      ['10,000 levels, bare', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
      ['200,000 levels, unclosed', '['.repeat(200_000)],
    ])('%s: 200, a row in Logs that says why, nothing in the inbox', async (_name, bytes) => {
      const before = (await inbox()).length;
      const { answer, row } = await loggedBy('failed', () => signed(bytes));
      expect(answer).toMatchObject({ status: 200, body: 'EVENT_RECEIVED' });
      expect(await detail(row.id)).toMatchObject({ kind: 'delivery', httpStatus: 200, state: 'failed', why: { title: 'The delivery is signed, but cannot be read' } });
      expect(await inbox()).toHaveLength(before);
    });

    /** Each stands between two good messages in one delivery. */
    const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
    it.each<[string, () => unknown]>([
      ['an unknown type', () => ({ from: stranger(), id: wamid(), timestamp: now(), type: 'hologram', hologram: { id: '1' } })],
      ['a type name of 64 characters', () => ({ from: stranger(), id: wamid(), timestamp: now(), type: 'h'.repeat(64) })],
      ['a type name of 4-byte characters', () => ({ from: stranger(), id: wamid(), timestamp: now(), type: '🦄'.repeat(80) })],
      ['a type that is a number', () => ({ from: stranger(), id: wamid(), timestamp: now(), type: 7 })],
      ['the type __proto__', () => ({ from: stranger(), id: wamid(), timestamp: now(), type: '__proto__' })],
      ['the type constructor', () => ({ from: stranger(), id: wamid(), timestamp: now(), type: 'constructor' })],
      ['a text without text', () => ({ from: stranger(), id: wamid(), timestamp: now(), type: 'text' })],
      ['a text that is a number', () => ({ from: stranger(), id: wamid(), timestamp: now(), type: 'text', text: { body: 5 } })],
      ['10,000 levels inside', () => ({ ...text(stranger(), 'deep'), type: 'hologram', hologram: nested(2000) })],
      ['a time of nonsense', () => ({ ...text(stranger(), 'timeless'), timestamp: 'yesterday' })],
      ['a time of the year 9999', () => ({ ...text(stranger(), 'future'), timestamp: '253402300799' })],
      ['a negative time', () => ({ ...text(stranger(), 'past'), timestamp: '-1' })],
      ['no id', () => ({ from: stranger(), timestamp: now(), type: 'text', text: { body: 'no id' } })],
      ['an id of 300 characters', () => text(stranger(), 'long id', `wamid.${'A'.repeat(300)}`)],
      ['an id with an emoji', () => text(stranger(), 'emoji id', 'wamid.🦄')],
      ['no sender', () => ({ id: wamid(), timestamp: now(), type: 'text', text: { body: 'nobody' } })],
      ['a sender with an emoji', () => text('🦄', 'unicorn')],
      ['null', () => null],
      ['a string', () => 'message'],
      ['a nested array', () => [[[]]]],
    ])('a message with %s: neighbours arrive, nothing is a 5xx', async (_name, make) => {
      const [before, after] = [`before ${randomUUID()}`, `after ${randomUUID()}`];
      expect((await signed(delivery(line.number, { messages: [text(stranger(), before), make(), text(stranger(), after)] }))).status).toBe(200);
      await arrived(before);
      await arrived(after);
      const states = (await stack.sql<{ state: string }>("SELECT DISTINCT state FROM webhook_item WHERE channel_id = UNHEX(?)", [line.channel.id.replaceAll('-', '')])).map(({ state }) => state);
      // A poison item would still be trying.
      expect(states).not.toContain('ready');
      for (const { id } of (await conversations()).slice(0, 3)) await line.workspace.owner.get<ConversationDetail>(`/conversations/${id}`);
    });

    it('an unknown object: 200, listed as ignored', async () => {
      const { answer, row } = await loggedBy('ignored', () => signed({ object: 'page', entry: [{ id: line.number.wabaId, messaging: [{ message: { text: 'not ours' } }] }] }));
      expect(answer.status).toBe(200);
      expect(row).toMatchObject({ subject: expect.stringContaining('object page'), httpStatus: 200 });
      expect(await inbox()).not.toContain('not ours');
    });

    it('an unknown field: 200, listed as ignored, and a message beside it arrives', async () => {
      const sent = delivery(line.number, { what: 'ever' }, 'field_of_tomorrow');
      const { answer, row } = await loggedBy('ignored', () => signed(sent));
      expect(answer.status).toBe(200);
      expect(row).toMatchObject({ subject: expect.stringContaining('field_of_tomorrow'), httpStatus: 200 });
      const both = { ...sent, entry: [...(sent['entry'] as Json[]), ...(delivery(line.number, { messages: [text(stranger(), 'beside it')] })['entry'] as Json[])] };
      expect((await signed(both)).status).toBe(200);
      await arrived('beside it');
    });

    it('an unknown number: 200, kept and explained, nothing in the inbox; the known number beside it arrives', async () => {
      const unknown = { ...line.number, phoneNumberId: '990000000000001' };
      const { answer, row } = await loggedBy('ignored', () => signed(delivery(unknown, { messages: [text(stranger(), 'for nobody')] })));
      expect(answer.status).toBe(200);
      expect(await detail(row.id)).toMatchObject({ why: { title: expect.stringContaining('for another number') }, items: [{ state: 'foreign' }] });
      const mixed = { object: 'whatsapp_business_account', entry: [unknown, line.number].map((number) => ({ id: number.wabaId, changes: [{ field: 'messages', value: value(number, { messages: [text(stranger(), `for ${number.phoneNumberId}`)] }) }] })) };
      expect((await signed(mixed)).status).toBe(200);
      await arrived(`for ${line.number.phoneNumberId}`);
      expect(await inbox()).not.toEqual(expect.arrayContaining([expect.stringMatching(/^for (nobody|990)/)]));
    });

    it('an unknown status, one for an unknown message, and one of nonsense leave the good one alone', async () => {
      line = await connect();
      const [maya] = line.number.customers;
      await stack.simulator.call('PUT', `/numbers/${line.number.phoneNumberId}/status-plan`, { sentAfterMs: null, deliveredAfterMs: null });
      await stack.simulator.write(maya.id, line.number.phoneNumberId, 'Hi');
      await arrived('Hi');
      const [conversation] = await conversations();
      const { id } = await line.workspace.owner.post<Message>(`/conversations/${conversation.id}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body: 'answer' });
      await until('accepted', async () => (await thread(conversation.id)).some((message) => message.id === id && message.deliveryStatus === 'accepted'));
      const [{ wamid: known }] = await stack.simulator.ledger({ kind: 'accept', phoneNumberId: line.number.phoneNumberId });
      const statuses = [{ id: known, status: 'teleported', timestamp: now() }, { id: wamid(), status: 'delivered', timestamp: now(), recipient_id: '1' }, { id: known }, 'delivered', { id: known, status: 'sent', timestamp: 'x', errors: 'no', pricing: nested(100) }, { id: known, status: 'delivered', timestamp: now() }];
      expect((await signed(delivery(line.number, { statuses }))).status).toBe(200);
      await until('delivered', async () => (await thread(conversation.id)).some((message) => message.id === id && message.deliveryStatus === 'delivered' && message.sentAt));
      expect(await stack.sql("SELECT id FROM webhook_item WHERE state = 'ready'")).toEqual([]);
    });
  });

  describe('text', () => {
    beforeEach(async () => {
      line = await connect();
    });

    const EMOJI = '👩‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿 𝕿𝖊𝖝𝖙 𠜎 é́ \u202eabc ';

    it('emoji and 4-byte text go through both ways, names included', async () => {
      const from = stranger();
      expect((await signed(delivery(line.number, { contacts: [{ wa_id: from, profile: { name: `${EMOJI}🦄` } }], messages: [text(from, EMOJI)] }))).status).toBe(200);
      await arrived(EMOJI);
      const [conversation] = await conversations();
      expect(conversation.contactName).toBe(`${EMOJI}🦄`.trim());
      const maya = line.number.customers[0];
      await stack.simulator.write(maya.id, line.number.phoneNumberId, 'Hi');
      await arrived('Hi');
      const own = (await conversations()).find(({ contactName }) => contactName === maya.name);
      await line.workspace.owner.post(`/conversations/${own?.id}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body: EMOJI });
      await until('the text on the phone', async () => (await stack.simulator.chat(maya.id, line.number.phoneNumberId)).some((message) => message.from === 'business' && message.text === EMOJI));
    });

    it('U+0000 and half a surrogate pair are stored readable', async () => {
      const bytes = JSON.stringify(delivery(line.number, { messages: [text(stranger(), 'NUL-here-HALF')] })).replace('NUL-here-HALF', String.raw`a\u0000b\ud83dc`);
      expect((await signed(bytes)).status).toBe(200);
      await arrived('ab\ufffdc');
    });

    it('10,000 characters come in whole; the list shows the beginning', async () => {
      const body = '🦄x'.repeat(5000);
      expect((await signed(delivery(line.number, { messages: [text(stranger(), body)] }))).status).toBe(200);
      await arrived(body);
      const [{ preview }] = await conversations();
      expect(body.startsWith(preview.text.replace(/…$/, ''))).toBe(true);
      expect([...preview.text].length).toBeLessThanOrEqual(255);
    });

    it('10,000 characters out: refused in words, nothing is sent; 4,096 emoji and a note of 10,000 are fine', async () => {
      const maya = line.number.customers[0];
      await stack.simulator.write(maya.id, line.number.phoneNumberId, 'Hi');
      await arrived('Hi');
      const [conversation] = await conversations();
      const say = (kind: string, body: unknown, clientId = randomUUID()) => line.workspace.owner.raw('POST', `/conversations/${conversation.id}/messages`, { clientId, kind, type: 'text', body });
      const problem = async (answer: Promise<{ status: number; body: string }>) => {
        const { status, body } = await answer;
        return [status, (JSON.parse(body) as { code: string }).code];
      };
      expect(await problem(say('reply', 'x'.repeat(10_000)))).toEqual([422, 'INBOX_MESSAGE_TOO_LONG']);
      expect(await problem(say('reply', 'x'.repeat(4097)))).toEqual([422, 'INBOX_MESSAGE_TOO_LONG']);
      expect((await problem(say('note', 'x'.repeat(10_001))))[1]).toBe('INBOX_MESSAGE_TOO_LONG');
      for (const blank of ['', '   ', '\n\t']) expect((await problem(say('reply', blank)))[0]).toBe(422);
      for (const wrong of [5, null, ['x'], { text: 'x' }]) expect(await problem(say('reply', wrong))).toEqual([400, 'VALIDATION_FAILED']);
      expect((await say('note', 'x'.repeat(10_000))).status).toBe(201);
      expect((await say('reply', '🦄'.repeat(4096))).status).toBe(201);
      await until('the emoji on the phone', async () => (await stack.simulator.chat(maya.id, line.number.phoneNumberId)).some((message) => message.text === '🦄'.repeat(4096)));
      expect(await stack.simulator.ledger({ kind: 'accept', phoneNumberId: line.number.phoneNumberId })).toHaveLength(1);
    });
  });

  describe('the JSON API', () => {
    const problemOf = ({ status, body }: { status: number; body: string }) => [status, (JSON.parse(body) as { code: string }).code];

    it('unknown roles: 400 and nobody changes', async () => {
      const { me } = await stack.member(line.workspace.owner, 'agent');
      for (const role of ['king', 'OWNER', '', null, 1, ['owner'], { $ne: 'agent' }, '__proto__', 'constructor']) {
        expect(problemOf(await line.workspace.owner.raw('PATCH', `/members/${me.user.id}`, { role }))).toEqual([400, 'VALIDATION_FAILED']);
        expect(problemOf(await line.workspace.owner.raw('POST', '/invitations', { clientId: randomUUID(), role }))).toEqual([400, 'VALIDATION_FAILED']);
      }
      const members = await line.workspace.owner.get<{ userId: string; role: string }[]>('/members');
      expect(members.map(({ role }) => role).sort()).toEqual(['agent', 'owner']);
      expect(await line.workspace.owner.get('/invitations')).toEqual([]);
    });

    it('a role unknown to this version in the database locks its owner out instead of letting them in', async () => {
      const { client, me } = await stack.member(line.workspace.owner, 'agent');
      await stack.sql("UPDATE membership SET role = 'king' WHERE user_id = UNHEX(?)", [me.user.id.replaceAll('-', '')]);
      for (const at of ['/conversations?view=all', '/channels', '/members', '/me']) expect((await client.raw('GET', at)).status).toBeLessThan(500);
      expect((await client.raw('GET', '/conversations?view=all')).status).toBeGreaterThanOrEqual(400);
      expect((await client.raw('GET', '/members')).status).toBeGreaterThanOrEqual(400);
    });

    it('bodies that are no JSON object, too long, too deep or poisoned: 4xx with a code', async () => {
      const post = (body: string, headers: Record<string, string> = {}) => line.workspace.owner.raw('POST', '/invitations', body, headers);
      expect(problemOf(await post('not json'))).toEqual([400, 'BODY_NOT_JSON']);
      expect(problemOf(await post(''))[0]).toBe(400);
      const big = JSON.stringify({ clientId: randomUUID(), role: 'x'.repeat(5_000_000) });
      expect(problemOf(await send(big, { 'content-type': 'application/json', 'content-length': big.length, cookie: line.workspace.owner.cookie, origin: stack.url }, { path: '/api/invitations' }))).toEqual([413, 'BODY_TOO_LARGE']);
      expect(problemOf(await post(`${'['.repeat(10_000)}${']'.repeat(10_000)}`))[0]).toBe(400);
      expect(problemOf(await post(`{"role":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`))[0]).toBe(400);
      expect(problemOf(await post('{"__proto__":{"role":"owner"},"role":"agent"}'))[0]).toBe(400);
      expect(problemOf(await post(JSON.stringify({ clientId: randomUUID(), role: 'agent', workspaceId: randomUUID() })))[0]).toBe(400);
      expect(problemOf(await post('a=b', { 'content-type': 'application/x-www-form-urlencoded' }))).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    });

    it('the same clientId with another body: 409 for a message, a retry, an invitation and a channel', async () => {
      line = await connect();
      const { owner } = line.workspace;
      await stack.simulator.write(line.number.customers[0].id, line.number.phoneNumberId, 'Hi');
      await arrived('Hi');
      const [conversation] = await conversations();
      const clientId = randomUUID();
      const message = { clientId, kind: 'note', type: 'text', body: 'one' };
      const first = await owner.raw('POST', `/conversations/${conversation.id}/messages`, message);
      const again = await owner.raw('POST', `/conversations/${conversation.id}/messages`, message);
      expect([first.status, again.status]).toEqual([201, 200]);
      expect((JSON.parse(again.body) as Message).id).toBe((JSON.parse(first.body) as Message).id);
      for (const other of [{ body: 'two' }, { kind: 'reply' }]) expect(problemOf(await owner.raw('POST', `/conversations/${conversation.id}/messages`, { ...message, ...other }))).toEqual([409, 'CLIENT_ID_REUSED']);

      await owner.post('/invitations', { clientId, role: 'agent' });
      expect(problemOf(await owner.raw('POST', '/invitations', { clientId, role: 'admin' }))).toEqual([409, 'CLIENT_ID_REUSED']);

      const spare = await stack.simulator.provision({});
      const form = { clientId, kind: 'whatsapp', mode: 'live', name: 'Spare', phoneNumberId: spare.phoneNumberId, accessToken: spare.accessToken, appSecret: spare.appSecret, verifyToken: spare.verifyToken };
      const created = await owner.raw('POST', '/channels', form);
      const repeated = await owner.raw('POST', '/channels', form);
      expect([created.status, repeated.status]).toEqual([201, 200]);
      expect((JSON.parse(repeated.body) as ChannelDetail).id).toBe((JSON.parse(created.body) as ChannelDetail).id);
      for (const other of [{ name: 'Other' }, { phoneNumberId: '990000000000002' }, { appSecret: 'fedcba9876543210fedcba9876543210' }, { accessToken: 'EAAanother0123456789token' }, { verifyToken: 'another-verify-token' }, { wabaId: '990000000000003' }]) {
        expect([other, ...problemOf(await owner.raw('POST', '/channels', { ...form, ...other }))]).toEqual([other, 409, 'CLIENT_ID_REUSED']);
      }
    });
  });

  describe('batches', () => {
    beforeEach(async () => {
      line = await connect();
    });

    it('entries × changes × items with duplicates arrive once each, in order', async () => {
      const people = [stranger(), stranger(), stranger()];
      const items = people.map((from, person) => Array.from({ length: 6 }, (_, index) => text(from, `${person}.${index}`)));
      const entry = (part: number) => ({ id: line.number.wabaId, changes: [0, 1].map((change) => ({ field: 'messages', value: value(line.number, { messages: people.flatMap((_from, person) => items[person].slice(part * 3 + change, part * 3 + change + 2)) }) })) });
      const batch = { object: 'whatsapp_business_account', entry: [entry(0), entry(1), entry(0)] };
      const answers = await Promise.all([signed(batch), signed(batch), signed({ ...batch, entry: [...batch.entry].reverse() })]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      await until('all of it', async () => (await inbox()).length >= 18);
      await flushed();
      const bodies = (await Promise.all((await conversations()).map(({ id }) => thread(id)))).map((messages) => messages.map(({ body }) => body)).filter((list) => list.length > 1);
      expect(bodies.sort()).toEqual(items.map((own) => own.map((message) => (message['text'] as { body: string }).body)));
    });

    it('a poison item becomes a dead letter after eight tries, its neighbours arrive at once, and Replay brings it in once', async () => {
      const { owner } = line.workspace;
      const channelBytes = line.channel.id.replaceAll('-', '');
      await stack.sql("CREATE TRIGGER poison BEFORE INSERT ON message FOR EACH ROW IF NEW.body = 'poison' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'poisoned on purpose'; END IF");
      try {
        const [before, bad, after] = [text(stranger(), 'before'), text(stranger(), 'poison'), text(stranger(), 'after')];
        expect((await signed(delivery(line.number, { messages: [before, bad, after] }))).status).toBe(200);
        await arrived('before');
        await arrived('after');
        await until('the dead letter', async () => {
          await stack.sql("UPDATE webhook_item SET next_at = NOW(3) WHERE state = 'ready' AND lease_until IS NULL AND channel_id = UNHEX(?)", [channelBytes]);
          return (await stack.sql("SELECT id FROM webhook_item WHERE state = 'dead' AND channel_id = UNHEX(?)", [channelBytes]))[0];
        }, 20_000);
        const [row] = await logs('failed');
        const dead = await detail(row.id);
        expect(dead).toMatchObject({ canReplay: true, why: { title: 'Part of this delivery could not be processed' }, items: [{ state: 'done', attempts: 1 }, { state: 'dead', attempts: 8, lastError: expect.stringContaining('poisoned on purpose') }, { state: 'done', attempts: 1 }] });
        expect(await inbox()).toHaveLength(2);
        await stack.sql('DROP TRIGGER poison');
        const results = await Promise.all([1, 2].map(() => owner.post<ReplayResult>(`/channels/${line.channel.id}/logs/${row.id}/replay`)));
        expect(results.map(({ replayed }) => replayed).sort()).toEqual([0, 1]);
        await arrived('poison');
        await until('processed', async () => (await detail(row.id)).state === 'processed');
        expect(await owner.post(`/channels/${line.channel.id}/logs/${row.id}/replay`)).toEqual({ replayed: 0, refused: 0 });
        expect((await inbox()).sort()).toEqual(['after', 'before', 'poison']);
      } finally {
        await stack.sql('DROP TRIGGER IF EXISTS poison');
      }
    });
  });

  describe('forgery between workspaces', () => {
    it("A signs messages and statuses for B's number with A's own secret: nothing of B changes, A is told", async () => {
      line = await connect();
      const victim = await connect();
      const [maya] = victim.number.customers;
      await stack.simulator.call('PUT', `/numbers/${victim.number.phoneNumberId}/status-plan`, { sentAfterMs: null, deliveredAfterMs: null });
      await stack.simulator.write(maya.id, victim.number.phoneNumberId, 'Hi');
      await arrived('Hi', victim);
      const [conversation] = await conversations(victim);
      const { id } = await victim.workspace.owner.post<Message>(`/conversations/${conversation.id}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body: 'mine' });
      const state = async () => (await thread(conversation.id, victim)).find((message) => message.id === id);
      await until('accepted', async () => (await state())?.deliveryStatus === 'accepted');
      const [{ wamid: known, token }] = await stack.simulator.ledger({ kind: 'accept', phoneNumberId: victim.number.phoneNumberId });
      const statuses = [{ id: known, status: 'failed', timestamp: now(), biz_opaque_callback_data: token, errors: [{ code: 131026, title: 'forged' }] }, { id: wamid(), status: 'read', timestamp: now(), biz_opaque_callback_data: token }];
      for (const sent of [
        delivery(victim.number, { messages: [text(String(maya.phone).replace('+', ''), 'forged')], statuses }),
        // Under A's own number, but with B's wamid and token.
        delivery(line.number, { statuses }),
      ]) expect((await signed(sent, line.number.appSecret)).status).toBe(200);
      await flushed();
      await flushed(victim);
      expect(await state()).toMatchObject({ deliveryStatus: 'accepted', openedAt: null, deliveryError: null });
      expect(await inbox(victim)).not.toContain('forged');
      expect(await inbox()).not.toContain('forged');
      expect((await logs('all', victim)).filter(({ kind, state: of }) => kind === 'delivery' && of === 'ignored')).toEqual([]);
      const [row] = await until('the row for A', async () => {
        const rows = await logs('ignored');
        return rows.length > 0 && rows;
      });
      expect((await detail(row.id)).items.every((item) => item.state === 'foreign')).toBe(true);
      // Not even Replay helps, and the row is not B's to read.
      await line.workspace.owner.raw('POST', `/channels/${line.channel.id}/logs/${row.id}/replay`);
      expect((await victim.workspace.owner.raw('GET', `/channels/${victim.channel.id}/logs/${row.id}`)).status).toBe(404);
      await flushed();
      expect(await inbox(victim)).not.toContain('forged');
    });

    it('the wrong App Secret, then the right one: Re-check says so, and Replay brings the message in once, pressed twice', async () => {
      line = await connect();
      const { owner } = line.workspace;
      const real = line.number.appSecret;
      const at = `/channels/${line.channel.id}`;
      await owner.put(`${at}/secrets/app_secret`, { value: 'fedcba9876543210fedcba9876543210', test: false });
      const bytes = JSON.stringify(delivery(line.number, { messages: [text(stranger(), 'patient')] }));
      await until('the old secret to be refused', async () => (await signed(bytes, real)).status === 403, 10_000, 250);
      const [row] = await until('the row', async () => {
        const rows = await logs('rejected');
        return rows.length > 0 && rows;
      });
      expect(await owner.post<RecheckResult>(`${at}/logs/${row.id}/recheck`)).toMatchObject({ matches: false });
      expect(await owner.problem('POST', `${at}/logs/${row.id}/replay`)).toMatchObject({ status: 409, code: 'LOG_SIGNATURE_UNPROVEN' });
      await owner.put(`${at}/secrets/app_secret`, { value: real });
      expect(await owner.post<RecheckResult>(`${at}/logs/${row.id}/recheck`)).toMatchObject({ matches: true });
      expect((await detail(row.id)).payload).toBe(bytes);
      const results = await Promise.all([1, 2, 3].map(() => owner.post<ReplayResult>(`${at}/logs/${row.id}/replay`)));
      expect(results.map(({ replayed }) => replayed).sort()).toEqual([0, 0, 1]);
      await arrived('patient');
      // Meta's own retry of the same bytes changes nothing either.
      await counts(line);
      expect((await signed(bytes, real)).status).toBe(200);
      await flushed();
      expect((await inbox()).filter((body) => body === 'patient')).toHaveLength(1);
    });
  });
});
