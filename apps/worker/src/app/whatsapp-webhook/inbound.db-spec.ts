import type { ChannelDirectory, WebhookCredential } from '@mailtrixy/server/channels';
import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { Doorbell } from '@mailtrixy/server/platform/queue';
import { readWorkspaceOutbox, stampOutbox } from '@mailtrixy/server/platform/realtime';
import { LogDetails, LogReplay, signBody, WebhookLogs, WebhookRetention } from '@mailtrixy/server/whatsapp-cloud';
import { envelope, message, Pipeline, type TestChannel } from './testing/pipeline-fixture';

const HOUR = 3_600_000;

describe('inbound pipeline', () => {
  let pipeline: Pipeline;
  let channel: TestChannel;
  beforeAll(async () => {
    pipeline = await Pipeline.create();
  });
  beforeEach(async () => {
    channel = await pipeline.channel();
    pipeline.reopenWithinDays = null;
  });
  afterAll(() => pipeline?.database.drop());

  const messages = (of = channel) => pipeline.query<{ seq: number; body: string; type: string; direction: string; external_id: string; conversation_id: Buffer; payload: string | null; provider_ts: Date }>('SELECT seq, body, type, direction, external_id, conversation_id, payload, provider_ts FROM message WHERE channel_id = ? ORDER BY conversation_id, seq', [idToBytes(of.id)]);
  const conversations = (of = channel) => pipeline.query('SELECT id, status, open_slot, unread_count, unread_flag, first_unread_seq, last_seq, preview, preview_type, address_kind, address, version, contact_id FROM conversation WHERE channel_id = ? ORDER BY created_at, id', [idToBytes(of.id)]);
  const items = (event: string) => pipeline.query<{ idx: number; kind: string; state: string; attempts: number; last_error: string | null }>('SELECT idx, kind, state, attempts, last_error FROM webhook_item WHERE event_id = ? ORDER BY idx', [Buffer.from(event, 'hex')]);
  /** As a Logs row opened in the app lists them. */
  const logged = async (event: string) => (await new LogDetails(pipeline.database.dataSource).get(channel.workspaceId, channel.id, bytesToId(Buffer.from(event, 'hex')))).items;
  const window = async (of = channel) => (await pipeline.query<{ expires_at: Date }>('SELECT expires_at FROM reply_window WHERE channel_id = ?', [idToBytes(of.id)]))[0]?.expires_at.getTime();

  it('puts a message into contact, conversation, message, window, outbox and Logs', async () => {
    const at = Math.floor(Date.now() / 1000) * 1000 - 5000;
    const event = await pipeline.deliver(envelope(channel, [message({ text: 'Grüße 📦', userId: 'GB.1', at })]), [channel]);
    await pipeline.work();
    expect(await messages()).toMatchObject([{ seq: 1, body: 'Grüße 📦', direction: 'in', type: 'text', provider_ts: new Date(at) }]);
    expect(await conversations()).toMatchObject([{ status: 'open', open_slot: 1, unread_count: 1, unread_flag: 1, first_unread_seq: 1, last_seq: 1, preview: 'Grüße 📦', address_kind: 'wa_id', address: '447700900142' }]);
    expect(await window()).toBe(at + 24 * HOUR);
    const [stored] = await pipeline.query<{ id: Buffer; conversation_id: Buffer; external_id: string }>('SELECT id, conversation_id, external_id FROM message WHERE channel_id = ?', [idToBytes(channel.id)]);
    expect(await items(event)).toEqual([]);
    expect(await logged(event)).toEqual([{ id: expect.any(String), index: 0, kind: 'message', externalId: stored.external_id, state: 'done', attempts: 1, lastError: null, conversationId: bytesToId(stored.conversation_id), messageId: bytesToId(stored.id), number: null }]);
    expect(await pipeline.query('SELECT kind, value FROM contact_identity WHERE workspace_id = ? ORDER BY kind', [idToBytes(channel.workspaceId)])).toEqual([{ kind: 'bsuid', value: 'GB.1' }, { kind: 'wa_id', value: '447700900142' }]);
    expect(await pipeline.query('SELECT state, subject FROM webhook_event_channel WHERE channel_id = ?', [idToBytes(channel.id)])).toEqual([{ state: 'processed', subject: 'messages · text' }]);
    expect((await pipeline.query<{ topic: string }>('SELECT topic FROM outbox_event WHERE channel_id = ? ORDER BY id', [idToBytes(channel.id)])).map(({ topic }) => topic)).toEqual(['message.received', 'log.created']);
    expect(await pipeline.query('SELECT state FROM webhook_event WHERE id = ?', [Buffer.from(event, 'hex')])).toEqual([{ state: 'done' }]);
  });

  it('stores a message once, however often and by however many workers at once it is delivered', async () => {
    const all = Array.from({ length: 30 }, (_, index) => message({ wamid: `wamid.dup${index}`, from: `4477009001${10 + (index % 5)}` }));
    const others = [pipeline, pipeline, pipeline];
    for (let copy = 0; copy < 4; copy++) await Promise.all(all.map((one) => pipeline.deliver(envelope(channel, [one]), [channel])));
    await pipeline.deliver(envelope(channel, [...all, ...all]), [channel]);
    await Promise.all(others.map((one) => one.work()));
    await pipeline.query("UPDATE webhook_event SET next_at = NOW(3) WHERE state = 'received'");
    await pipeline.work();
    const stored = await messages();
    expect(stored).toHaveLength(30);
    expect(new Set(stored.map(({ external_id }) => external_id)).size).toBe(30);
    const rows = await conversations();
    expect(rows).toHaveLength(5);
    for (const row of rows) expect(row).toMatchObject({ unread_count: 6, last_seq: 6 });
    expect(await pipeline.query('SELECT COUNT(*) AS n FROM contact WHERE workspace_id = ?', [idToBytes(channel.workspaceId)])).toMatchObject([{ n: 5 }]);
    await stampOutbox(pipeline.database.dataSource);
    const told = (await readWorkspaceOutbox(pipeline.database.dataSource.manager, channel.workspaceId, 0, 10_000)).filter(({ topic }) => topic === 'message.received');
    expect(told).toHaveLength(30);
    expect(new Set(told.map(({ entityId }) => entityId)).size).toBe(30);
  });

  it('finds the delivery of a wamid, also beside others of the same millisecond', async () => {
    const at = new Date();
    const [, second] = [await pipeline.deliver(envelope(channel, [message({ wamid: 'wamid.one' })]), [channel], at), await pipeline.deliver(envelope(channel, [message({ wamid: 'wamid.two' })]), [channel], at)];
    await pipeline.work();
    const search = async (q: string) => (await new WebhookLogs(pipeline.database.dataSource).list(channel.workspaceId, channel.id, { filter: 'all', q, limit: 10 })).items.map(({ id }) => id);
    expect(await search('wamid.two')).toEqual([bytesToId(Buffer.from(second, 'hex'))]);
    expect(await search('wamid.three')).toEqual([]);
  });

  it('makes one contact and one conversation when deliveries of a new person race', async () => {
    // Workers that start together each find what the others have not leased yet.
    const deliverAndWork = async () => {
      await pipeline.deliver(envelope(channel, [message({ from: '4915550001', userId: 'DE.9' })]), [channel]);
      await pipeline.processor.processDue();
    };
    await Promise.all(Array.from({ length: 12 }, deliverAndWork));
    await pipeline.work();
    expect(await conversations()).toHaveLength(1);
    expect(await messages()).toHaveLength(12);
  });

  it('steps over deliveries that another worker holds, and has them as soon as that one is gone', async () => {
    const held = await pipeline.deliver(envelope(channel, [message({ text: 'held' })]), [channel]);
    await pipeline.deliver(envelope(channel, [message({ text: 'free' })]), [channel]);
    const other = pipeline.database.dataSource.createQueryRunner();
    await other.startTransaction('READ COMMITTED');
    await other.query('SELECT id FROM webhook_event WHERE id = ? FOR UPDATE', [Buffer.from(held, 'hex')]);
    await pipeline.work();
    expect((await messages()).map(({ body }) => body)).toEqual(['free']);
    await other.rollbackTransaction();
    await other.release();
    await pipeline.work();
    expect((await messages()).map(({ body }) => body)).toEqual(['free', 'held']);
  });

  it('takes as many deliveries into one transaction as it has room for items, and large bodies beside small ones', async () => {
    const long = 'long '.repeat(4000).trim();
    const many = (wamid: string) => Array.from({ length: 600 }, (_, index) => message({ wamid: `wamid.${wamid}${index}` }));
    for (const messages of [many('a'), [message({ text: long })], many('b')]) await pipeline.deliver(envelope(channel, messages), [channel]);
    expect(await pipeline.processor.processDue()).toBe(2);
    expect(await pipeline.processor.processDue()).toBe(1);
    expect(await pipeline.processor.processDue()).toBe(0);
    const bodies = (await messages()).map(({ body }) => body);
    expect(bodies).toHaveLength(1201);
    expect(bodies).toContain(long);
  }, 30_000);

  it("orders by Meta's time within a claim, and puts a late message at the end with Meta's time", async () => {
    const now = Date.now();
    await pipeline.deliver(envelope(channel, [message({ text: 'second', at: now - 20_000 })]), [channel]);
    await pipeline.deliver(envelope(channel, [message({ text: 'first', at: now - 30_000 })]), [channel]);
    await pipeline.work();
    await pipeline.deliver(envelope(channel, [message({ text: 'late', at: now - 3 * HOUR })]), [channel]);
    await pipeline.work();
    const thread = await messages();
    expect(thread.map(({ seq, body }) => `${seq} ${body}`)).toEqual(['1 first', '2 second', '3 late']);
    expect(thread[2].provider_ts.getTime()).toBe(Math.floor((now - 3 * HOUR) / 1000) * 1000);
    expect(await window()).toBe(Math.floor((now - 20_000) / 1000) * 1000 + 24 * HOUR);
  });

  it('never promises a longer window than the time of arrival allows, and takes a missing time as the time of arrival', async () => {
    const received = new Date(Date.now() - 1000);
    await pipeline.deliver(envelope(channel, [message({ at: Date.now() + 10 * HOUR })]), [channel], received);
    await pipeline.deliver(envelope(channel, [message({ more: { timestamp: 'soon' } })]), [channel], received);
    await pipeline.work();
    expect(await window()).toBe(received.getTime() + 24 * HOUR);
    expect(await messages()).toHaveLength(2);
  });

  it('reopens the newest resolved conversation, or begins a new one when the channel says so', async () => {
    await pipeline.deliver(envelope(channel, [message()]), [channel]);
    await pipeline.work();
    const resolve = (ago: number) => pipeline.query("UPDATE conversation SET status = 'resolved', open_slot = NULL, unread_count = 0, unread_flag = 0, first_unread_seq = NULL, resolved_at = ? WHERE channel_id = ? AND open_slot = 1", [new Date(Date.now() - ago), idToBytes(channel.id)]);
    await resolve(10 * 24 * HOUR);
    await pipeline.deliver(envelope(channel, [message({ text: 'again' })]), [channel]);
    await pipeline.work();
    expect(await conversations()).toMatchObject([{ status: 'open', open_slot: 1, unread_count: 1, first_unread_seq: 3, preview: 'again' }]);
    expect((await messages()).map(({ type }) => type)).toEqual(['text', 'reopened', 'text']);

    await resolve(10 * 24 * HOUR);
    pipeline.reopenWithinDays = 7;
    await pipeline.deliver(envelope(channel, [message({ text: 'new one' })]), [channel]);
    await pipeline.work();
    expect((await conversations()).map(({ status }) => status).sort()).toEqual(['open', 'resolved']);
  });

  it('does not wake a resolved conversation with a duplicate, a reaction or a notice', async () => {
    const first = message({ wamid: 'wamid.first' });
    await pipeline.deliver(envelope(channel, [first]), [channel]);
    await pipeline.work();
    await pipeline.query("UPDATE conversation SET status = 'resolved', open_slot = NULL, unread_count = 0, unread_flag = 0 WHERE channel_id = ?", [idToBytes(channel.id)]);
    const before = await window();
    await pipeline.deliver(envelope(channel, [first]), [channel]);
    await pipeline.deliver(envelope(channel, [message({ more: { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } } })]), [channel]);
    await pipeline.deliver(envelope(channel, [message({ more: { type: 'system', system: { type: 'user_changed_number', wa_id: '447700900777', body: 'moved' } } })]), [channel]);
    await pipeline.work();
    expect(await conversations()).toMatchObject([{ status: 'resolved', unread_count: 0, unread_flag: 0, address: '447700900777' }]);
    expect((await messages()).map(({ type, direction }) => `${direction} ${type}`)).toEqual(['in text', 'system system']);
    expect(await window()).toBe(before);
    // The contact has the new number now: what comes from it stays with the same person.
    await pipeline.deliver(envelope(channel, [message({ from: '447700900777' })]), [channel]);
    await pipeline.work();
    expect(await conversations()).toHaveLength(1);
  });

  it('knows a person by the business-scoped id, with and without a phone, and learns the missing address', async () => {
    await pipeline.deliver(envelope(channel, [message({ from: '447700900200', userId: null })]), [channel]);
    await pipeline.work();
    await pipeline.deliver(envelope(channel, [message({ from: '447700900200', userId: 'GB.77', name: 'New Name' })]), [channel]);
    await pipeline.work();
    const hidden = { id: 'wamid.hidden', from_user_id: 'GB.77', timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: 'no phone' } };
    await pipeline.deliver(envelope(channel, [{ element: hidden, contact: { user_id: 'GB.77', profile: { name: 'New Name', username: 'nadia' } } }]), [channel]);
    await pipeline.work();
    expect(await conversations()).toMatchObject([{ last_seq: 3, address_kind: 'bsuid', address: 'GB.77' }]);
    expect(await pipeline.query('SELECT profile_name, version FROM contact WHERE workspace_id = ?', [idToBytes(channel.workspaceId)])).toEqual([{ profile_name: 'New Name', version: 2 }]);
    expect((await pipeline.query<{ kind: string }>('SELECT kind FROM contact_identity WHERE workspace_id = ? ORDER BY kind', [idToBytes(channel.workspaceId)])).map(({ kind }) => kind)).toEqual(['bsuid', 'username', 'wa_id']);
  });

  it('stores emoji, 10,000 characters, unknown types and wamids that differ only in case', async () => {
    const long = '📦é'.repeat(5000);
    await pipeline.deliver(envelope(channel, [message({ text: long, name: '👩‍🚀 名前' }), message({ wamid: 'wamid.abC=' }), message({ wamid: 'wamid.ABC=' }), message({ more: { type: 'hologram', hologram: { x: '\ud800' } } })]), [channel]);
    await pipeline.work();
    const stored = await messages();
    expect(stored[0].body).toBe(long);
    expect(stored).toHaveLength(4);
    expect(stored[3]).toMatchObject({ type: 'hologram', body: "WhatsApp sent a type we can't show yet (hologram)" });
    const payload = stored[3].payload as unknown;
    expect(typeof payload === 'string' ? JSON.parse(payload) : payload).toMatchObject({ metaType: 'hologram', raw: { hologram: { x: '\ufffd' } } });
  });

  it('never processes an event for a number whose secret did not sign it', async () => {
    const victim = await pipeline.channel();
    const body = { object: 'whatsapp_business_account', entry: [...(envelope(victim, [message({ text: 'forged' })]) as { entry: object[] }).entry, ...(envelope(channel, [message({ text: 'own' })]) as { entry: object[] }).entry] };
    const event = await pipeline.deliver(body, [channel]);
    await pipeline.work();
    expect(await messages(victim)).toEqual([]);
    expect(await messages()).toMatchObject([{ body: 'own' }]);
    expect(await items(event)).toMatchObject([{ idx: 0, state: 'foreign' }]);
    expect(await logged(event)).toMatchObject([{ index: 0, state: 'foreign' }, { index: 1, state: 'done', messageId: expect.any(String) }]);
    expect(await pipeline.query('SELECT COUNT(*) AS n FROM webhook_event_channel WHERE channel_id = ?', [idToBytes(victim.id)])).toMatchObject([{ n: 0 }]);
    const only = await pipeline.deliver(envelope(victim, [message()]), [channel]);
    await pipeline.work();
    expect(await pipeline.query('SELECT state FROM webhook_event_channel WHERE event_id = ?', [Buffer.from(only, 'hex')])).toEqual([{ state: 'ignored' }]);
  });

  it('replays what was for an unknown number once, and only when somebody has that number', async () => {
    const secret = '0123456789abcdef0123456789abcdef';
    const credentials: WebhookCredential[] = [];
    const directory = { webhookCredentials: async () => credentials } as unknown as ChannelDirectory;
    const replays = new LogReplay(pipeline.database.dataSource, directory, new SystemClock(), { ring: () => undefined } as unknown as Doorbell);
    const later: TestChannel = { id: newId(), workspaceId: channel.workspaceId, externalId: '990000000000001', wabaId: channel.wabaId };
    const body = JSON.stringify(envelope(later, [message({ text: 'early bird' })]));
    const event = await pipeline.deliver(body, [channel]);
    await pipeline.query('UPDATE webhook_event SET signature = ? WHERE id = ?', [`sha256=${signBody(secret, Buffer.from(body)).toString('hex')}`, Buffer.from(event, 'hex')]);
    await pipeline.work();
    const logId = bytesToId(Buffer.from(event, 'hex'));
    const replay = () => replays.replay(channel.workspaceId, channel.id, logId);
    const credential = (...channels: TestChannel[]) => ({ secretId: newId(), appSecret: secret, last4: 'cdef', channels: channels.map(({ id, ...rest }) => ({ channelId: id, ...rest })) });

    await expect(replay()).rejects.toMatchObject({ code: 'LOG_SIGNATURE_UNPROVEN' });
    credentials.push(credential(channel));
    await expect(replay()).rejects.toMatchObject({ code: 'CHANNEL_NOT_ACTIVE', detail: expect.stringContaining('Phone Number ID') });
    await expect(replay()).rejects.toMatchObject({ code: 'CHANNEL_NOT_ACTIVE' });
    expect(await items(event)).toMatchObject([{ state: 'foreign' }]);

    await pipeline.query("INSERT INTO channel (id, workspace_id, kind, mode, status, name, external_id, waba_id, active_key, settings) VALUES (?, ?, 'whatsapp', 'live', 'active', 'C', ?, ?, ?, '{}')", [idToBytes(later.id), idToBytes(later.workspaceId), later.externalId, later.wabaId, later.externalId]);
    credentials.splice(0, 1, credential(channel, later));
    const pressed = await Promise.all([replay(), replay(), replay()]);
    expect(pressed.map(({ replayed }) => replayed).sort()).toEqual([0, 0, 1]);
    await pipeline.work();
    expect(await replay()).toEqual({ replayed: 0, refused: 0 });
    await pipeline.work();
    expect((await messages(later)).map((row) => row.body)).toEqual(['early bird']);
    expect(await items(event)).toMatchObject([{ state: 'done', kind: 'message' }]);
    // One delivery, once in the Logs of each of the two channels.
    expect(await pipeline.query('SELECT ec.channel_id AS channelId, ec.state, e.state AS eventState FROM webhook_event e JOIN webhook_event_channel ec ON ec.event_id = e.id WHERE ec.workspace_id = ? ORDER BY ec.channel_id', [idToBytes(channel.workspaceId)])).toEqual([channel.id, later.id].sort().map((id) => ({ channelId: idToBytes(id), state: 'processed', eventState: 'done' })));
    expect(await pipeline.query("SELECT COUNT(*) AS n FROM webhook_event WHERE source = 'replay'")).toMatchObject([{ n: 0 }]);
  });

  it('keeps a poisoned item away from 999 neighbours, gives it up after 8 tries, and replays it', async () => {
    const poison = 'wamid.POISON';
    await pipeline.query(`CREATE TRIGGER poison BEFORE INSERT ON message FOR EACH ROW BEGIN IF NEW.external_id = '${poison}' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'poison'; END IF; END`);
    try {
      const all = Array.from({ length: 1000 }, (_, index) => message({ wamid: index === 500 ? poison : `wamid.n${index}`, from: `44770011${String(index % 40).padStart(4, '0')}` }));
      const event = await pipeline.deliver(envelope(channel, all.slice(400, 600)), [channel]);
      await pipeline.deliver(envelope(channel, [...all.slice(0, 400), ...all.slice(600)]), [channel]);
      await pipeline.work();
      expect(await messages()).toHaveLength(999);
      const [failed] = (await items(event)).filter(({ state }) => state !== 'done');
      expect(failed).toMatchObject({ idx: 100, state: 'ready', last_error: expect.stringContaining('poison') });
      expect(await pipeline.query('SELECT state FROM webhook_event_channel WHERE event_id = ?', [Buffer.from(event, 'hex')])).toEqual([{ state: 'processing' }]);
      for (let more = 0; more < 8; more++) {
        // The pause grows; the test moves the due time instead of waiting.
        await pipeline.query("UPDATE webhook_item SET next_at = NOW(3) WHERE state = 'ready'");
        await pipeline.work();
      }
      expect((await items(event)).filter(({ state }) => state === 'dead')).toMatchObject([{ attempts: 8 }]);
      expect(await pipeline.query('SELECT state FROM webhook_event_channel WHERE event_id = ?', [Buffer.from(event, 'hex')])).toEqual([{ state: 'failed' }]);
      expect(await pipeline.query('SELECT state FROM webhook_event WHERE id = ?', [Buffer.from(event, 'hex')])).toEqual([{ state: 'done' }]);
    } finally {
      await pipeline.query('DROP TRIGGER poison');
    }
    await pipeline.query("UPDATE webhook_item SET state = 'ready', attempts = 0, next_at = NOW(3) WHERE state = 'dead'");
    await pipeline.work();
    expect(await messages()).toHaveLength(1000);
  }, 60_000);

  it('marks signed bytes that are not JSON, and elements that mean nothing, without touching the rest', async () => {
    const broken = await pipeline.deliver('<html>', [channel]);
    const mixed = await pipeline.deliver(envelope(channel, [message({ text: 'fine' })], { statuses: [{ status: 'sent' }] }), [channel]);
    await pipeline.work();
    expect(await pipeline.query('SELECT state, last_error FROM webhook_event WHERE id = ?', [Buffer.from(broken, 'hex')])).toEqual([{ state: 'bad_json', last_error: 'the body is not JSON' }]);
    expect(await items(mixed)).toMatchObject([{ idx: 1, state: 'dead', kind: 'malformed' }]);
    expect(await logged(mixed)).toMatchObject([{ state: 'done', kind: 'message' }, { state: 'dead', kind: 'malformed' }]);
    expect(await messages()).toHaveLength(1);
    expect((await pipeline.query<{ state: string }>('SELECT state FROM webhook_event_channel WHERE channel_id = ?', [idToBytes(channel.id)])).map(({ state }) => state)).toEqual(['failed', 'failed']);
  });

  it('removes deliveries after 30 days, except those that still wait for somebody', async () => {
    const old = new Date(Date.now() - 31 * 24 * HOUR);
    const done = await pipeline.deliver(envelope(channel, [message()]), [channel], old);
    const dead = await pipeline.deliver(envelope(channel, [message()], { statuses: [{}] }), [channel], old);
    const young = await pipeline.deliver(envelope(channel, [message()]), [channel]);
    await pipeline.work();
    expect(await new WebhookRetention(pipeline.database.dataSource).removeOld()).toBe(1);
    const left = await pipeline.query<{ id: Buffer }>('SELECT id FROM webhook_event WHERE id IN (?)', [[done, dead, young].map((id) => Buffer.from(id, 'hex'))]);
    expect(left.map(({ id }) => id.toString('hex')).sort()).toEqual([dead, young].sort());
    expect(await items(done)).toEqual([]);
    expect(await messages()).toHaveLength(3);
  });

  it('stores messages before the statuses of the same delivery', async () => {
    const event = await pipeline.deliver(envelope(channel, [message()], { statuses: [{ id: 'wamid.OURS', status: 'delivered', timestamp: String(Math.floor(Date.now() / 1000)), recipient_id: '447700900142' }] }), [channel]);
    await pipeline.work();
    expect(await logged(event)).toMatchObject([{ state: 'done', kind: 'message' }, { state: 'done', kind: 'status' }]);
    expect(await pipeline.query('SELECT status FROM status_event WHERE channel_id = ?', [idToBytes(channel.id)])).toEqual([{ status: 'delivered' }]);
  });
});
