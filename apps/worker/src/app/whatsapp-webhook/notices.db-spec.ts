import { ACCOUNTS_ENTITIES, AuditLog } from '@mailtrixy/server/accounts';
import { CHANNEL_ENTITIES, ChannelNotices, ChannelsRepository } from '@mailtrixy/server/channels';
import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import { NoticeSink, type NoticeArrival } from '@mailtrixy/server/whatsapp-cloud';

describe('notices of numbers and accounts', () => {
  let database: TestDatabase;
  let notices: ChannelNotices;
  let sink: NoticeSink;
  const workspaceId = newId();
  const [first, second] = [newId(), newId()];

  beforeAll(async () => {
    database = await createTestDatabase([...ACCOUNTS_ENTITIES, ...CHANNEL_ENTITIES]);
    const { dataSource } = database;
    await dataSource.query("INSERT INTO workspace (id, name, time_zone) VALUES (?, 'Test', 'Europe/Berlin')", [idToBytes(workspaceId)]);
    for (const [id, number] of [[first, '+1 555-010-4477'], [second, '+1 555-010-4488']]) {
      await dataSource.query("INSERT INTO channel (id, workspace_id, kind, mode, status, name, external_id, waba_id, display_address, settings) VALUES (?, ?, 'whatsapp', 'live', 'active', 'WhatsApp', ?, '2109', ?, '{}')", [idToBytes(id), idToBytes(workspaceId), number.replace(/\D/g, ''), number]);
    }
    notices = new ChannelNotices(new ChannelsRepository(dataSource), new AuditLog(dataSource, new SystemClock()));
    sink = new NoticeSink(notices);
  });
  afterAll(() => database.drop());

  const arrival = (field: string, value: Record<string, unknown>, more: Partial<NoticeArrival['notice']> = {}): NoticeArrival => ({
    workspaceId,
    channelId: first,
    wabaId: '2109',
    receivedAt: new Date('2026-11-22T10:00:00Z'),
    notice: { kind: 'notice', index: 0, channelExternalId: null, accountExternalId: '2109', field, event: typeof value['event'] === 'string' ? value['event'] : null, value, providerTs: Date.parse('2026-11-22T09:59:00Z'), externalId: null, displayNumber: null, ...more },
  });
  const store = (...arrivals: NoticeArrival[]) => database.dataSource.transaction((tx) => sink.store(tx, arrivals));
  const of = async (channelId: string) => (await notices.page(workspaceId, channelId, undefined, 30)).items;

  it('tells every number of the account, or the one that is named by its digits, and says each thing once', async () => {
    const review = arrival('account_review_update', { decision: 'APPROVED' }, { event: 'APPROVED' });
    await store(review, review);
    await store(review);
    await store(arrival('phone_number_quality_update', { event: 'FLAGGED', display_phone_number: '15550104488' }, { displayNumber: '15550104488' }));
    expect((await of(first)).map(({ field }) => field)).toEqual(['account_review_update']);
    expect((await of(second)).map(({ field }) => field).sort()).toEqual(['account_review_update', 'phone_number_quality_update']);
    expect(await notices.open(workspaceId, second)).toMatchObject([{ severity: 'warn', dismissedAt: null }]);
  });

  it('holds sending when Meta switched the account off, with the reason, and asks for a new check', async () => {
    await store(arrival('account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }));
    const rows = await database.dataSource.query('SELECT send_hold, send_hold_detail FROM channel WHERE workspace_id = ?', [idToBytes(workspaceId)]);
    expect(rows).toEqual([{ send_hold: 'account_locked', send_hold_detail: 'Meta switched this account off.' }, { send_hold: 'account_locked', send_hold_detail: 'Meta switched this account off.' }]);
    expect(await database.dataSource.query("SELECT topic, COUNT(*) AS n FROM outbox_event WHERE topic = 'channel.updated' GROUP BY topic")).toMatchObject([{ topic: 'channel.updated' }]);
    expect(await database.dataSource.query('SELECT 1 AS due FROM channel_health WHERE next_check_at IS NOT NULL')).toHaveLength(2);
  });

  it('pages newest first and lets an admin dismiss one', async () => {
    for (let minute = 1; minute <= 5; minute++) await store(arrival('brand_new', { n: minute }, { providerTs: Date.parse('2026-11-22T12:00:00Z') + minute * 60_000, channelExternalId: '15550104477' }));
    const page = await notices.page(workspaceId, first, undefined, 2);
    expect(page.items.map(({ raw }) => (raw as { n: number }).n)).toEqual([5, 4]);
    const next = await notices.page(workspaceId, first, page.nextCursor ?? '', 2);
    expect(next.items.map(({ raw }) => (raw as { n: number }).n)).toEqual([3, 2]);
    const dismissed = await notices.dismiss(workspaceId, newId(), first, page.items[0].id);
    expect(dismissed.dismissedAt).not.toBeNull();
    await expect(notices.dismiss(newId(), newId(), first, page.items[0].id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
