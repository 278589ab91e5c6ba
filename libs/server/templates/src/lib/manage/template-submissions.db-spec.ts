import { Readable } from 'node:stream';
import { ACCOUNTS_ENTITIES, AuditLog } from '@mailtrixy/server/accounts';
import { ChannelError } from '@mailtrixy/server/channels';
import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { MediaStore } from '@mailtrixy/server/platform/media-store';
import type { CreateTemplateRequest, UpdateTemplateSettingsRequest } from '@mailtrixy/shared/dto';
import { TemplateCatalog } from '../catalog/template-catalog';
import { TemplateSettings } from '../catalog/template-settings';
import { recordTemplateUse } from '../catalog/template-uses';
import { createTemplatesFixture, graphError, listed, WABA, type TemplatesFixture } from '../testing/templates-fixture';
import { wantSync } from '../sync/sync-rows';
import { TemplateAccounts } from './template-accounts';
import { TemplateSubmissions } from './template-submissions';
import { TemplateSamples } from './template-samples';

describe('templates that people change', () => {
  let fixture: TemplatesFixture;
  let catalog: TemplateCatalog;
  let manager: TemplateSubmissions;
  let settings: TemplateSettings;
  let samples: TemplateSamples;
  let actor: { workspaceId: string; userId: string; name: string; ip: string; requestId: string };

  beforeAll(async () => {
    fixture = await createTemplatesFixture(ACCOUNTS_ENTITIES);
    const audit = new AuditLog(fixture.dataSource, new SystemClock());
    const accounts = new TemplateAccounts(fixture.dataSource, fixture.channels, fixture.drivers, fixture.doorbell);
    catalog = new TemplateCatalog(fixture.dataSource, fixture.doorbell);
    manager = new TemplateSubmissions(fixture.dataSource, accounts, catalog, audit, fixture.doorbell);
    settings = new TemplateSettings(fixture.dataSource, audit, catalog, fixture.doorbell);
    samples = new TemplateSamples(fixture.dataSource, { open: async () => ({ stream: Readable.from(['x']), sizeBytes: 1 }) } as unknown as MediaStore, accounts, audit);
    actor = { workspaceId: fixture.workspaceId, userId: fixture.userId, name: 'Ana', ip: '', requestId: '' };
  });
  afterAll(() => fixture?.close());
  beforeEach(async () => {
    for (const table of ['template', 'template_event', 'template_sync', 'template_favourite', 'template_use', 'audit_entry', 'attachment']) await fixture.dataSource.query(`DELETE FROM ${table}`);
    fixture.provider.asked.length = 0;
    fixture.provider.refuse = null;
  });

  const ws = () => fixture.workspaceId;
  const request = (over: Partial<CreateTemplateRequest> = {}): CreateTemplateRequest => ({ clientId: newId(), channelId: fixture.channelId, name: 'parcel_update', language: 'en_US', category: 'UTILITY', parameterFormat: 'POSITIONAL', components: [{ type: 'BODY', text: 'Hello, your parcel is on its way.' }], ...over });
  const create = (over: Partial<CreateTemplateRequest> = {}) => manager.create(ws(), actor, request(over));
  const synced = async (...rows: ReturnType<typeof listed>[]) => {
    fixture.provider.pages = [rows];
    await wantSync(fixture.dataSource, ws(), WABA, fixture.channelId);
    await fixture.runner.runNext();
    fixture.provider.asked.length = 0;
    return (await catalog.list(ws(), fixture.userId, fixture.channelId)).items;
  };
  const audited = async () => ((await fixture.dataSource.query('SELECT action FROM audit_entry ORDER BY created_at')) as { action: string }[]).map(({ action }) => action);
  const refusal = (code: string, words = '') => expect.objectContaining({ code, detail: expect.stringContaining(words) });

  it('creates at Meta, stores what Meta answers, and asks nothing twice for one clientId', async () => {
    const same = request();
    const { template, created } = await manager.create(ws(), actor, same);
    expect([created, template.status, template.notSendable]).toEqual([true, 'PENDING', expect.stringContaining('reviewing')]);
    expect((await manager.create(ws(), actor, same)).created).toBe(false);
    await expect(manager.create(ws(), actor, { ...same, name: 'other' })).rejects.toEqual(refusal('CLIENT_ID_REUSED'));
    expect(fixture.provider.asked).toEqual(['create parcel_update en_US']);
    expect(template.history.map(({ words }) => words)).toEqual(['Created by Ana: In review']);
    expect(await audited()).toEqual(['template.created']);
  });

  it('says itself what Meta would refuse, and submits nothing', async () => {
    await expect(create({ name: 'Parcel Update' })).rejects.toEqual(refusal('TEMPLATE_VALUES_INVALID', 'small letters'));
    await create();
    await expect(create()).rejects.toEqual(refusal('TEMPLATE_REFUSED', 'already'));
    expect((await create({ language: 'de' })).created).toBe(true);
    expect(fixture.provider.asked).toEqual(['create parcel_update en_US', 'create parcel_update de']);
  });

  it('shows Meta’s own words of a refusal, and keeps nothing', async () => {
    fixture.provider.refuse = graphError('Variables can’t be at the start or end of the template.', { title: 'Leading or trailing params not allowed' });
    await expect(create()).rejects.toEqual(refusal('TEMPLATE_REFUSED', 'Leading or trailing params not allowed: Variables can’t be'));
    expect((await catalog.list(ws(), fixture.userId, fixture.channelId)).items).toEqual([]);
    expect(await audited()).toEqual([]);
  });

  it('reads the list again when Meta’s answer is lost', async () => {
    fixture.provider.refuse = new ChannelError('ambiguous', { code: null, title: 'No answer', detail: 'No answer within 20 s.', httpStatus: null });
    await expect(create()).rejects.toEqual(refusal('CHANNEL_PROVIDER_FAILED', 'may or may not'));
    expect(fixture.doorbell.rung).toContain('templates');
    const items = await synced(listed('parcel_update'));
    expect(items).toHaveLength(1);
  });

  it('edits what may be edited, as often as Meta allows', async () => {
    const [approved, paused, rejected] = await synced(listed('a'), listed('b', { status: 'DISABLED' }), listed('c', { status: 'REJECTED', rejectedReason: 'SCAM' }));
    const components = [{ type: 'BODY', text: 'Another text.' }];
    await expect(manager.edit(ws(), actor, approved.id, { category: 'MARKETING', components })).rejects.toEqual(refusal('TEMPLATE_REFUSED', 'category'));
    await expect(manager.edit(ws(), actor, approved.id, { components: [] })).rejects.toEqual(refusal('TEMPLATE_VALUES_INVALID', 'needs a body'));
    await expect(manager.edit(ws(), actor, paused.id, { components })).rejects.toEqual(refusal('TEMPLATE_REFUSED', 'Only approved'));
    expect(await manager.edit(ws(), actor, rejected.id, { category: 'MARKETING', components })).toMatchObject({ status: 'PENDING', category: 'MARKETING', rejectedReason: null, body: 'Another text.' });
    await manager.edit(ws(), actor, approved.id, { components });
    await fixture.dataSource.query("UPDATE template SET status = 'APPROVED'");
    await expect(manager.edit(ws(), actor, approved.id, { components })).rejects.toEqual(refusal('TEMPLATE_REFUSED', 'once in 24 hours'));
    await fixture.dataSource.query("UPDATE template_event SET at = at - INTERVAL 25 HOUR WHERE event = 'edited'");
    await manager.edit(ws(), actor, approved.id, { components });
    expect(fixture.provider.asked.filter((what) => what.startsWith('edit'))).toHaveLength(3);
    expect(await audited()).toEqual(['template.edited', 'template.edited', 'template.edited']);
  });

  it('deletes one language or all, and nothing that is disabled', async () => {
    const [de, en, off] = await synced(listed('a', { language: 'de', externalId: '11' }), listed('a', { language: 'en', externalId: '12' }), listed('z', { status: 'DISABLED' }));
    await expect(manager.remove(ws(), actor, off.id, false)).rejects.toEqual(refusal('TEMPLATE_REFUSED', 'disabled'));
    await manager.remove(ws(), actor, de.id, false);
    const left = async () => (await catalog.list(ws(), fixture.userId, fixture.channelId)).items.map(({ name, language }) => `${name} ${language}`);
    expect(await left()).toEqual(['a en', 'z en_US']);
    await manager.remove(ws(), actor, en.id, true);
    await manager.remove(ws(), actor, en.id, true);
    expect(await left()).toEqual(['z en_US']);
    expect(fixture.provider.asked).toEqual(['remove a 11', 'remove a null']);
  });

  it('uploads an example file of ours only', async () => {
    const [mine, theirs] = [newId(), newId()];
    for (const [id, type] of [[mine, 'image/png'], [theirs, 'audio/ogg']]) {
      await fixture.dataSource.query("INSERT INTO attachment (id, workspace_id, direction, kind, state, mime_type, size_bytes, storage_key) VALUES (?, ?, 'out', 'image', 'ready', ?, 1, 'k')", [idToBytes(id), idToBytes(ws()), type]);
    }
    expect(await samples.create(ws(), actor, { channelId: fixture.channelId, attachmentId: mine })).toEqual({ handle: '4:handle' });
    await expect(samples.create(ws(), actor, { channelId: fixture.channelId, attachmentId: theirs })).rejects.toEqual(refusal('ATTACHMENT_REFUSED'));
    await expect(samples.create(ws(), actor, { channelId: fixture.channelId, attachmentId: newId() })).rejects.toEqual(refusal('NOT_FOUND'));
    await fixture.dataSource.query('UPDATE channel SET app_id = NULL');
    await expect(samples.create(ws(), actor, { channelId: fixture.channelId, attachmentId: mine })).rejects.toEqual(refusal('TEMPLATE_REFUSED', 'Test connection'));
  });

  it('keeps favourites per person, defaults per workspace, and counts uses', async () => {
    const [{ id }] = await synced(listed('a'));
    await settings.update(ws(), actor, id, { favourite: true }, false);
    await expect(settings.update(ws(), actor, id, { defaults: {} }, false)).rejects.toEqual(refusal('FORBIDDEN'));
    const changed = await settings.update(ws(), actor, id, { defaults: { 'body.1': { field: 'contact.first_name', text: 'there' } } }, true);
    expect(changed).toMatchObject({ favourite: true, slots: [{ key: 'body.1', label: 'Nadia', sample: 'Nadia', defaultField: 'contact.first_name', defaultText: 'there' }] });
    const odd: NonNullable<UpdateTemplateSettingsRequest['defaults']>[] = [{ 'body.9': { field: null, text: 'x' } }, { 'body.1': { field: 'password' as never, text: null } }, { 'body.1': { field: 'contact.attributes.Order No', text: null } }, { 'body.1': { field: null, text: null } }];
    for (const defaults of odd) await expect(settings.update(ws(), actor, id, { defaults }, true)).rejects.toEqual(refusal('VALIDATION_FAILED'));
    await recordTemplateUse(fixture.dataSource, ws(), id, newId());
    const old = newId();
    await recordTemplateUse(fixture.dataSource, ws(), id, old);
    await recordTemplateUse(fixture.dataSource, ws(), id, old);
    await fixture.dataSource.query('UPDATE template_use SET at = at - INTERVAL 31 DAY WHERE message_id = ?', [idToBytes(old)]);
    const [item] = await synced(listed('a', { status: 'PAUSED' }));
    expect(item).toMatchObject({ favourite: true, used30d: 1, usedAt: expect.any(String), slots: [{ defaultText: 'there' }] });
    expect((await catalog.get(ws(), newId(), id)).favourite).toBe(false);
    await settings.update(ws(), actor, id, { favourite: false, defaults: { 'body.1': null } }, true);
    expect(await catalog.get(ws(), fixture.userId, id)).toMatchObject({ favourite: false, slots: [{ defaultField: null }] });
  });
});
