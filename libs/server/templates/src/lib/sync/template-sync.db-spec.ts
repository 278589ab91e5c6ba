import { idToBytes } from '@mailtrixy/server/platform/database';
import { TemplateCatalog } from '../catalog/template-catalog';
import { createTemplatesFixture, graphError, listed, WABA, type TemplatesFixture } from '../testing/templates-fixture';
import { wantSync } from './sync-rows';

describe('TemplateSyncRunner', () => {
  let fixture: TemplatesFixture;
  let catalog: TemplateCatalog;

  beforeEach(async () => {
    fixture = await createTemplatesFixture();
    catalog = new TemplateCatalog(fixture.dataSource, fixture.doorbell);
  });
  afterEach(() => fixture?.close());

  const list = (channelId = fixture.channelId) => catalog.list(fixture.workspaceId, fixture.userId, channelId);
  const names = async () => (await list()).items.map(({ name, language }) => `${name} ${language}`);
  const want = () => wantSync(fixture.dataSource, fixture.workspaceId, WABA, fixture.channelId);
  const sync = async (...pages: ReturnType<typeof listed>[][]) => {
    fixture.provider.pages = pages;
    await want();
    expect(await fixture.runner.runNext()).toBe(true);
  };

  it('reads every page and language, and is the list of every number of the account', async () => {
    await fixture.runner.enrol();
    fixture.provider.pages = [[listed('a'), listed('b')], [listed('a', { language: 'de' })], [listed('c')]];
    expect(await fixture.runner.runNext()).toBe(true);
    expect(await fixture.runner.runNext()).toBe(false);
    expect(await names()).toEqual(['a de', 'a en_US', 'b en_US', 'c en_US']);
    const { items, sync: state } = await list(fixture.secondChannelId);
    expect(items).toHaveLength(4);
    expect(state).toMatchObject({ state: 'done', total: 4, changed: 4, seen: 4, problem: null });
    expect(state.finishedAt).not.toBeNull();
    const [{ due }] = await fixture.dataSource.query('SELECT TIMESTAMPDIFF(MINUTE, NOW(3), next_at) AS due FROM template_sync');
    expect(Number(due)).toBeGreaterThanOrEqual(54);
    expect(Number(due)).toBeLessThanOrEqual(65);
  });

  it('keeps the whole old list and its age when the third page fails', async () => {
    await sync([listed('a'), listed('b')]);
    const before = (await list()).sync;
    fixture.provider.script = (page) => {
      if (page === 2) throw graphError('Session has expired.');
    };
    await sync([listed('a', { status: 'PAUSED' })], [listed('x')], [listed('y')]);
    const { items, sync: state } = await list();
    expect(items.map(({ name, status }) => `${name} ${status}`)).toEqual(['a APPROVED', 'b APPROVED']);
    expect(state).toMatchObject({ state: 'failed', finishedAt: before.finishedAt, total: 2, problem: 'Session has expired.' });
    expect(await fixture.dataSource.query('SELECT 1 FROM template_staging')).toHaveLength(0);
    fixture.provider.script = () => undefined;
    await sync([listed('a')], [listed('x')], [listed('y')]);
    expect(await names()).toEqual(['a en_US', 'x en_US', 'y en_US']);
    expect((await list()).sync).toMatchObject({ state: 'done', problem: null });
  });

  it('marks what is gone from a complete list, keeps its row, and takes it back', async () => {
    await sync([listed('a'), listed('b')]);
    const gone = (await list()).items[1];
    await sync([listed('a')]);
    expect(await names()).toEqual(['a en_US']);
    const kept = await catalog.get(fixture.workspaceId, fixture.userId, gone.id);
    expect(kept).toMatchObject({ notSendable: 'This template no longer exists at Meta.' });
    expect(kept.deletedAt).not.toBeNull();
    expect(kept.history.map(({ event }) => event)).toContain('deleted');
    await sync([listed('a'), listed('b')]);
    expect((await list()).items[1]).toMatchObject({ id: gone.id, deletedAt: null, notSendable: null });
  });

  it('says what changed, and is silent about new addresses of example files', async () => {
    const media = (handle: string) => listed('m', { components: [{ type: 'HEADER', format: 'IMAGE', example: { header_handle: [handle] } }, { type: 'BODY', text: 'x' }] });
    await sync([media('https://a'), listed('a')]);
    await sync([media('https://b'), listed('a', { status: 'REJECTED', rejectedReason: 'INVALID_FORMAT', category: 'MARKETING', quality: 'RED' })]);
    const { items, sync: state } = await list();
    expect(state).toMatchObject({ total: 2, changed: 1 });
    const detail = await catalog.get(fixture.workspaceId, fixture.userId, items[0].id);
    expect(detail.history.map(({ words }) => words).sort()).toEqual(['Category utility → marketing', 'Listed by Meta: Approved', 'Quality green → red', 'Rejected: INVALID_FORMAT']);
    expect((await catalog.get(fixture.workspaceId, fixture.userId, items[1].id)).components).toEqual(media('https://b').components);
  });

  it('runs once per account, however many workers look', async () => {
    fixture.provider.pages = [[listed('a')], [listed('b')]];
    let release: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (release = resolve));
    fixture.provider.script = (page) => (page === 1 ? waiting : undefined);
    await want();
    const first = fixture.runner.runNext();
    await until(() => fixture.provider.asked.length === 2);
    expect((await list()).sync).toMatchObject({ state: 'running', seen: 1 });
    expect(await Promise.all([fixture.anotherRunner().runNext(), fixture.anotherRunner().runNext()])).toEqual([false, false]);
    // A wish that comes meanwhile is not forgotten.
    await want();
    release();
    await first;
    expect(await names()).toEqual(['a en_US', 'b en_US']);
    expect(await fixture.anotherRunner().runNext()).toBe(true);
    expect(await fixture.anotherRunner().runNext()).toBe(false);
  });

  it('lets a worker that was taken for dead change nothing', async () => {
    fixture.provider.pages = [[listed('old')], [listed('old2')]];
    let release: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (release = resolve));
    fixture.provider.script = (page) => (page === 1 ? waiting : undefined);
    await want();
    const slow = fixture.runner.runNext();
    await until(() => fixture.provider.asked.length === 2);
    await fixture.dataSource.query('UPDATE template_sync SET lease_until = NOW(3) - INTERVAL 1 SECOND');
    fixture.provider.script = () => undefined;
    fixture.provider.pages = [[listed('new')]];
    expect(await fixture.anotherRunner().runNext()).toBe(true);
    release();
    await slow;
    expect(await names()).toEqual(['new en_US']);
    expect((await list()).sync).toMatchObject({ state: 'done', total: 1 });
  });

  it('gives up on a list that goes round in circles', async () => {
    fixture.provider.pages = [[listed('a')]];
    fixture.provider.listPage = async () => ({ items: [listed('a')], after: 'same' });
    await want();
    await fixture.runner.runNext();
    expect((await list()).sync).toMatchObject({ state: 'failed', problem: expect.stringContaining('end') });
    expect(await names()).toEqual([]);
  });

  it('uses another number of the account when one cannot connect', async () => {
    const connected = fixture.channels.connected.bind(fixture.channels);
    fixture.channels.connected = (workspaceId, id) => (id === fixture.channelId ? Promise.reject(graphError('no token')) : connected(workspaceId, id));
    await sync([listed('a')]);
    expect(await names()).toEqual(['a en_US']);
    expect(fixture.provider.asked).toEqual([`list ${fixture.secondChannelId} 0`]);
  });

  it('asks nothing for accounts without an active number', async () => {
    await want();
    await fixture.dataSource.query("UPDATE channel SET status = 'disabled'");
    expect(await fixture.runner.runNext()).toBe(false);
    await expect(catalog.sync(fixture.workspaceId, fixture.channelId)).rejects.toMatchObject({ code: 'CHANNEL_NOT_ACTIVE' });
  });

  it('stores odd rows as far as it can, and their neighbours whole', async () => {
    await sync([listed('ünicode'), listed(''), listed('a', { status: 'X'.repeat(99), category: 'é', rejectedReason: '😀'.repeat(400), components: [null, 7, { type: 5 }, { type: 'BODY' }] }), listed('b')]);
    expect(await names()).toEqual(['a en_US', 'b en_US']);
    expect((await list()).items[0].notSendable).toContain('XXX');
  });

  it('tells every number of the account', async () => {
    await sync([listed('a')]);
    const rows = (await fixture.dataSource.query("SELECT DISTINCT channel_id FROM outbox_event WHERE topic = 'template.updated'")) as { channel_id: Buffer }[];
    expect(rows.map(({ channel_id: id }) => id.toString('hex')).sort()).toEqual([fixture.channelId, fixture.secondChannelId].map((id) => idToBytes(id).toString('hex')).sort());
  });

  it('shares nothing with another workspace that has the same account', async () => {
    await sync([listed('a')]);
    const other = '0190f3a0-0000-7000-8000-00000000beef';
    await fixture.dataSource.query("INSERT INTO workspace (id, name, time_zone) VALUES (?, 'Other', 'Europe/Berlin')", [idToBytes(other)]);
    const theirs = await fixture.addChannel({ workspaceId: other });
    expect((await catalog.list(other, fixture.userId, theirs)).items).toEqual([]);
    await expect(catalog.list(other, fixture.userId, fixture.channelId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

async function until(met: () => boolean): Promise<void> {
  while (!met()) await new Promise((resolve) => setImmediate(resolve));
}
