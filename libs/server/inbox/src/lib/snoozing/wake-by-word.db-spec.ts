import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import { InboundBench, inboundMessage, waId } from '../testing/inbound-events';

describe('a customer’s word', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await createTestDatabase([], { connections: 4, statementTimeoutMs: 10_000 })));
  afterAll(() => database?.drop());

  it('wakes a snoozed conversation at once, and moves it within its labels', async () => {
    const inbox = new InboundBench(database);
    await inbox.addChannel();
    const first = inboundMessage([waId('447700900142')]);
    await inbox.receive(first);
    const { id } = await inbox.conversationOf(first);
    const key = idToBytes(id);
    await inbox.query("UPDATE conversation SET status = 'snoozed', snoozed_until = NOW(3) + INTERVAL 1 DAY WHERE id = ?", [key]);
    await inbox.query("INSERT INTO conversation_label (conversation_id, label_id, workspace_id, last_message_at) VALUES (?, ?, ?, '2020-01-01')", [key, idToBytes(newId()), idToBytes(inbox.workspaceId)]);
    await inbox.receive(inboundMessage([waId('447700900142')]));
    expect(await inbox.query('SELECT c.status, c.snoozed_until, c.open_slot, j.last_message_at = c.last_message_at AS moved FROM conversation c JOIN conversation_label j ON j.conversation_id = c.id WHERE c.id = ?', [key])).toEqual([{ status: 'open', snoozed_until: null, open_slot: 1, moved: 1 }]);
  });
});
