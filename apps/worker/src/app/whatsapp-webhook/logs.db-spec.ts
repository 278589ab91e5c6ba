import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { Logger } from '@mailtrixy/server/platform/logging';
import type { Doorbell } from '@mailtrixy/server/platform/queue';
import { LogDetails, ProviderCalls, WebhookLogs, WebhookRetention, testDeliveryBody } from '@mailtrixy/server/whatsapp-cloud';
import type { ListLogs } from '@mailtrixy/server/whatsapp-cloud';
import { envelope, message, Pipeline, type TestChannel } from './testing/pipeline-fixture';

const MINUTE = 60_000;

describe('Logs of a channel', () => {
  let pipeline: Pipeline;
  let channel: TestChannel;
  let logs: WebhookLogs;
  let details: LogDetails;
  let calls: ProviderCalls;
  const rang = jest.fn();
  beforeAll(async () => {
    pipeline = await Pipeline.create();
    logs = new WebhookLogs(pipeline.database.dataSource);
    details = new LogDetails(pipeline.database.dataSource);
    calls = new ProviderCalls(pipeline.database.dataSource, { ringOutbox: rang } as unknown as Doorbell, { warn: () => undefined } as unknown as Logger);
  });
  beforeEach(async () => {
    channel = await pipeline.channel();
  });
  afterAll(() => pipeline?.database.drop());

  const page = (wanted: Partial<ListLogs> = {}) => logs.list(channel.workspaceId, channel.id, { filter: 'all', limit: 50, ...wanted });
  const subjects = async (wanted: Partial<ListLogs>) => (await page(wanted)).items.map(({ subject }) => subject);
  const detail = (hex: string, raw = true) => details.get(channel.workspaceId, channel.id, bytesToId(Buffer.from(hex, 'hex')), raw);
  const insert = (table: string, row: Record<string, unknown>) => pipeline.query(`INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).map(() => '?').join(', ')})`, Object.values(row));
  const status = (wamid: string, at: Date, name = 'delivered') => pipeline.deliver(envelope(channel, [], { statuses: [{ id: wamid, status: name, timestamp: String(Math.floor(at.getTime() / 1000)), recipient_id: '447700900142' }] }), [channel], at);
  const call = async (subject: string, error: { code: number; title: string } | null = null) => {
    calls.add({ workspaceId: channel.workspaceId, channelId: channel.id, subject, ref: 'media-7', at: new Date(), httpStatus: error ? 400 : 200, tookMs: 12, error: error && { ...error, detail: 'Object with ID media-7 does not exist', traceId: 'T1' } });
    await calls.idle();
  };

  it('filters by type, direction and time, and counts what it shows', async () => {
    const now = Date.now();
    await pipeline.deliver(envelope(channel, [message({ text: 'old' })]), [channel], new Date(now - 90 * MINUTE));
    await pipeline.deliver(envelope(channel, [message({ text: 'new' })]), [channel], new Date(now - 10 * MINUTE));
    await status('wamid.never', new Date(now - 5 * MINUTE));
    await pipeline.work();
    await call('media · download');
    expect(await subjects({})).toEqual(['media · download', 'statuses · delivered', 'messages · text', 'messages · text']);
    expect(await subjects({ type: 'messages' })).toEqual(['messages · text', 'messages · text']);
    expect(await subjects({ type: 'statuses' })).toEqual(['statuses · delivered']);
    expect(await subjects({ direction: 'out' })).toEqual(['media · download']);
    expect(await subjects({ direction: 'in', from: new Date(now - 60 * MINUTE) })).toEqual(['statuses · delivered', 'messages · text']);
    expect(await subjects({ to: new Date(now - 60 * MINUTE) })).toEqual(['messages · text']);
    expect((await page({ from: new Date(now - 60 * MINUTE) })).counts).toMatchObject({ all: 3, processed: 3, rejected: 0 });
    expect((await page({ type: 'send' })).counts.all).toBe(0);
  });

  it('says whether there is anything at all, so that an empty filter is told from an empty log', async () => {
    expect(await page()).toMatchObject({ items: [], any: false });
    await pipeline.deliver(envelope(channel, [message()]), [channel]);
    await pipeline.work();
    expect(await page({ filter: 'failed' })).toMatchObject({ items: [], any: true });
  });

  it('draws bars with the share that failed or was refused', async () => {
    const to = new Date(Math.ceil(Date.now() / MINUTE) * MINUTE);
    const from = new Date(to.getTime() - 48 * MINUTE);
    await pipeline.deliver(envelope(channel, [message()]), [channel], new Date(from.getTime() + 30_000));
    await pipeline.deliver('{"entry":[{"changes":[3]}]}', [channel], new Date(to.getTime() - 30_000));
    await insert('webhook_rejected', { id: idToBytes(newId()), workspace_id: idToBytes(channel.workspaceId), channel_id: idToBytes(channel.id), method: 'POST', received_at: new Date(to.getTime() - 30_000), reason: 'signature_mismatch', headers: '{}', tried: '[]', body_bytes: 0, body_whole: 1, remote_ip: '192.0.2.1', request_id: 'r' });
    await pipeline.work();
    const { bucketMs, buckets, cut } = await logs.histogram(channel.workspaceId, channel.id, { from, to });
    expect({ bucketMs, bars: buckets.length, cut }).toEqual({ bucketMs: MINUTE, bars: 48, cut: false });
    expect(buckets[0]).toMatchObject({ total: 1, failed: 0, rejected: 0 });
    expect(buckets[47]).toMatchObject({ total: 2, failed: 1, rejected: 1 });
    expect(buckets.slice(1, 47).every(({ total }) => total === 0)).toBe(true);
  });

  it('finds a text of a delivery, escaped by Meta or not, and nothing of another workspace that shares the secret', async () => {
    const other = await pipeline.channel();
    await pipeline.deliver(JSON.stringify(envelope(channel, [message({ text: 'Grüße aus Köln, 100% sicher' })])).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`), [channel]);
    await pipeline.deliver(envelope(channel, [message({ text: 'plain Köln' })]), [channel]);
    const shared = envelope(other, [message({ text: 'secret Köln' })]) as { entry: unknown[] };
    await pipeline.deliver({ ...shared, entry: [...shared.entry, ...(envelope(channel, [message({ text: 'ours' })]) as { entry: unknown[] }).entry] }, [channel, other]);
    await pipeline.work();
    expect((await page({ q: 'Köln' })).items).toHaveLength(2);
    expect((await page({ q: '100% s' })).items).toHaveLength(1);
    expect((await page({ q: 'secret' })).items).toHaveLength(0);
    expect((await page({ q: '1__' })).items).toHaveLength(0);
  });

  it('masks on the server who wrote what, for roles that may not see it', async () => {
    const event = await pipeline.deliver(envelope(channel, [message({ from: '447700900777', name: 'Maya', text: 'my secret order' })]), [channel]);
    await pipeline.work();
    const raw = await detail(event);
    expect(raw).toMatchObject({ masked: false, payload: expect.stringContaining('my secret order') });
    const masked = await detail(event, false);
    expect(masked.masked).toBe(true);
    expect(masked.items[0].externalId).toBe(raw.items[0].externalId);
    for (const secret of ['447700900777', 'Maya', 'my secret order', '127.0.0.1']) expect(JSON.stringify(masked)).not.toContain(secret);
    expect(masked).toMatchObject({ canReplay: false, canRecheck: false });
  });

  it('shows the unrouted: deliveries for a number that no channel owns, with that number', async () => {
    const event = await pipeline.deliver(envelope({ ...channel, externalId: '999000111220958' }, [message()]), [channel]);
    await pipeline.deliver(envelope(channel, [message()]), [channel]);
    await pipeline.work();
    const unrouted = await page({ filter: 'unrouted' });
    expect(unrouted.items.map(({ id }) => id)).toEqual([bytesToId(Buffer.from(event, 'hex'))]);
    expect(unrouted.counts).toMatchObject({ unrouted: 1, dead: 0 });
    const shown = await detail(event);
    expect(shown.why.title).toBe('This delivery is for another number (…0958)');
    expect(shown.hints.map(({ action }) => action)).toContain('add_channel');
    expect(shown).toMatchObject({ canReplay: true, items: [{ state: 'foreign', number: '999000111220958' }] });
  });

  it('shows the dead letters of the channel', async () => {
    const event = await pipeline.deliver(envelope(channel, [message()], { messages: [{ id: 'wamid.ok', from: '447700900142', timestamp: '1795341637', type: 'text', text: { body: 'fine' } }, 'nonsense'] }), [channel]);
    await pipeline.work();
    const dead = await page({ filter: 'dead' });
    expect(dead.items.map(({ id, state }) => `${id} ${state}`)).toEqual([`${bytesToId(Buffer.from(event, 'hex'))} failed`]);
    expect(dead.counts.dead).toBe(1);
  });

  it('tells the whole life of a received message', async () => {
    const at = new Date();
    const event = await pipeline.deliver(envelope(channel, [message({ wamid: 'wamid.life', at: at.getTime() - 5000 })]), [channel], at);
    await pipeline.work();
    const [stored] = await pipeline.query<{ conversation_id: Buffer }>("SELECT conversation_id FROM message WHERE channel_id = ? AND external_id = 'wamid.life'", [idToBytes(channel.id)]);
    await insert('read_receipt', { conversation_id: stored.conversation_id, workspace_id: idToBytes(channel.workspaceId), channel_id: idToBytes(channel.id), seq: 1, external_id: 'wamid.life', state: 'done', updated_at: new Date(at.getTime() + 60_000) });
    const { life } = await detail(event);
    expect(life).toMatchObject({ wamid: 'wamid.life', direction: 'in', conversationId: bytesToId(stored.conversation_id) });
    expect(life?.steps.map(({ what }) => what)).toEqual(['written', 'delivered to us', 'in the inbox', 'mark as read']);
    expect(life?.steps[1].logId).toBe(bytesToId(Buffer.from(event, 'hex')));
  });

  it('tells the whole life of a sent message over all its tries, from any of its rows', async () => {
    const inbound = await pipeline.deliver(envelope(channel, [message()]), [channel]);
    await pipeline.work();
    const { life: received } = await detail(inbound);
    const [messageId, first, second] = [newId(), newId(), newId()];
    const [ws, ch, conversation] = [idToBytes(channel.workspaceId), idToBytes(channel.id), idToBytes(received?.conversationId ?? '')];
    const at = (s: number) => new Date(Date.now() + s * 1000);
    await insert('message', { conversation_id: conversation, seq: 9, id: idToBytes(messageId), workspace_id: ws, channel_id: ch, direction: 'out', type: 'text', body: 'Hello', author_kind: 'user', author_id: idToBytes(newId()), delivery_status: 'accepted', external_id: 'wamid.out2' });
    const attempt = { workspace_id: ws, channel_id: ch, conversation_id: conversation, message_id: idToBytes(messageId), fence: 1 };
    await insert('send_attempt', { ...attempt, id: idToBytes(first), no: 1, token: newId(), phase: 'rejected', started_at: at(1), ended_at: at(2), http_status: 400, error_code: 131047, error_title: 'Re-engagement message' });
    await insert('send_attempt', { ...attempt, id: idToBytes(second), no: 2, token: newId(), phase: 'accepted', wamid: 'wamid.out2', started_at: at(10), ended_at: at(11), http_status: 200, took_ms: 210 });
    const event = await status('wamid.out2', at(20));
    await pipeline.work();
    const steps = (await detail(event)).life?.steps ?? [];
    expect(steps.map(({ what, ok }) => `${what} ${ok}`)).toEqual(['queued true', 'try 1 true', 'answered false', 'try 2 true', 'answered true', 'delivered true']);
    expect(steps[2].words).toContain('131047');
    expect(steps[5].logId).toBe(bytesToId(Buffer.from(event, 'hex')));
    expect((await details.get(channel.workspaceId, channel.id, first)).life?.steps).toEqual(steps);
  });

  it('lists calls to Meta with their outcome and what to do', async () => {
    await call('media · download', { code: 100, title: 'Unsupported get request' });
    await call('typing');
    const rows = (await page({ type: 'call' })).items;
    expect(rows.map(({ subject, state }) => `${subject} ${state}`).sort()).toEqual(['media · download failed', 'typing processed']);
    const failed = rows.find(({ state }) => state === 'failed');
    expect(await details.get(channel.workspaceId, channel.id, failed?.id ?? '')).toMatchObject({ kind: 'call', why: { title: 'Unsupported get request (100)' }, headers: { fbtrace_id: 'T1', about: 'media-7' }, hints: [{ words: expect.stringContaining('gone') }] });
    expect((await page({ q: 'media-7' })).items).toHaveLength(2);
    await pipeline.query('UPDATE provider_call SET at = NOW(3) - INTERVAL 31 DAY WHERE channel_id = ? AND subject = ?', [idToBytes(channel.id), 'typing']);
    await new WebhookRetention(pipeline.database.dataSource).removeOldCalls();
    expect((await page({ type: 'call' })).items.map(({ subject }) => subject)).toEqual(['media · download']);
  });

  it('tells open pages of a call, once for each channel of a batch', async () => {
    const other = await pipeline.channel();
    rang.mockClear();
    // the first is written alone while the others wait
    for (const { workspaceId, id } of [channel, channel, other, channel]) calls.add({ workspaceId, channelId: id, subject: 'typing', ref: null, at: new Date(), httpStatus: 200, tookMs: 1, error: null });
    await calls.idle();
    const frames = (id: string) => pipeline.query<{ topic: string; entity_id: Buffer }>('SELECT topic, entity_id FROM outbox_event WHERE channel_id = ?', [idToBytes(id)]);
    expect((await frames(other.id)).map(({ topic }) => topic)).toEqual(['log.created']);
    const told = await frames(channel.id);
    expect(told).toHaveLength(2);
    expect((await page({ type: 'call' })).items).toHaveLength(3);
    expect(await pipeline.query('SELECT 1 FROM provider_call WHERE id = ? AND channel_id = ?', [told[0].entity_id, idToBytes(channel.id)])).toHaveLength(1);
    expect(rang).toHaveBeenCalledTimes(2);
  });

  it('lists a test delivery as one, and puts nothing into the inbox', async () => {
    const event = await pipeline.deliver(testDeliveryBody(new Date()), [channel]);
    await pipeline.work();
    expect((await page()).items).toMatchObject([{ subject: 'test delivery', state: 'processed' }]);
    expect((await detail(event)).why.title).toBe('The test delivery arrived');
    expect(await pipeline.query('SELECT 1 FROM message WHERE channel_id = ?', [idToBytes(channel.id)])).toEqual([]);
    expect(await pipeline.query('SELECT 1 FROM channel_notice WHERE channel_id = ?', [idToBytes(channel.id)])).toEqual([]);
  });
});
