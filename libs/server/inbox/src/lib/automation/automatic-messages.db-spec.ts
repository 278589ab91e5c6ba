import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { ConversationActions } from '../conversations/conversation-actions';
import { ConversationDetails } from '../conversations/conversation-detail';
import { MessagePages } from '../messages/message-pages';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';
import { AutomaticMessages, type AutomaticMessage } from './automatic-messages';
import { AutomationActions } from './automation-actions';
import { ConversationFacts } from './conversation-facts';
import { keepFileForReplies } from './kept-files';
import { SystemNotices } from './system-notices';

describe('automatic messages', () => {
  let inbox: InboxFixture;
  let automatic: AutomaticMessages;
  let automation: AutomationActions;
  let facts: ConversationFacts;
  let people: ConversationActions;
  let details: ConversationDetails;
  let pages: MessagePages;
  const agent = () => ({ userId: inbox.userId, role: 'agent' as const });
  const query = (sql: string, values: unknown[] = []) => inbox.database.dataSource.query(sql, values);

  beforeAll(async () => {
    inbox = await createInboxFixture();
    const { dataSource } = inbox.database;
    automatic = new AutomaticMessages(dataSource, inbox.rules, inbox.contents, inbox.doorbell);
    automation = new AutomationActions(dataSource, inbox.doorbell);
    facts = new ConversationFacts(dataSource, inbox.rules);
    people = new ConversationActions(dataSource, inbox.doorbell);
    details = new ConversationDetails(dataSource);
    pages = new MessagePages(dataSource);
    await query("INSERT INTO membership (workspace_id, user_id, role) VALUES (?, ?, 'agent')", [idToBytes(inbox.workspaceId), idToBytes(inbox.userId)]);
  });
  afterAll(() => inbox?.close());

  async function asked(): Promise<{ conversation: string; answer: (over?: Partial<AutomaticMessage>) => AutomaticMessage }> {
    const conversation = await inbox.conversation();
    const question = await inbox.inbound(conversation, 'When do you open?');
    const answer = (over: Partial<AutomaticMessage> = {}): AutomaticMessage => ({ authorKind: 'rule', authorName: 'Opening hours', originKey: `rule:${newId()}`, content: { type: 'text', body: 'At nine.' }, trigger: { messageId: question.id, seq: question.seq }, responderVersion: null, ...over });
    return { conversation, answer };
  }
  const commit = (conversation: string, message: AutomaticMessage) => automatic.commit(inbox.workspaceId, conversation, message);

  it('are sent once per key, are shown as the rule’s, and do not look like a person', async () => {
    const { conversation, answer } = await asked();
    const message = answer();
    const [first, second] = await Promise.all([commit(conversation, message), commit(conversation, message)]);
    expect([first, second].map((one) => one.sent && one.created).sort()).toEqual([false, true]);
    const before = inbox.driver.accepted.length;
    await inbox.drain();
    expect(inbox.driver.accepted.slice(before).map(({ body }) => body)).toEqual(['At nine.']);
    const { items } = await pages.page(inbox.workspaceId, conversation, { limit: 10 });
    expect(items.at(-1)).toMatchObject({ direction: 'out', authorKind: 'rule', authorId: null, authorName: 'Opening hours', payload: null });
    expect(await details.get(inbox.workspaceId, conversation)).toMatchObject({ responder: 'rule', responderVersion: 0, preview: { text: 'At nine.', direction: 'out', author: 'rule' } });
    expect(await commit(conversation, answer({ authorKind: 'ai' }))).toMatchObject({ sent: true, created: true });
    await inbox.inbound(conversation, 'Thanks');
    expect((await details.get(inbox.workspaceId, conversation)).preview).not.toHaveProperty('author');
  });

  it('stay away once the customer has written again', async () => {
    const { conversation, answer } = await asked();
    await inbox.inbound(conversation, 'On Sundays?');
    expect(await commit(conversation, answer())).toMatchObject({ sent: false, reason: 'newer_message' });
  });

  it.each<[string, (conversation: string) => Promise<unknown>]>([
    ['answers', (conversation) => inbox.sender.send(inbox.workspaceId, agent(), conversation, { clientId: newId(), kind: 'reply', type: 'text', body: 'Hello' })],
    ['writes a note', (conversation) => inbox.sender.send(inbox.workspaceId, agent(), conversation, { clientId: newId(), kind: 'note', type: 'text', body: 'VIP' })],
    ['assigns', (conversation) => people.assign(inbox.workspaceId, agent(), conversation, inbox.userId)],
    ['snoozes', (conversation) => people.snooze(inbox.workspaceId, agent(), conversation, new Date(Date.now() + 60_000))],
    ['resolves', (conversation) => people.setStatus(inbox.workspaceId, agent(), conversation, 'resolved')],
  ])('stay away once a person %s', async (_, act) => {
    const { conversation, answer } = await asked();
    await act(conversation);
    expect(await commit(conversation, answer())).toMatchObject({ sent: false, reason: 'taken_over' });
  });

  it('stay away once a person labels, as the version tells that was read before', async () => {
    const { conversation, answer } = await asked();
    const label = newId();
    await query("INSERT INTO label (id, workspace_id, name, colour) VALUES (?, ?, ?, 'red')", [idToBytes(label), idToBytes(inbox.workspaceId), label.slice(-12)]);
    const { responderVersion } = await facts.load(inbox.workspaceId, conversation);
    await people.label(inbox.workspaceId, agent(), conversation, { add: [label], remove: [] });
    expect(await commit(conversation, answer({ responderVersion }))).toMatchObject({ sent: false, reason: 'taken_over' });
  });

  it('say why not: window, channel, hold, left for good, no words', async () => {
    const { conversation, answer } = await asked();
    await query('UPDATE reply_window SET expires_at = NOW(3)');
    expect(await commit(conversation, answer())).toMatchObject({ sent: false, reason: 'window_closed' });
    await query('UPDATE reply_window SET expires_at = NOW(3) + INTERVAL 1 HOUR');
    await query("UPDATE channel SET status = 'disabled'");
    expect(await commit(conversation, answer())).toMatchObject({ sent: false, reason: 'channel' });
    await query("UPDATE channel SET status = 'active', send_hold = 'token'");
    expect(await commit(conversation, answer())).toMatchObject({ sent: false, reason: 'channel' });
    await query('UPDATE channel SET send_hold = NULL');
    expect(await commit(conversation, answer({ content: { type: 'text', body: ' ' } }))).toMatchObject({ sent: false, reason: 'invalid' });
    await automation.run(inbox.workspaceId, { kind: 'rule', name: 'Opt-out words' }, conversation, { do: 'opt_out', words: 'Asked for no more messages: STOP' });
    expect(await commit(conversation, answer())).toMatchObject({ sent: false, reason: 'opted_out' });
    expect(await commit(conversation, answer({ toOptedOut: true }))).toMatchObject({ sent: true });
  });

  it('send a kept file again and again, each time as a file of its own', async () => {
    const file = newId();
    await query("INSERT INTO attachment (id, workspace_id, direction, kind, state, mime_type, size_bytes, storage_key, client_id, created_by) VALUES (?, ?, 'out', 'image', 'ready', 'image/png', 1, 'k', ?, ?)", [idToBytes(file), idToBytes(inbox.workspaceId), newId(), idToBytes(inbox.userId)]);
    expect(await inbox.database.dataSource.transaction((tx) => keepFileForReplies(tx, inbox.workspaceId, file))).toBe(true);
    for (let time = 0; time < 2; time++) {
      const { conversation, answer } = await asked();
      expect(await commit(conversation, answer({ content: { type: 'media', attachmentId: file, caption: 'Our map' } }))).toMatchObject({ sent: true });
      expect(await commit(conversation, answer({ content: { type: 'media', attachmentId: newId(), caption: '' } }))).toMatchObject({ sent: false, reason: 'invalid' });
    }
    expect(Number((await query("SELECT COUNT(*) AS n FROM attachment WHERE storage_key = 'k' AND message_id IS NOT NULL"))[0].n)).toBe(2);
  });

  it('act without taking over, once, with their name in the thread', async () => {
    const { conversation, answer } = await asked();
    const by = { kind: 'rule' as const, name: 'Night' };
    const until = new Date(Date.now() + 3_600_000);
    expect(await automation.run(inbox.workspaceId, by, conversation, { do: 'assign', userId: inbox.userId })).toBe(true);
    expect(await automation.run(inbox.workspaceId, by, conversation, { do: 'assign', userId: inbox.userId })).toBe(false);
    expect(await automation.run(inbox.workspaceId, by, conversation, { do: 'snooze', until })).toBe(true);
    expect(await commit(conversation, answer())).toMatchObject({ sent: true });
    expect(await automation.run(inbox.workspaceId, by, conversation, { do: 'resolve' })).toBe(true);
    expect(await details.get(inbox.workspaceId, conversation)).toMatchObject({ responderVersion: 0, assigneeId: inbox.userId, status: 'resolved', snoozedUntil: null });
    const { items } = await pages.page(inbox.workspaceId, conversation, { limit: 10 });
    expect(items.filter(({ direction }) => direction === 'system').map(({ type, authorKind, authorName }) => [type, authorKind, authorName])).toEqual([['assigned', 'rule', 'Night'], ['snoozed', 'rule', 'Night'], ['resolved', 'rule', 'Night']]);
    expect(await commit(conversation, answer())).toMatchObject({ sent: false, reason: 'resolved' });
  });

  it('know the talk since the last resolve, and never a note', async () => {
    const { conversation } = await asked();
    await people.setStatus(inbox.workspaceId, agent(), conversation, 'resolved');
    await people.setStatus(inbox.workspaceId, agent(), conversation, 'open');
    await inbox.inbound(conversation, 'One more thing');
    await inbox.sender.send(inbox.workspaceId, agent(), conversation, { clientId: newId(), kind: 'note', type: 'text', body: 'CANARY' });
    await new SystemNotices(inbox.database.dataSource, inbox.doorbell).add(inbox.workspaceId, conversation, { event: 'ai_handed_over', words: 'Handed over', originKey: 'k1' });
    await new SystemNotices(inbox.database.dataSource, inbox.doorbell).add(inbox.workspaceId, conversation, { event: 'ai_handed_over', words: 'Handed over', originKey: 'k1' });
    const known = await facts.load(inbox.workspaceId, conversation);
    expect(known.messages.map(({ text, from }) => [text, from])).toEqual([['One more thing', 'customer']]);
    expect(known).toMatchObject({ windowOpen: true, workspaceName: 'Test', channel: { active: true, maxTextLength: 4096 } });
    expect(Number((await query("SELECT COUNT(*) AS n FROM message WHERE origin_key = 'k1'"))[0].n)).toBe(1);
  });
});
