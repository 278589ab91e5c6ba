import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import type { TemplateChoice } from '@mailtrixy/shared/dto';
import { TemplateCatalog } from '../catalog/template-catalog';
import { NADIA } from '../testing/stored-template-fixture';
import { createTemplatesFixture, listed, WABA, type TemplatesFixture } from '../testing/templates-fixture';
import { wantSync } from '../sync/sync-rows';
import { TemplateFiller } from './template-filler';

describe('TemplateFiller', () => {
  let fixture: TemplatesFixture;
  const filler = new TemplateFiller(new SystemClock());
  const ids = new Map<string, string>();

  beforeAll(async () => {
    fixture = await createTemplatesFixture();
    fixture.provider.pages = [[listed('parcel'), listed('parcel', { language: 'de', status: 'PAUSED' }), listed('parcel', { language: 'fr' }), listed('alone', { status: 'DISABLED' })]];
    await wantSync(fixture.dataSource, fixture.workspaceId, WABA, fixture.channelId);
    await fixture.runner.runNext();
    const { items } = await new TemplateCatalog(fixture.dataSource, fixture.doorbell).list(fixture.workspaceId, fixture.userId, fixture.channelId);
    for (const { id, name, language } of items) ids.set(`${name} ${language}`, id);
  });
  afterAll(() => fixture?.close());

  const fill = (key: string, values: Record<string, string> = { 'body.1': 'Maya' }, wabaId: string | null = WABA, workspaceId = fixture.workspaceId) => filler.fill(fixture.dataSource, workspaceId, wabaId, { templateId: ids.get(key) ?? newId(), values }, NADIA);
  const refusal = (code: string, words = '') => expect.objectContaining({ code, detail: expect.stringContaining(words) });

  it('fills what is stored, and remembers what it looked like', async () => {
    expect(await fill('parcel en_US')).toMatchObject({ name: 'parcel', language: 'en_US', body: 'Hi Maya, parcel.', values: { 'body.1': 'Maya' }, contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('names the languages that could be sent instead', async () => {
    await expect(fill('parcel de')).rejects.toEqual(refusal('TEMPLATE_NOT_SENDABLE', '“parcel” is approved in: en_US, fr.'));
    await expect(fill('alone en_US')).rejects.toEqual(refusal('TEMPLATE_NOT_SENDABLE', 'Choose another one.'));
  });

  it('knows no template of another account or workspace', async () => {
    await expect(fill('parcel en_US', {}, '1')).rejects.toEqual(refusal('NOT_FOUND'));
    await expect(fill('parcel en_US', {}, null)).rejects.toEqual(refusal('NOT_FOUND'));
    await expect(fill('parcel en_US', {}, WABA, newId())).rejects.toEqual(refusal('NOT_FOUND'));
    await expect(fill('nothing')).rejects.toEqual(refusal('NOT_FOUND'));
  });

  it.each([[null], [7], ['x'], [[]], [{}], [{ templateId: 'x' }], [{ templateId: 7, values: {} }]])('refuses a choice that is %j', async (choice) => {
    await expect(filler.fill(fixture.dataSource, fixture.workspaceId, WABA, choice as unknown as TemplateChoice, NADIA)).rejects.toEqual(refusal('TEMPLATE_VALUES_INVALID'));
  });
});
