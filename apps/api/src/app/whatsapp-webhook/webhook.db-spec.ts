import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { NUMBER, SECRET, WebhookFixture } from './testing/webhook-fixture';


describe('POST /api/webhooks/whatsapp', () => {
  let fixture: WebhookFixture;
  let counter = 0;
  const delivery = (more = '') => Buffer.from(`{"object":"whatsapp_business_account","entry":[{"id":"21","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"${NUMBER}"},"messages":[{"from":"447700900142","id":"wamid.${++counter}","timestamp":"1795341637","type":"text","text":{"body":"Gr\\u00fc\\u00dfe${more}"}}]}}]}]}`);
  const stored = async () => Number((await fixture.query('SELECT COUNT(*) AS n FROM webhook_event'))[0]['n']);
  const refused = async () => {
    await fixture.rejected.idle();
    return fixture.query<{ id: Buffer; reason: string; channel_id: Buffer | null; body_bytes: number; body_whole: number; body: Buffer; signature: string | null }>('SELECT id, reason, channel_id, body_bytes, body_whole, body, signature FROM webhook_rejected ORDER BY received_at, id');
  };

  beforeAll(async () => {
    fixture = await WebhookFixture.create();
  });
  beforeEach(async () => {
    await fixture.rejected.idle();
    for (const table of ['webhook_event', 'webhook_event_channel', 'webhook_item', 'webhook_rejected', 'outbox_event']) await fixture.query(`DELETE FROM ${table}`);
    fixture.lines.length = 0;
    fixture.credentials = fixture.credentials.slice(0, 1);
  });
  afterAll(() => fixture?.close());

  it('answers 503 until the service is there', async () => {
    const answer = await fixture.signed(delivery());
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    fixture.listener.attach(fixture.ingest);
  });

  it('answers exactly 200 when the bytes are in the database as they came', async () => {
    const body = delivery(' \ud83d\udce6 📦');
    expect(await fixture.signed(body, SECRET, { 'user-agent': 'facebookexternalua' })).toMatchObject({ status: 200, body: 'EVENT_RECEIVED' });
    const [row] = await fixture.query<{ body: Buffer; state: string; source: string; remote_ip: string; matched_channels: Buffer; user_agent: string }>('SELECT body, state, source, remote_ip, matched_channels, user_agent FROM webhook_event');
    expect(row).toMatchObject({ state: 'received', source: 'http', remote_ip: '127.0.0.1', user_agent: 'facebookexternalua', matched_channels: idToBytes(fixture.channelId) });
    expect(row.body.equals(body)).toBe(true);
    expect(fixture.rings).toContain('inbound');
  });

  it('takes many at once, each exactly once', async () => {
    const answers = await Promise.all(Array.from({ length: 300 }, () => fixture.signed(delivery())));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await stored()).toBe(300);
  });

  it.each([
    ['wrong', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }, 'signature_mismatch'],
    ['missing', {}, 'signature_missing'],
    ['malformed', { 'x-hub-signature-256': 'sha256=zz' }, 'signature_malformed'],
    ['doubled', { 'x-hub-signature-256': [`sha256=${'0'.repeat(64)}`, `sha256=${'0'.repeat(64)}`] }, 'signature_malformed'],
    ['only the old sha1', { 'x-hub-signature': `sha1=${'0'.repeat(40)}` }, 'signature_missing'],
  ])('refuses a %s signature with 403, the log line and a row in Logs', async (_, headers, reason) => {
    const body = delivery();
    expect(await fixture.post(body, headers)).toMatchObject({ status: 403, body: '' });
    expect(fixture.lines.filter(({ message }) => message === 'Signature did not match any active integration secret')).toMatchObject([{ level: 'warn', fields: { reason, claimedPhoneNumberId: NUMBER } }]);
    expect(await refused()).toMatchObject([{ reason, channel_id: idToBytes(fixture.channelId), body_bytes: body.length, body_whole: 1, body }]);
    expect(await stored()).toBe(0);
    expect(await fixture.query('SELECT topic FROM outbox_event')).toEqual([{ topic: 'log.created' }]);
    const page = await fixture.logs.list(fixture.workspaceId, fixture.channelId, { filter: 'rejected', limit: 10 });
    expect(page).toMatchObject({ items: [{ kind: 'rejected', httpStatus: 403, state: 'rejected' }], counts: { all: 1, rejected: 1, processed: 0 } });
    const detail = await fixture.details.get(fixture.workspaceId, fixture.channelId, page.items[0].id);
    expect(detail.why.title.length).toBeGreaterThan(5);
    expect(detail).toMatchObject({ payload: null, canReplay: false, canRecheck: reason === 'signature_mismatch' });
    expect(detail.hints.length).toBeGreaterThan(0);
  });

  it('refuses everything while no usable secret is stored', async () => {
    fixture.credentials = [fixture.credential('', fixture.channelId, fixture.workspaceId, NUMBER)];
    fixture.directory.revision++;
    expect((await fixture.signed(delivery(), 'a-secret-that-nobody-has')).status).toBe(403);
    expect((await fixture.signed(delivery(), '')).status).toBe(403);
    fixture.credentials = [fixture.credential(SECRET, fixture.channelId, fixture.workspaceId, NUMBER)];
    fixture.directory.revision++;
    expect((await fixture.signed(delivery())).status).toBe(200);
  });

  it('answers 413 to 5 MB, declared or streamed, without keeping it, and takes 4 MiB', async () => {
    const large = Buffer.alloc(5 * 1024 * 1024, ' ');
    expect((await fixture.signed(large)).status).toBe(413);
    expect((await fixture.post(large, { 'transfer-encoding': 'chunked' })).status).toBe(413);
    expect((await fixture.signed(Buffer.alloc(4 * 1024 * 1024, ' '))).status).toBe(200);
    expect(await stored()).toBe(1);
  });

  it('answers 415 to a compressed body before reading it', async () => {
    expect((await fixture.signed(gzipSync(delivery()), SECRET, { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await fixture.signed(delivery(), SECRET, { 'content-encoding': 'identity' })).status).toBe(200);
  });

  it('stores nothing when fewer bytes come than were declared', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(fixture.port, '127.0.0.1', () => socket.end('POST /api/webhooks/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"half"'));
      socket.on('close', () => resolve()).on('error', () => undefined);
      socket.resume();
    });
    expect(await stored()).toBe(0);
    expect((await fixture.signed(delivery())).status).toBe(200);
  });

  it('stores signed bytes that are not JSON, deep JSON and unknown objects: a retry would bring the same', async () => {
    for (const body of ['not json', '{"object":"page"}', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, '']) expect((await fixture.signed(body)).status).toBe(200);
    expect(await stored()).toBe(4);
  });

  it('cannot be made to write a second log line or an unbounded one', async () => {
    await fixture.post(`{"phone_number_id":"1\\n{\\"level\\":\\"error\\"}"}`, { 'x-hub-signature-256': 'x'.repeat(8000), 'user-agent': 'a\tb' });
    const [row] = await refused();
    expect(row.signature).toHaveLength(160);
    expect(JSON.stringify(fixture.lines)).not.toContain('\u001b');
  });

  it('keeps 64 KiB of a refused body and the newest 200 per channel', async () => {
    await fixture.post(Buffer.concat([delivery(), Buffer.alloc(200_000, ' ')]), {});
    expect(await refused()).toMatchObject([{ body_whole: 0, body_bytes: delivery().length + 200_000 }]);
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 50 }, () => fixture.post(delivery(), {})));
      await fixture.rejected.idle();
    }
    expect(await refused()).toHaveLength(200);
  });

  it('answers 503 with Retry-After while the database is away, and heals by itself', async () => {
    await fixture.door.shut();
    for (let count = 0; count < 3; count++) expect(await fixture.signed(delivery())).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: '' });
    // A forged delivery is still refused at once: that needs no database.
    expect((await fixture.post(delivery(), {})).status).toBe(403);
    await fixture.door.open();
    expect((await fixture.signed(delivery())).status).toBe(200);
    expect(await stored()).toBe(1);
  });

  it('re-checks and replays a refused delivery once the right secret is stored, exactly once', async () => {
    const body = delivery();
    expect((await fixture.signed(body, 'the-secret-that-meta-really-uses')).status).toBe(403);
    const [row] = await refused();
    const logId = (await fixture.logs.list(fixture.workspaceId, fixture.channelId, { filter: 'all', limit: 5 })).items[0].id;
    expect(await fixture.replays.recheck(fixture.workspaceId, fixture.channelId, logId)).toMatchObject({ matches: false });
    await expect(fixture.replays.replay(fixture.workspaceId, fixture.channelId, logId)).rejects.toMatchObject({ code: 'LOG_SIGNATURE_UNPROVEN' });
    fixture.credentials = [fixture.credential('the-secret-that-meta-really-uses', fixture.channelId, fixture.workspaceId, NUMBER)];
    expect(await fixture.replays.recheck(fixture.workspaceId, fixture.channelId, logId)).toMatchObject({ matches: true });
    expect(await fixture.details.get(fixture.workspaceId, fixture.channelId, logId)).toMatchObject({ payload: body.toString(), canReplay: true });
    const both = await Promise.all([fixture.replays.replay(fixture.workspaceId, fixture.channelId, logId), fixture.replays.replay(fixture.workspaceId, fixture.channelId, logId)]);
    expect(both.map(({ replayed }) => replayed).sort()).toEqual([0, 1]);
    expect(await fixture.query('SELECT source, state, body FROM webhook_event')).toEqual([{ source: 'replay', state: 'received', body }]);
    expect(row.channel_id).toEqual(idToBytes(fixture.channelId));
  });

  it('replays a selection in its order, once, and says of each what became of it', async () => {
    const bodies = [1, 2, 3].map((n) => Buffer.concat([delivery(), Buffer.alloc(n, ' ')]));
    for (const body of bodies) await fixture.signed(body, body === bodies[1] ? 'another-secret' : 'the-secret-that-meta-really-uses');
    await refused();
    const ids = (await fixture.logs.list(fixture.workspaceId, fixture.channelId, { filter: 'rejected', limit: 5 })).items.map(({ id }) => id).reverse();
    fixture.credentials = [fixture.credential('the-secret-that-meta-really-uses', fixture.channelId, fixture.workspaceId, NUMBER)];
    const wanted = [...ids, newId()];
    const replay = () => fixture.replays.replayMany(fixture.workspaceId, fixture.channelId, wanted);
    const { outcomes } = await replay();
    expect(outcomes.map(({ id }) => id)).toEqual(wanted);
    expect(outcomes.map(({ replayed, refusal }) => [replayed, refusal?.slice(0, 13) ?? null])).toEqual([[1, null], [0, 'No App Secret'], [1, null], [0, expect.any(String)]]);
    expect((await replay()).outcomes.map(({ replayed }) => replayed)).toEqual([0, 0, 0, 0]);
    expect(await fixture.query('SELECT body FROM webhook_event ORDER BY id')).toEqual([{ body: bodies[0] }, { body: bodies[2] }]);
    await expect(fixture.replays.replayMany(newId(), fixture.channelId, ids)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it("does not let a workspace prove a delivery with somebody else's secret, nor see it", async () => {
    const [otherWorkspace, otherChannel] = [newId(), newId()];
    await fixture.query("INSERT INTO workspace (id, name, time_zone) VALUES (?, 'Other', 'UTC')", [idToBytes(otherWorkspace)]);
    await fixture.insertChannel(otherChannel, otherWorkspace, '999999999');
    await fixture.signed(delivery(), 'the-secret-of-the-other-workspace');
    await refused();
    fixture.credentials = [...fixture.credentials, fixture.credential('the-secret-of-the-other-workspace', otherChannel, otherWorkspace, '999999999')];
    const [{ id }] = (await fixture.logs.list(fixture.workspaceId, fixture.channelId, { filter: 'rejected', limit: 5 })).items;
    expect(await fixture.replays.recheck(fixture.workspaceId, fixture.channelId, id)).toMatchObject({ matches: false });
    expect((await fixture.logs.list(otherWorkspace, otherChannel, { filter: 'all', limit: 5 })).items).toEqual([]);
    await expect(fixture.details.get(otherWorkspace, otherChannel, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(fixture.logs.list(otherWorkspace, fixture.channelId, { filter: 'all', limit: 5 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(fixture.replays.replay(otherWorkspace, otherChannel, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await fixture.query('DELETE FROM channel WHERE id = ?', [idToBytes(otherChannel)]);
    await fixture.query('DELETE FROM workspace WHERE id = ?', [idToBytes(otherWorkspace)]);
  });

  it('pages through all sources without gaps or doubles', async () => {
    const base = Date.now() - 100_000;
    for (let index = 0; index < 25; index++) {
      const at = new Date(base + Math.floor(index / 3) * 1000);
      await fixture.query("INSERT INTO webhook_event_channel (workspace_id, channel_id, received_at, event_id, subject, state) VALUES (?, ?, ?, ?, 'messages · text', 'processed')", [idToBytes(fixture.workspaceId), idToBytes(fixture.channelId), at, idToBytes(newId())]);
      await fixture.query("INSERT INTO send_attempt (id, workspace_id, channel_id, conversation_id, message_id, no, token, phase, fence, error_code, started_at) VALUES (?, ?, ?, ?, ?, 1, ?, 'rejected', 1, 131047, ?)", [idToBytes(newId()), idToBytes(fixture.workspaceId), idToBytes(fixture.channelId), idToBytes(newId()), idToBytes(newId()), newId(), at]);
    }
    const seen: { id: string; at: string }[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await fixture.logs.list(fixture.workspaceId, fixture.channelId, { filter: 'all', limit: 7, cursor });
      expect(page.counts).toEqual({ all: 50, processed: 25, rejected: 0, failed: 25, ignored: 0, dead: 0, unrouted: 0 });
      seen.push(...page.items);
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(50);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(50);
    expect(seen.map(({ at }) => at)).toEqual(seen.map(({ at }) => at).sort().reverse());
    const failed = await fixture.logs.list(fixture.workspaceId, fixture.channelId, { filter: 'failed', limit: 50 });
    expect(failed.items).toHaveLength(25);
    expect(failed.items[0]).toMatchObject({ kind: 'send', direction: 'out', result: '131047' });
    expect((await fixture.details.get(fixture.workspaceId, fixture.channelId, failed.items[0].id)).why.title).toContain('131047');
    await fixture.query('DELETE FROM send_attempt');
    await expect(fixture.logs.list(fixture.workspaceId, fixture.channelId, { filter: 'all', limit: 7, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  describe('GET verification', () => {
    const ask = (query: Record<string, unknown>) => fixture.verify.answer({ query: { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', ...query }, headers: {}, remoteIp: '127.0.0.1', requestId: 'r' });

    it('echoes the challenge for the right token only, and lists both', async () => {
      fixture.tokens = [{ channelId: fixture.channelId, workspaceId: fixture.workspaceId, token: 'our-verify-token' }, { channelId: newId(), workspaceId: newId(), token: '' }];
      expect(await ask({ 'hub.verify_token': 'our-verify-token' })).toEqual({ status: 200, challenge: '1158201444' });
      expect(fixture.verified).toContain(fixture.channelId);
      for (const wrong of ['our-verify-toke', '', undefined, ['our-verify-token', 'our-verify-token'], 'x'.repeat(100_000)]) expect(await ask({ 'hub.verify_token': wrong })).toEqual({ status: 403 });
      expect(await ask({ 'hub.verify_token': 'our-verify-token', 'hub.mode': 'other' })).toEqual({ status: 403 });
      for (const challenge of ['<script>', 'a\r\nb', 'x'.repeat(257), ['1', '2'], undefined]) expect(await ask({ 'hub.verify_token': 'our-verify-token', 'hub.challenge': challenge })).toEqual({ status: 400 });
      await fixture.rejected.idle();
      const page = await fixture.logs.list(fixture.workspaceId, fixture.channelId, { filter: 'all', limit: 20 });
      expect(page.items.filter(({ kind, state }) => kind === 'verify' && state === 'processed')).toHaveLength(1);
      expect(page.items.filter(({ result }) => result === 'Verify Token is different')).toHaveLength(6);
      expect(JSON.stringify(await fixture.query('SELECT headers, tried, signature FROM webhook_rejected'))).not.toContain('our-verify-token');
    });
  });
});
