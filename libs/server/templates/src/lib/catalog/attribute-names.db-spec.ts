import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTemplatesFixture, type TemplatesFixture } from '../testing/templates-fixture';
import { attributeNames } from './attribute-names';

describe('names of attributes', () => {
  let fixture: TemplatesFixture;
  beforeAll(async () => {
    fixture = await createTemplatesFixture();
  });
  afterAll(() => fixture?.close());

  const contact = (attributes: Record<string, string> | null, at: string | null, workspaceId = fixture.workspaceId) =>
    fixture.dataSource.query('INSERT INTO contact (id, workspace_id, attributes, attributes_at) VALUES (?, ?, ?, ?)', [idToBytes(newId()), idToBytes(workspaceId), attributes && JSON.stringify(attributes), at]);

  it('are those that contacts of the workspace have, each once', async () => {
    expect(await attributeNames(fixture.dataSource, fixture.workspaceId)).toEqual([]);
    await contact({ order_number: '1', tier: 'gold' }, '2026-11-20 10:00:00');
    await contact({ order_number: '2', city: 'Bonn' }, '2026-11-21 10:00:00');
    await contact(null, null);
    await contact({ secret: 'x' }, '2026-11-22 10:00:00', newId());
    expect(await attributeNames(fixture.dataSource, fixture.workspaceId)).toEqual(['city', 'order_number', 'tier']);
  });

  it('are the hundred in use last', async () => {
    const workspace = newId();
    for (let block = 0; block < 6; block++) await contact(Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`b${block}_${n}`, 'x'])), `2026-11-2${block} 10:00:00`, workspace);
    const names = await attributeNames(fixture.dataSource, workspace);
    expect([names.length, names.some((name) => name.startsWith('b0_')), names.includes('b1_0')]).toEqual([100, false, true]);
  });
});
