import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ChannelError } from '@mailtrixy/server/channels';
import { idToBytes } from '@mailtrixy/server/platform/database';
import sharp from 'sharp';
import { addChannel, createMediaFixture, sha256Hex, type MediaFixture } from './testing/media-fixture';

let fixture: MediaFixture;
let photo: Buffer;
let counter = 0;
const mediaId = () => `m${++counter}`;

beforeAll(async () => {
  fixture = await createMediaFixture();
  photo = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#468' } }).jpeg().toBuffer();
}, 60_000);
beforeEach(async () => {
  // Each test has its own quota, as a number with a new hour has.
  await fixture.database.dataSource.query('DELETE FROM media_budget');
  await fixture.database.dataSource.query("UPDATE attachment SET state = 'failed', next_at = NULL WHERE state = 'pending'");
});
afterAll(() => fixture?.close());

const row = async (messageId: string) => (await fixture.database.dataSource.query('SELECT *, TIMESTAMPDIFF(MICROSECOND, NOW(3), next_at) / 1000000 AS wait_s FROM attachment WHERE message_id = ?', [idToBytes(messageId)]))[0];
const refusal = (over: object = {}) => new ChannelError('final', { code: 100, title: 'Unsupported get request', detail: 'Object does not exist.', httpStatus: 400, ...over });
const outbox = async (messageId: string) => (await fixture.database.dataSource.query("SELECT topic FROM outbox_event WHERE entity_id = ? AND topic = 'message.updated'", [idToBytes(messageId)])).length;
const leftovers = () => (existsSync(path.join(fixture.mediaDir, 'tmp')) ? readdirSync(path.join(fixture.mediaDir, 'tmp')) : []);

describe('a file that came with a message', () => {
  it('is shown as on its way, then fetched, checked, previewed and told about', async () => {
    const id = mediaId();
    const message = await fixture.arrives(id, { sha256: sha256Hex(photo), fileName: '../..\\\u202egpj.exe' });
    const before = await fixture.message(message);
    expect(before.attachment).toMatchObject({ state: 'pending', kind: 'image', mimeType: 'image/jpeg', fileName: 'gpj.exe', addresses: { original: null }, problem: null });
    fixture.media.gives(id, photo);
    await fixture.fetchAll();
    const after = await fixture.message(message);
    expect(after.attachment).toMatchObject({ state: 'ready', kind: 'image', mimeType: 'image/jpeg', sizeBytes: photo.length, width: 800, height: 600, problem: null });
    expect(after.version).toBe(before.version + 1);
    expect(await outbox(message)).toBe(1);
    const kept = await row(message);
    expect((await buffer((await fixture.store.open(kept.storage_key))!.stream)).equals(photo)).toBe(true);
    expect(await fixture.store.size(kept.preview_key)).toBeGreaterThan(50);
    expect(leftovers()).toEqual([]);
  });

  it('a web page that calls itself a photo becomes a document to save', async () => {
    const id = mediaId();
    const message = await fixture.arrives(id);
    fixture.media.gives(id, Buffer.from('<!doctype html><script>alert(1)</script>'), { mimeType: 'image/jpeg' });
    await fixture.fetchAll();
    expect((await fixture.message(message)).attachment).toMatchObject({ state: 'ready', kind: 'document', mimeType: 'text/html' });
    expect((await row(message)).preview_key).toBeNull();
  });

  it('what the provider never had is a failure with its words, and no work', async () => {
    const message = await fixture.arrives(null, { problem: 'File too large to download.' });
    await fixture.fetchAll();
    expect((await fixture.message(message)).attachment).toMatchObject({ state: 'failed', problem: { code: 'gone', words: 'File too large to download.', retryable: false } });
  });

  it('after seven days it is given up without asking', async () => {
    const id = mediaId();
    const message = await fixture.arrives(id, { receivedAt: new Date(Date.now() - 7 * 86_400_000 - 1000) });
    await fixture.fetchAll();
    expect(fixture.media.asked).not.toContain(id);
    expect((await fixture.message(message)).attachment).toMatchObject({ state: 'failed', problem: { code: 'gone', retryable: false } });
  });
});

describe('what goes wrong', () => {
  it.each<[string, () => void, string, number, boolean]>([
    ['a claim of 101 MB', () => fixture.media.gives('X', photo, { sizeBytes: 101 * 1024 * 1024 }), 'too_large', 1, false],
    ['an empty file', () => fixture.media.gives('X', Buffer.alloc(0)), 'empty', 2, true],
    ['another file than promised', () => fixture.media.gives('X', photo, { sha256: 'ab'.repeat(32) }), 'checksum', 3, true],
    ['an id that is gone', () => (fixture.media.files['X'] = () => Promise.reject(refusal())), 'gone', 2, true],
  ])('%s is given up after its tries, with words', async (_name, script, code, tries, retryable) => {
    script();
    const message = await fixture.arrives('X');
    for (let n = 1; n < tries; n++) {
      await fixture.fetchAll();
      expect(await row(message)).toMatchObject({ state: 'pending', tries: n, problem_code: code });
    }
    await fixture.fetchAll();
    const { attachment } = await fixture.message(message);
    expect(attachment).toMatchObject({ state: 'failed', problem: { code, retryable } });
    expect(attachment?.problem?.words).toMatch(/\w+ \w+/);
    expect(await outbox(message)).toBe(1);
    expect((await row(message)).tries).toBe(tries);
  });

  it('more than 100 MB that nobody announced is cut off, not kept in memory', async () => {
    const id = mediaId();
    const chunk = Buffer.alloc(1024 * 1024);
    let sent = 0;
    fixture.media.files[id] = () => ({ stream: Readable.from((function* () { for (; sent < 300; sent++) yield chunk; })()) });
    const message = await fixture.arrives(id);
    await fixture.fetchAll();
    expect(await row(message)).toMatchObject({ state: 'failed', problem_code: 'too_large' });
    expect(sent).toBeLessThan(130);
    expect(leftovers()).toEqual([]);
  });

  it('while our own line is down, it waits ten minutes at most', async () => {
    const id = mediaId();
    fixture.media.files[id] = () => Promise.reject(new ChannelError('not_sent', { code: null, title: 'x', detail: 'Could not connect.', httpStatus: null }));
    const message = await fixture.arrives(id);
    const waits: number[] = [];
    for (let n = 0; n < 7; n++) {
      await fixture.fetchAll();
      waits.push(Math.round(Number((await row(message)).wait_s) / 10) * 10);
    }
    expect(waits).toEqual([10, 60, 600, 600, 600, 600, 600]);
    expect((await fixture.message(message)).attachment).toMatchObject({ state: 'pending', problem: null });
  });

  it('a full disk costs no try of the number and is tried again', async () => {
    const id = mediaId();
    fixture.media.gives(id, photo);
    const message = await fixture.arrives(id);
    const put = jest.spyOn(fixture.store, 'put').mockRejectedValueOnce(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
    await fixture.fetchAll();
    expect(await row(message)).toMatchObject({ state: 'pending', problem_code: 'storage' });
    expect(await fixture.database.dataSource.query('SELECT 1 FROM media_budget WHERE refused > 0 OR unanswered > 0')).toEqual([]);
    put.mockRestore();
    await fixture.fetchAll();
    expect((await row(message)).state).toBe('ready');
  });
});

describe('workers', () => {
  it('two of them fetch a file once', async () => {
    const ids = Array.from({ length: 12 }, mediaId);
    for (const id of ids) {
      fixture.media.gives(id, photo);
      await fixture.arrives(id);
    }
    const other = fixture.anotherFetcher();
    await Promise.all([fixture.fetcher.run(), other.run()]);
    await Promise.all([fixture.fetcher.idle(), other.idle()]);
    for (const id of ids) expect(fixture.media.asked.filter((asked) => asked === id)).toHaveLength(1);
  });

  it('one that dies in the middle leaves nothing but its lease; the next one finishes, and the dead one’s late answer counts for nothing', async () => {
    const id = mediaId();
    const hanging = new PassThrough();
    fixture.media.files[id] = () => ({ stream: hanging, sha256: sha256Hex(photo) });
    const message = await fixture.arrives(id);
    const dead = fixture.anotherFetcher();
    await dead.run();
    await fixture.fetcher.run();
    expect((await row(message)).tries).toBe(1);
    // The lease ends by itself; here the clock of the row is turned on.
    fixture.media.gives(id, photo);
    await fixture.fetchAll();
    expect(await row(message)).toMatchObject({ state: 'ready', tries: 2 });
    const version = (await fixture.message(message)).version;
    hanging.end(photo);
    await dead.idle();
    expect((await fixture.message(message)).version).toBe(version);
    expect(await row(message)).toMatchObject({ state: 'ready', tries: 2 });
  });

  it('one that is told to stop hands its files back at once', async () => {
    const id = mediaId();
    fixture.media.files[id] = () => ({ stream: new PassThrough() });
    const message = await fixture.arrives(id);
    const leaving = fixture.anotherFetcher();
    await leaving.run();
    await leaving.onApplicationShutdown();
    const handed = await row(message);
    expect([handed.state, handed.tries, Number(handed.wait_s) <= 0]).toEqual(['pending', 0, true]);
    expect(leftovers()).toEqual([]);
  });

  it('a number that hangs does not keep the others waiting', async () => {
    const slow = await addChannel(fixture);
    for (let n = 0; n < 20; n++) {
      const id = mediaId();
      fixture.media.files[id] = () => ({ stream: new PassThrough() });
      await fixture.arrives(id, { channelId: slow });
    }
    const good = mediaId();
    fixture.media.gives(good, photo);
    const message = await fixture.arrives(good);
    const worker = fixture.anotherFetcher();
    await worker.run();
    const until = Date.now() + 10_000;
    while ((await row(message)).state !== 'ready' && Date.now() < until) await worker.run();
    expect((await row(message)).state).toBe('ready');
    const [{ busy }] = await fixture.database.dataSource.query('SELECT COUNT(*) AS busy FROM attachment WHERE channel_id = ? AND lease_until IS NOT NULL', [idToBytes(slow)]);
    expect(Number(busy)).toBe(3);
    await worker.onApplicationShutdown();
  });

  it('four refusals within an hour pause a number, not its neighbour', async () => {
    const dead = await addChannel(fixture);
    const before = fixture.media.asked.length;
    for (let n = 0; n < 10; n++) {
      const id = mediaId();
      fixture.media.files[id] = () => Promise.reject(refusal());
      await fixture.arrives(id, { channelId: dead });
    }
    await fixture.fetchAll();
    await fixture.fetchAll();
    expect(fixture.media.asked.length - before).toBe(4);
    const [budget] = await fixture.database.dataSource.query('SELECT refused, TIMESTAMPDIFF(MINUTE, NOW(3), paused_until) AS minutes FROM media_budget WHERE channel_id = ?', [idToBytes(dead)]);
    expect([budget.refused, budget.minutes >= 58]).toEqual([4, true]);
    const good = mediaId();
    fixture.media.gives(good, photo);
    const message = await fixture.arrives(good);
    await fixture.fetchAll();
    expect((await row(message)).state).toBe('ready');
  });

  it('a number that does not answer is left alone for five minutes', async () => {
    const mute = await addChannel(fixture);
    for (let n = 0; n < 8; n++) {
      const id = mediaId();
      fixture.media.files[id] = () => Promise.reject(new ChannelError('ambiguous', { code: null, title: 'x', detail: 'No answer within 30 s.', httpStatus: null }));
      await fixture.arrives(id, { channelId: mute });
    }
    await fixture.fetchAll();
    const [budget] = await fixture.database.dataSource.query('SELECT unanswered, TIMESTAMPDIFF(SECOND, NOW(3), paused_until) AS seconds FROM media_budget WHERE channel_id = ?', [idToBytes(mute)]);
    expect(budget.seconds).toBeGreaterThan(250);
    expect(budget.unanswered).toBeLessThanOrEqual(6);
  });
});
