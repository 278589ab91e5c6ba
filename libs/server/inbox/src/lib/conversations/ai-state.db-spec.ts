import { ACCOUNTS_ENTITIES, AuditLog, type Principal } from '@mailtrixy/server/accounts';
import type { ChannelAccess } from '@mailtrixy/server/channels';
import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { createTestDatabase } from '@mailtrixy/server/platform/database/testing';
import type { Doorbell } from '@mailtrixy/server/platform/queue';
import { DEFAULT_CHANNEL_SETTINGS, type AiState } from '@mailtrixy/shared/dto';
import { AutomaticMessages } from '../automation/automatic-messages';
import { ContactActions } from '../contacts/contact-actions';
import { InboundMessagesService } from '../inbound/inbound-messages.service';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';
import { InboundBench, inboundMessage, waId } from '../testing/inbound-events';
import { setAiState } from './ai-state';
import { lockConversation } from './conversation-lock';
import { ConversationList } from './conversation-list';

describe('the AI state of a conversation', () => {
  let inbox: InboxFixture;
  beforeAll(async () => {
    inbox = await createInboxFixture();
  });
  afterAll(() => inbox?.close());

  const query = (sql: string, values: unknown[]) => inbox.database.dataSource.query(sql, values);
  const set = (id: string, state: AiState | null) => inTransaction(inbox.database.dataSource, async (tx) => setAiState(tx, await lockConversation(tx, inbox.workspaceId, id), state));
  const stored = async (id: string): Promise<{ ai_state: AiState | null; version: number }> => (await query('SELECT ai_state, version FROM conversation WHERE id = ?', [idToBytes(id)]))[0];
  const handedOver = async (over = {}): Promise<string> => {
    const id = await inbox.conversation(over);
    await set(id, 'handed_over');
    return id;
  };

  it('is written, counted and told once', async () => {
    const id = await inbox.conversation();
    const { version } = await stored(id);
    await set(id, 'draft');
    await set(id, 'draft');
    expect(await stored(id)).toEqual({ ai_state: 'draft', version: version + 1 });
    await set(id, null);
    expect(await stored(id)).toEqual({ ai_state: null, version: version + 2 });
    expect(await query("SELECT 1 FROM outbox_event WHERE topic = 'conversation.updated' AND conversation_id = ?", [idToBytes(id)])).toHaveLength(2);
  });

  it('ends with a person’s answer, not with a note or a rule’s answer', async () => {
    const id = await handedOver();
    const { id: messageId, seq } = await inbox.inbound(id, 'Hello?');
    const rule = await new AutomaticMessages(inbox.database.dataSource, inbox.rules, inbox.contents, inbox.doorbell).commit(inbox.workspaceId, id, { authorKind: 'rule', authorName: 'Hours', originKey: `rule:${messageId}`, content: { type: 'text', body: 'We are back at nine.' }, trigger: { messageId, seq }, responderVersion: null });
    expect(rule.sent).toBe(true);
    const write = (kind: 'note' | 'reply') => inbox.sender.send(inbox.workspaceId, { userId: inbox.userId, role: 'agent' }, id, { clientId: newId(), kind, type: 'text', body: 'Hello' });
    await write('note');
    expect((await stored(id)).ai_state).toBe('handed_over');
    await write('reply');
    expect((await stored(id)).ai_state).toBeNull();
  });

  it.each([[false, null], [true, 'handed_over']])('ends with an answer from the phone (of before the connection: %s)', async (historical, left) => {
    const number = `4477009${String(Math.floor(Math.random() * 90_000) + 10_000)}`;
    const id = await handedOver({ address: number });
    const [{ contact_id: contactId }] = await query('SELECT contact_id FROM conversation WHERE id = ?', [idToBytes(id)]);
    await query("INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value, unique_value) VALUES (?, ?, ?, 'wa_id', ?, ?)", [idToBytes(newId()), idToBytes(inbox.workspaceId), contactId, number, number]);
    const messages = new InboundMessagesService({ findState: async () => ({ settings: DEFAULT_CHANNEL_SETTINGS }) } as unknown as ChannelAccess);
    await inTransaction(inbox.database.dataSource, (tx) => messages.store(tx, [{ workspaceId: inbox.workspaceId, channelId: inbox.channelId, receivedAt: new Date(), message: inboundMessage([waId(number)], { direction: 'out', body: 'Hello', historical }) }]));
    expect((await stored(id)).ai_state).toBe(left);
  });

  it('ends where a merge resolves the earlier conversation', async () => {
    const database = await createTestDatabase(ACCOUNTS_ENTITIES, { connections: 8, statementTimeoutMs: 10_000 });
    try {
      const bench = new InboundBench(database);
      await bench.addChannel();
      const [older, newer] = [inboundMessage([waId('447700900142')]), inboundMessage([waId('447700900200')])];
      await bench.receive(older);
      await bench.receive(newer);
      const [kept, other] = [await bench.conversationOf(older), await bench.conversationOf(newer)];
      await bench.query("UPDATE conversation SET ai_state = 'draft' WHERE id IN (?)", [[kept.id, other.id].map(idToBytes)]);
      const actor = { workspaceId: bench.workspaceId, userId: newId(), name: 'Ana', role: 'agent', sessionId: newId(), ip: '', requestId: '' } as Principal;
      await new ContactActions(database.dataSource, new AuditLog(database.dataSource, new SystemClock()), { ringOutbox: () => undefined } as unknown as Doorbell).merge(bench.workspaceId, actor, kept.contactId, other.contactId);
      expect(await bench.conversationOf(older)).toMatchObject({ status: 'resolved', aiState: null });
      expect(await bench.conversationOf(newer)).toMatchObject({ status: 'open', aiState: 'draft' });
    } finally {
      await database.drop();
    }
  });

  it('filters by its own index, in the order of the list, page by page', async () => {
    const { dataSource } = inbox.database;
    const [workspaceId, list] = [newId(), new ConversationList(dataSource)];
    const rows = Array.from({ length: 1000 }, (_, n) => [idToBytes(newId()), idToBytes(workspaceId), idToBytes(inbox.channelId), idToBytes(newId()), 'open', null, 'wa_id', '1', new Date(1_795_000_000_000 + Math.floor(n / 3) * 1000), n % 100 === 0 ? 'draft' : n % 2 ? 'sent' : null]);
    await dataSource.query('INSERT INTO conversation (id, workspace_id, channel_id, contact_id, status, open_slot, address_kind, address, last_message_at, ai_state) VALUES ?', [rows]);
    expect((await list.page(workspaceId, inbox.userId, { view: 'all', ai: 'draft' })).items).toHaveLength(10);
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await list.page(workspaceId, inbox.userId, { view: 'unassigned', ai: 'sent', cursor });
      for (const { id, aiState } of page.items) {
        expect(aiState).toBe('sent');
        seen.add(id);
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen.size).toBe(500);

    const asked: [string, unknown[]][] = [];
    const manager = { query: (sql: string, values: unknown[]) => (asked.push([sql, values]), dataSource.query(sql, values)) };
    await new ConversationList({ manager } as never).page(workspaceId, inbox.userId, { view: 'all', ai: 'draft' });
    const [sql, values] = asked.find(([text]) => text.includes('ORDER BY c.last_message_at')) ?? ['', []];
    const plan: { table: string; key: string | null; Extra: string }[] = await dataSource.query(`EXPLAIN ${sql}`, values);
    expect(plan.find(({ key }) => key === 'ix_conversation_ai')?.Extra).not.toContain('filesort');
  });
});
