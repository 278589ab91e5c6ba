import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { InboundNotice } from '@mailtrixy/server/channels';
import { TemplateCatalog } from '../catalog/template-catalog';
import { createTemplatesFixture, listed, WABA, type TemplatesFixture } from '../testing/templates-fixture';
import { wantSync } from '../sync/sync-rows';
import { TemplateNotices } from './template-notices';

const AT = Date.parse('2026-11-22T10:00:00Z');

function example(name: string, at = AT): InboundNotice {
  const { entry } = JSON.parse(readFileSync(path.join(__dirname, '../testing/meta-examples', `fld_template_${name}.json`), 'utf8')) as { entry: { id: string; changes: { field: string; value: Record<string, unknown> }[] }[] };
  const { field, value } = entry[0].changes[0];
  return { kind: 'notice', index: 0, channelExternalId: null, displayNumber: null, accountExternalId: entry[0].id, field, event: null, value, providerTs: at, externalId: null };
}

describe('TemplateNotices', () => {
  let fixture: TemplatesFixture;
  let catalog: TemplateCatalog;
  const notices = new TemplateNotices();

  beforeAll(async () => {
    fixture = await createTemplatesFixture();
    catalog = new TemplateCatalog(fixture.dataSource, fixture.doorbell);
  });
  afterAll(() => fixture?.close());
  beforeEach(async () => {
    for (const table of ['template', 'template_event', 'template_sync', 'outbox_event']) await fixture.dataSource.query(`DELETE FROM ${table}`);
    fixture.provider.pages = [[
      listed('parcel_update', { externalId: '1740022951187340', status: 'PENDING' }),
      listed('winter_sale', { externalId: '1740022951187341', language: 'de', category: 'MARKETING' }),
      listed('feedback', { externalId: null, language: 'en' }),
    ]];
    await wantSync(fixture.dataSource, fixture.workspaceId, WABA, fixture.channelId);
    await fixture.runner.runNext();
    await fixture.dataSource.query("UPDATE template_sync SET next_at = NOW(3) + INTERVAL 1 HOUR");
  });

  /** As the worker delivers it: once per number of the account. */
  const tell = (...told: InboundNotice[]) =>
    fixture.dataSource.transaction('READ COMMITTED', (tx) => notices.store(tx, told.flatMap((notice) => [fixture.channelId, fixture.secondChannelId].map((channelId) => ({ workspaceId: fixture.workspaceId, channelId, wabaId: WABA, receivedAt: new Date(AT), notice })))));
  const get = async (name: string) => {
    const { items } = await catalog.list(fixture.workspaceId, fixture.userId, fixture.channelId);
    return catalog.get(fixture.workspaceId, fixture.userId, items.find((item) => item.name === name)?.id ?? '');
  };
  const told = async (name: string) => (await get(name)).history.filter(({ event }) => event !== 'found');

  it.each([
    ['status_approved', 'parcel_update', { status: 'APPROVED', notSendable: null, category: 'UTILITY' }, 'Approved'],
    ['status_rejected', 'winter_sale', { status: 'REJECTED', rejectedReason: 'INVALID_FORMAT', recommendation: 'Parameters are placed next to each other. Separate parameters with text.' }, 'Rejected: INVALID_FORMAT. Parameters are placed next to each other. Separate parameters with text.'],
    ['status_paused', 'feedback', { status: 'PAUSED' }, 'Paused. Your template was paused for 3 hours because of low quality.'],
    ['quality', 'parcel_update', { quality: 'YELLOW', status: 'PENDING' }, 'Quality green → yellow'],
    ['category_announced', 'parcel_update', { category: 'UTILITY' }, 'Meta will change the category to marketing on 2026-11-23'],
    ['category_done', 'parcel_update', { category: 'MARKETING', previousCategory: 'UTILITY' }, 'Category utility → marketing'],
    ['components', 'parcel_update', { status: 'PENDING' }, 'Text or buttons changed at Meta'],
  ])('%s', async (name, template, wanted, words) => {
    expect(await tell(example(name))).toBe(true);
    expect(await get(template)).toMatchObject(wanted);
    expect(await told(template)).toEqual([{ at: new Date(AT).toISOString(), event: expect.any(String), words }]);
    const [{ soon }] = await fixture.dataSource.query('SELECT next_at < NOW(3) + INTERVAL 10 SECOND AS soon FROM template_sync');
    expect(Number(soon)).toBe(1);
  });

  it('counts a replay once, in the history and in the template', async () => {
    await tell(example('category_done'));
    await fixture.dataSource.query("UPDATE template SET category = 'UTILITY'");
    await tell(example('category_done'));
    expect((await get('parcel_update')).category).toBe('UTILITY');
    expect(await told('parcel_update')).toHaveLength(1);
  });

  it('lets an older state that comes late be history only', async () => {
    const paused = example('status_approved', AT + 60_000);
    await tell({ ...paused, value: { ...paused.value, event: 'PAUSED' } });
    await tell(example('status_approved'));
    expect((await get('parcel_update')).status).toBe('PAUSED');
    expect(await told('parcel_update')).toHaveLength(2);
  });

  it('is not overruled by a list that was read before', async () => {
    fixture.provider.script = async () => {
      fixture.provider.script = () => undefined;
      await tell(example('status_approved', Date.now() + 1000));
    };
    await wantSync(fixture.dataSource, fixture.workspaceId, WABA, fixture.channelId);
    await fixture.runner.runNext();
    expect((await get('parcel_update')).status).toBe('APPROVED');
  });

  it('finds a template by name and language in any way of writing, when Meta’s id lost its digits', async () => {
    const notice = example('status_approved');
    await tell({ ...notice, value: { ...notice.value, message_template_id: 17400229511873401234 } });
    expect((await get('parcel_update')).status).toBe('APPROVED');
  });

  it.each([
    [{ event: 'FLAGGED' }, 'Meta says: flagged'],
    [{ event: 'SOMETHING_NEW' }, 'Meta says: something new'],
    [{ event: 7, reason: {} }, 'Meta says: changed'],
    [{ event: 'DISABLED', disable_info: { disable_date: 1795514400 } }, 'Disabled. Disabled from 2026-11-24'],
  ])('%j', async (value, words) => {
    const notice = example('status_approved');
    await tell({ ...notice, value: { message_template_id: '1740022951187340', ...value } });
    expect((await told('parcel_update')).map((entry) => entry.words)).toEqual([words]);
  });

  it('marks a deleted one, and asks for a sync for one that it does not know', async () => {
    const notice = example('status_approved');
    const { id } = await get('parcel_update');
    await tell({ ...notice, value: { ...notice.value, event: 'DELETED', reason: null } });
    expect((await catalog.get(fixture.workspaceId, fixture.userId, id)).deletedAt).not.toBeNull();
    expect(await tell({ ...notice, value: { message_template_id: '1', message_template_name: 'never_seen', message_template_language: 'en' } })).toBe(true);
    expect(await tell({ ...notice, field: 'account_update' })).toBe(false);
  });
});
