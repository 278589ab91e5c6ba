import { ACCOUNTS_ENTITIES, AuditLog, type Principal } from '@mailtrixy/server/accounts';
import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import type { Doorbell } from '@mailtrixy/server/platform/queue';
import { bsuid, InboundBench, inboundChange, inboundMessage, username, waId } from '../testing/inbound-events';
import { ContactActions } from './contact-actions';

const [NADIA, JO] = [waId('447700900142'), waId('447700900200')];

describe('merging contacts', () => {
  let database: TestDatabase;
  let inbox: InboundBench;
  let contacts: ContactActions;
  const rung: string[] = [];
  const me = (over: Partial<Principal> = {}): Principal => ({ workspaceId: inbox.workspaceId, userId: newId(), name: 'Ana', role: 'agent', sessionId: newId(), ip: '', requestId: '', ...over });
  beforeAll(async () => {
    database = await createTestDatabase(ACCOUNTS_ENTITIES, { connections: 12, statementTimeoutMs: 10_000 });
    contacts = new ContactActions(database.dataSource, new AuditLog(database.dataSource, new SystemClock()), { ringOutbox: () => rung.push('outbox') } as unknown as Doorbell);
  });
  beforeEach(async () => {
    inbox = new InboundBench(database);
    await inbox.addChannel();
  });
  afterAll(() => database?.drop());

  const wrote = async (over: Parameters<typeof inboundMessage>[1] = {}, ...identities: Parameters<typeof inboundMessage>[0]) => {
    const message = inboundMessage(identities, over);
    await inbox.receive(message);
    return { message, conversation: await inbox.conversationOf(message) };
  };
  const openOf = () => inbox.query('SELECT id FROM conversation WHERE workspace_id = ? AND open_slot = 1', [idToBytes(inbox.workspaceId)]);
  const snapshot = async () => ({
    identities: await inbox.query('SELECT id, contact_id, unique_value FROM contact_identity WHERE workspace_id = ? ORDER BY id', [idToBytes(inbox.workspaceId)]),
    conversations: await inbox.query('SELECT id, contact_id, status, open_slot FROM conversation WHERE workspace_id = ? ORDER BY id', [idToBytes(inbox.workspaceId)]),
    windows: await inbox.query('SELECT channel_id, contact_id, expires_at FROM reply_window WHERE workspace_id = ? ORDER BY channel_id, contact_id', [idToBytes(inbox.workspaceId)]),
    contacts: await inbox.query('SELECT id, saved_name, profile_name, opted_out_at, opt_changed_at, opt_source, merged_into FROM contact WHERE workspace_id = ? ORDER BY id', [idToBytes(inbox.workspaceId)]),
  });

  it('moves addresses, conversations and windows; one open conversation per channel stays, nothing unread is lost from sight', async () => {
    const older = await wrote({ profileName: 'Nadia' }, NADIA);
    const newer = await wrote({ profileName: 'Jo' }, JO);
    const actor = me();
    const merge = await contacts.merge(inbox.workspaceId, actor, older.conversation.contactId, newer.conversation.contactId);
    expect(merge).toMatchObject({ keptId: older.conversation.contactId, mergedId: newer.conversation.contactId, mergedName: 'Jo', by: actor.userId, undoable: true });
    expect(await openOf()).toHaveLength(1);
    const survivor = await inbox.conversationOf(newer.message);
    expect(survivor).toMatchObject({ status: 'open', contactId: merge.keptId, contactName: 'Nadia', unreadCount: 2, earlier: [{ id: older.conversation.id }] });
    expect(await inbox.conversationOf(older.message)).toMatchObject({ status: 'resolved', contactId: merge.keptId });
    expect((await inbox.thread(survivor.id)).at(-1)).toMatchObject({ direction: 'system', body: 'Merged with Jo; 1 unread in the earlier conversation' });
    expect(survivor.windowExpiresAt).toBe([older.conversation.windowExpiresAt, newer.conversation.windowExpiresAt].sort().at(-1));
    // What comes next finds the one that stayed, by either address.
    for (const identity of [NADIA, JO]) expect((await wrote({}, identity)).conversation.id).toBe(survivor.id);
    expect(await inbox.query('SELECT action, target_name FROM audit_entry WHERE workspace_id = ?', [idToBytes(inbox.workspaceId)])).toEqual([{ action: 'contact.merged', target_name: 'Nadia' }]);
    const told = await inbox.query("SELECT topic FROM outbox_event WHERE workspace_id = ? AND topic = 'conversation.updated'", [idToBytes(inbox.workspaceId)]);
    expect(told.length).toBeGreaterThan(0);
  });

  it('is undone completely while nothing happened since', async () => {
    const a = await wrote({}, NADIA, username('nadia'));
    const b = await wrote({ profileName: 'Jo' }, JO);
    await inbox.change(inboundChange('preference', [JO], { category: 'marketing_messages', value: 'stop' }));
    const before = await snapshot();
    const merge = await contacts.merge(inbox.workspaceId, me(), a.conversation.contactId, b.conversation.contactId);
    expect(await contacts.get(inbox.workspaceId, merge.keptId)).toMatchObject({ displayName: 'Jo', optedOutAt: expect.any(String) });
    expect(await contacts.undo(inbox.workspaceId, me(), merge.id)).toMatchObject({ undoable: false });
    expect(await snapshot()).toEqual(before);
    await expect(contacts.undo(inbox.workspaceId, me(), merge.id)).rejects.toMatchObject({ code: 'CONTACT_MERGE_REFUSED' });
  });

  describe('what they want of marketing', () => {
    const at = Date.now() - 60_000;
    const prefer = (identity: typeof NADIA, value: 'stop' | 'resume', providerTs: number) => inbox.change(inboundChange('preference', [identity], { category: 'marketing_messages', value, providerTs }));
    const pair = async () => [(await wrote({}, NADIA)).conversation.contactId, (await wrote({}, JO)).conversation.contactId];
    const optedOut = async (id: string) => (await contacts.get(inbox.workspaceId, id)).optedOutAt;

    it.each([
      ['the newer resume of the other one', ['stop', 1], ['resume', 2], false],
      ['the newer resume of the kept one', ['resume', 2], ['stop', 1], false],
      ['the newer stop of the other one', ['resume', 1], ['stop', 2], true],
      ['the newer stop of the kept one', ['stop', 2], ['resume', 1], true],
      ['the stop of two at one time', ['resume', 1], ['stop', 1], true],
      ['the stop that stands already of two at one time', ['stop', 1], ['resume', 1], true],
    ] as const)('%s counts, and undoing gives both back theirs', async (_which, [keptValue, keptAt], [otherValue, otherAt], stopped) => {
      const [kept, other] = await pair();
      await prefer(NADIA, keptValue, at + keptAt * 1000);
      await prefer(JO, otherValue, at + otherAt * 1000);
      const before = await snapshot();
      const merge = await contacts.merge(inbox.workspaceId, me(), kept, other);
      expect((await optedOut(kept)) !== null).toBe(stopped);
      await contacts.undo(inbox.workspaceId, me(), merge.id);
      expect(await snapshot()).toEqual(before);
    });

    it('what somebody changed since the merge stays as it is when the merge is undone', async () => {
      const [kept, other] = await pair();
      await prefer(JO, 'stop', at);
      const merge = await contacts.merge(inbox.workspaceId, me(), kept, other);
      await prefer(NADIA, 'resume', at + 1000);
      await prefer(NADIA, 'stop', at + 2000);
      await contacts.undo(inbox.workspaceId, me(), merge.id);
      expect(await optedOut(kept)).toBe(new Date(at + 2000).toISOString());
    });
  });

  it('is undone with what came since: messages stay in their threads, the joint window stays with both', async () => {
    const a = await wrote({ providerTs: Date.now() - 60_000 }, NADIA);
    const b = await wrote({ providerTs: Date.now() - 50_000 }, JO);
    const merge = await contacts.merge(inbox.workspaceId, me(), a.conversation.contactId, b.conversation.contactId);
    const later = await wrote({}, NADIA);
    expect(later.conversation.id).toBe(b.conversation.id);
    await contacts.undo(inbox.workspaceId, me(), merge.id);
    expect((await inbox.conversationOf(b.message)).contactId).toBe(b.conversation.contactId);
    expect((await inbox.conversationOf(a.message))).toMatchObject({ contactId: a.conversation.contactId, status: 'open', windowExpiresAt: later.conversation.windowExpiresAt });
    expect((await inbox.conversationOf(b.message)).windowExpiresAt).toBe(later.conversation.windowExpiresAt);
    expect((await wrote({}, NADIA)).conversation.id).toBe(a.conversation.id);
  });

  it('the same merge again is the same; circles, itself and chains are refused in words', async () => {
    const [a, b, c] = [await wrote({}, NADIA), await wrote({}, JO), await wrote({}, waId('447700900300'))].map(({ conversation }) => conversation.contactId);
    const first = await contacts.merge(inbox.workspaceId, me(), a, b);
    expect((await contacts.merge(inbox.workspaceId, me(), a, b)).id).toBe(first.id);
    const refused = { code: 'CONTACT_MERGE_REFUSED' };
    await expect(contacts.merge(inbox.workspaceId, me(), a, a)).rejects.toMatchObject(refused);
    await expect(contacts.merge(inbox.workspaceId, me(), b, a)).rejects.toMatchObject(refused);
    const second = await contacts.merge(inbox.workspaceId, me(), c, a);
    await expect(contacts.undo(inbox.workspaceId, me(), first.id)).rejects.toMatchObject(refused);
    expect((await contacts.merges(inbox.workspaceId, a)).map(({ id, undoable }) => [id, undoable])).toEqual([[second.id, true], [first.id, false]]);
    await contacts.undo(inbox.workspaceId, me(), second.id);
    await contacts.undo(inbox.workspaceId, me(), first.id);
    expect(await inbox.contacts()).toHaveLength(3);
    expect(await openOf()).toHaveLength(3);
  });

  it('stays whole while messages of both arrive', async () => {
    for (let round = 0; round < 6; round++) {
      const [one, two] = [waId(`44770091${round}111`), waId(`44770092${round}222`)];
      const [a, b] = [await wrote({}, one), await wrote({}, two)];
      const storm = [one, two, one, two, one, two].map((identity) => inbox.receive(inboundMessage([identity])));
      const merging = contacts.merge(inbox.workspaceId, me(), a.conversation.contactId, b.conversation.contactId);
      await Promise.all([...storm, merging]);
      const rows = await inbox.query('SELECT id FROM conversation WHERE contact_id IN (?) AND open_slot = 1', [[a, b].map(({ conversation }) => idToBytes(conversation.contactId))]);
      expect(rows).toHaveLength(1);
      expect(await inbox.query('SELECT m.id FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE c.contact_id = ? AND m.direction = ?', [idToBytes(a.conversation.contactId), 'in'])).toHaveLength(8);
    }
  });

  it('suggests who may be the same, with the reason, and nobody else', async () => {
    const brazil = [await wrote({}, bsuid('BR.1'), waId('5511987654321')), await wrote({}, bsuid('BR.2'), waId('551187654321'))].map(({ conversation }) => conversation.contactId);
    const named = [await wrote({}, bsuid('X.1'), username('maya')), await wrote({}, bsuid('X.2'), username('maya'))].map(({ conversation }) => conversation.contactId);
    const moved = [await wrote({}, NADIA), await wrote({}, JO)].map(({ conversation }) => conversation.contactId);
    await inbox.receive(inboundMessage([NADIA, JO], { type: 'system', display: 'system', moved: { from: [NADIA], to: [JO] }, address: JO }));
    const found = async (id: string) => (await contacts.duplicates(inbox.workspaceId, id)).map(({ contact, reason }) => [contact.id, reason]);
    expect(await found(brazil[0])).toEqual([[brazil[1], 'Same phone number, written in another way']]);
    expect(await found(named[0])).toEqual([[named[1], 'Same WhatsApp username']]);
    expect(await found(moved[0])).toEqual([[moved[1], 'WhatsApp said that this person moved to their number']]);
    expect(await found((await wrote({}, waId('4915112345678'))).conversation.contactId)).toEqual([]);
  });

  it('a given name stands before all others, in the rows too; an empty one gives the profile back', async () => {
    const { conversation } = await wrote({ profileName: 'nadi' }, NADIA);
    expect(await contacts.update(inbox.workspaceId, me(), conversation.contactId, { savedName: '  Nadia Okoro ' })).toMatchObject({ displayName: 'Nadia Okoro' });
    const [row] = await inbox.query<{ version: number }>('SELECT version FROM conversation WHERE id = ?', [idToBytes(conversation.id)]);
    expect(row.version).toBe(conversation.version + 1);
    expect(await contacts.update(inbox.workspaceId, me(), conversation.contactId, { savedName: ' ' })).toMatchObject({ displayName: 'nadi', savedName: null });
  });

  it('viewers and other workspaces change nothing', async () => {
    const [a, b] = [(await wrote({}, NADIA)).conversation.contactId, (await wrote({}, JO)).conversation.contactId];
    const merge = await contacts.merge(inbox.workspaceId, me(), a, b);
    const before = await snapshot();
    const viewer = me({ role: 'viewer' });
    for (const act of [() => contacts.merge(inbox.workspaceId, viewer, a, b), () => contacts.undo(inbox.workspaceId, viewer, merge.id), () => contacts.update(inbox.workspaceId, viewer, a, { savedName: 'x' })]) await expect(act()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const other = newId();
    const stranger = me({ workspaceId: other });
    for (const act of [() => contacts.get(other, a), () => contacts.duplicates(other, a), () => contacts.merges(other, a), () => contacts.merge(other, stranger, a, b), () => contacts.undo(other, stranger, merge.id), () => contacts.update(other, stranger, a, { savedName: 'x' })]) await expect(act()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await snapshot()).toEqual(before);
  });
});
