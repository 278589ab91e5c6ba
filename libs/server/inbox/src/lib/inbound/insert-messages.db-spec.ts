import type { InboundMessage } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import { insertMessages, type NewInboundRow } from './insert-messages';

describe('insertMessages', () => {
  let database: TestDatabase;
  const workspaceId = newId();
  const channelId = newId();
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());

  const row = (externalId: string, seq = 1): NewInboundRow => {
    const message = { kind: 'message', externalId, display: 'bubble', type: 'text', body: externalId, payload: null, quotedExternalId: null, providerTs: Date.now() } as unknown as InboundMessage;
    return { id: newId(), seq, thread: { id: newId(), workspaceId, channelId, contactId: newId(), lastSeq: seq, status: 'open', reopened: false, metaAgent: false }, arrival: { workspaceId, channelId, receivedAt: new Date(), message } as NewInboundRow['arrival'] };
  };

  it('answers all rows when all are new, and leaves out those whose wamid another transaction has stored', async () => {
    const { manager } = database.dataSource;
    const first = [row('wamid.a'), row('wamid.b')];
    expect(await insertMessages(manager, first)).toEqual(first);
    const [again, fresh] = [row('wamid.b'), row('wamid.c')];
    expect(await insertMessages(manager, [again, fresh])).toEqual([fresh]);
    expect(await insertMessages(manager, [row('wamid.a')])).toEqual([]);
    expect(await database.dataSource.query('SELECT external_id FROM message ORDER BY external_id')).toEqual([{ external_id: 'wamid.a' }, { external_id: 'wamid.b' }, { external_id: 'wamid.c' }]);
  });
});
