import { AuditLog, type Actor as AuditActor } from '@mailtrixy/server/accounts';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { CannedReplies } from '../canned-replies/canned-replies';
import { ConversationActions } from '../conversations/conversation-actions';
import { ConversationDetails } from '../conversations/conversation-detail';
import { ConversationList } from '../conversations/conversation-list';
import { SnoozeWaker } from '../snoozing/snooze-waker';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';
import { Labels } from './labels';

describe('labels, canned replies and snoozing', () => {
  let inbox: InboxFixture;
  let labels: Labels;
  let list: ConversationList;
  let actions: ConversationActions;
  let details: ConversationDetails;
  let canned: CannedReplies;
  const query = (sql: string, values: unknown[] = []) => inbox.database.dataSource.query(sql, values);
  const agent = () => ({ userId: inbox.userId, role: 'agent' as const });
  const lead = () => ({ userId: inbox.userId, role: 'lead' as const });
  const auditor = (): AuditActor => ({ workspaceId: inbox.workspaceId, userId: inbox.userId, name: 'Ana', ip: '', requestId: '' });
  const make = async (name: string) => (await labels.create(inbox.workspaceId, auditor(), { clientId: newId(), name, colour: 'red' })).label;
  const show = async (labelId: string, over = {}) => (await list.page(inbox.workspaceId, inbox.userId, { view: 'all', labelId, ...over })).items.map(({ id }) => id);

  beforeAll(async () => {
    inbox = await createInboxFixture();
    const { dataSource } = inbox.database;
    labels = new Labels(dataSource, { record: async () => undefined } as unknown as AuditLog, inbox.doorbell);
    list = new ConversationList(dataSource);
    actions = new ConversationActions(dataSource, inbox.doorbell);
    details = new ConversationDetails(dataSource);
    canned = new CannedReplies(dataSource);
  });
  afterAll(() => inbox?.close());

  it('are made once per clientId and name', async () => {
    const request = { clientId: newId(), name: '  Refund  now ', colour: 'red' as const };
    const first = await labels.create(inbox.workspaceId, auditor(), request);
    expect(first).toMatchObject({ created: true, label: { name: 'Refund now', conversations: 0, version: 1 } });
    expect(await labels.create(inbox.workspaceId, auditor(), request)).toMatchObject({ created: false, label: { id: first.label.id } });
    await expect(labels.create(inbox.workspaceId, auditor(), { ...request, clientId: newId(), name: 'REFUND NOW' })).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    await expect(labels.update(inbox.workspaceId, auditor(), first.label.id, { version: 7, name: 'x', colour: 'blue' })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  });

  it('list their conversations by the newest word, page by page, also after a word of ours', async () => {
    const label = await make('vip');
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) {
      ids.push(await inbox.conversation());
      await inbox.inbound(ids[n], 'hello');
      await actions.label(inbox.workspaceId, agent(), ids[n], { add: [label.id], remove: [] });
    }
    expect(await show(label.id)).toEqual([...ids].reverse());
    await inbox.sender.send(inbox.workspaceId, agent(), ids[0], { clientId: newId(), kind: 'reply', type: 'text', body: 'hi' });
    const first = await list.page(inbox.workspaceId, inbox.userId, { view: 'all', labelId: label.id, limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
    expect(first.items[0].labels).toMatchObject([{ name: 'vip' }]);
    expect(await show(label.id, { cursor: first.nextCursor ?? '' })).toEqual([ids[1]]);
    await actions.setStatus(inbox.workspaceId, agent(), ids[1], 'resolved');
    expect(await show(label.id)).toEqual([ids[0], ids[2]]);
    await expect(actions.label(inbox.workspaceId, agent(), ids[1], { add: [newId()], remove: [] })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('merge and go without leaving anything behind', async () => {
    const [a, b] = [await make('a'), await make('b')];
    const [both, one] = [await inbox.conversation(), await inbox.conversation()];
    await actions.label(inbox.workspaceId, agent(), both, { add: [a.id, b.id], remove: [] });
    await actions.label(inbox.workspaceId, agent(), one, { add: [a.id], remove: [] });
    expect(await labels.merge(inbox.workspaceId, auditor(), a.id, b.id)).toMatchObject({ name: 'b', conversations: 2 });
    await labels.remove(inbox.workspaceId, auditor(), b.id);
    expect((await details.get(inbox.workspaceId, both)).labels).toEqual([]);
    await expect(labels.remove(inbox.workspaceId, auditor(), b.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('snoozed ones wake when their time comes, with a line, and keep their place meanwhile', async () => {
    const conversation = await inbox.conversation();
    const waker = new SnoozeWaker(inbox.database.dataSource, inbox.doorbell);
    const until = new Date(Date.now() + 3_600_000);
    expect(await actions.snooze(inbox.workspaceId, agent(), conversation, until)).toMatchObject({ status: 'snoozed', snoozedUntil: until.toISOString() });
    expect((await list.counts(inbox.workspaceId, inbox.userId)).snoozed).toBe(1);
    await waker.wakeDue();
    expect((await details.get(inbox.workspaceId, conversation)).status).toBe('snoozed');
    expect((await query('SELECT open_slot FROM conversation WHERE id = ?', [idToBytes(conversation)]))[0].open_slot).toBe(1);
    await query('UPDATE conversation SET snoozed_until = NOW(3) WHERE id = ?', [idToBytes(conversation)]);
    await Promise.all([waker.wakeDue(), waker.wakeDue()]);
    expect(await details.get(inbox.workspaceId, conversation)).toMatchObject({ status: 'open', snoozedUntil: null });
    expect((await query("SELECT type, author_kind FROM message WHERE conversation_id = ? AND direction = 'system' ORDER BY seq", [idToBytes(conversation)])).map(({ type }: { type: string }) => type)).toEqual(['snoozed', 'snooze_ended']);
    await actions.snooze(inbox.workspaceId, agent(), conversation, until);
    expect(await actions.snooze(inbox.workspaceId, agent(), conversation, null)).toMatchObject({ status: 'open' });
    await expect(actions.snooze(inbox.workspaceId, agent(), conversation, new Date(0))).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await actions.setStatus(inbox.workspaceId, agent(), conversation, 'resolved');
    await expect(actions.snooze(inbox.workspaceId, agent(), conversation, until)).rejects.toMatchObject({ code: 'INBOX_CONVERSATION_RESOLVED' });
  });

  it('canned replies: a shortcut is unique within its scope, and fills with this conversation’s names', async () => {
    const conversation = await inbox.conversation();
    const mine = { clientId: newId(), name: 'Thanks', shortcut: '/Thanks', body: 'Thanks {{contact.first_name}}! {{contact.attributes.order}} {{agent.name}}', scope: 'me' as const };
    const { reply } = await canned.create(inbox.workspaceId, agent(), mine);
    expect(reply).toMatchObject({ shortcut: 'thanks', mine: true, uses: 0, ownerName: 'Ana' });
    expect(await canned.create(inbox.workspaceId, agent(), mine)).toMatchObject({ created: false });
    await expect(canned.create(inbox.workspaceId, agent(), { ...mine, clientId: newId() })).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    await expect(canned.create(inbox.workspaceId, agent(), { ...mine, clientId: newId(), scope: 'all' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const shared = (await canned.create(inbox.workspaceId, lead(), { ...mine, clientId: newId(), scope: 'all' })).reply;
    expect(await canned.fill(inbox.workspaceId, agent(), shared.id, conversation)).toEqual({ body: 'Thanks Maya! {{contact.attributes.order}} Ana', holes: ['contact.attributes.order'] });
    expect((await canned.list(inbox.workspaceId, agent())).find(({ id }) => id === shared.id)).toMatchObject({ uses: 1 });
    await expect(canned.fill(inbox.workspaceId, agent(), shared.id, newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await canned.list(inbox.workspaceId, { userId: newId(), role: 'agent' })).toHaveLength(1);
    await expect(canned.remove(inbox.workspaceId, agent(), shared.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await canned.remove(inbox.workspaceId, lead(), shared.id);
  });
});
