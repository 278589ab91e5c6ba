import { ACCOUNTS_ENTITIES, AuditLog, type Principal } from '@mailtrixy/server/accounts';
import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import type { Doorbell } from '@mailtrixy/server/platform/queue';
import { ATTRIBUTES_MAX, ATTRIBUTE_VALUE_MAX, type UpdateContactRequest } from '@mailtrixy/shared/dto';
import { InboundBench, inboundMessage, waId } from '../testing/inbound-events';
import { ContactActions } from './contact-actions';

describe('attributes of a contact', () => {
  let database: TestDatabase;
  let inbox: InboundBench;
  let contacts: ContactActions;
  const me = (over: Partial<Principal> = {}): Principal => ({ workspaceId: inbox.workspaceId, userId: newId(), name: 'Ana', role: 'agent', sessionId: newId(), ip: '', requestId: '', ...over });
  beforeAll(async () => {
    database = await createTestDatabase(ACCOUNTS_ENTITIES, { connections: 12, statementTimeoutMs: 10_000 });
    contacts = new ContactActions(database.dataSource, new AuditLog(database.dataSource, new SystemClock()), { ringOutbox: () => undefined } as unknown as Doorbell);
  });
  beforeEach(async () => {
    inbox = new InboundBench(database);
    await inbox.addChannel();
  });
  afterAll(() => database?.drop());

  const conversation = async (number = '447700900142') => {
    const message = inboundMessage([waId(number)]);
    await inbox.receive(message);
    return inbox.conversationOf(message);
  };
  const contactId = async (number?: string) => (await conversation(number)).contactId;
  const note = (id: string, attributes: UpdateContactRequest['attributes'], actor = me()) => contacts.update(inbox.workspaceId, actor, id, { attributes });
  const of = async (id: string) => (await contacts.get(inbox.workspaceId, id)).attributes;
  const row = async (id: string) => (await inbox.query<{ version: number; marked: number }>('SELECT version, attributes_at IS NOT NULL AS marked FROM contact WHERE id = ?', [idToBytes(id)]))[0];
  const refused = (field: string, words: string) => expect.objectContaining({ code: 'VALIDATION_FAILED', more: expect.objectContaining({ errors: [{ field, message: expect.stringContaining(words) }] }) });

  it('are changed one by one, next to the name, and told to open panels', async () => {
    const before = await conversation();
    const id = before.contactId;
    expect(await contacts.get(inbox.workspaceId, id)).toMatchObject({ attributes: {} });
    expect(await contacts.update(inbox.workspaceId, me(), id, { savedName: 'Nadia', attributes: { order_number: ' 1182 ', city: 'Bonn' } })).toMatchObject({ savedName: 'Nadia', attributes: { city: 'Bonn', order_number: '1182' } });
    expect(await row(id)).toMatchObject({ marked: 1 });
    expect(await inbox.query("SELECT conversation_id FROM outbox_event WHERE workspace_id = ? AND topic = 'conversation.updated'", [idToBytes(inbox.workspaceId)])).toContainEqual({ conversation_id: idToBytes(before.id) });
    expect(await note(id, { city: null, tier: 'gold' })).toMatchObject({ savedName: 'Nadia', attributes: { order_number: '1182', tier: 'gold' } });
    expect(await contacts.update(inbox.workspaceId, me(), id, { savedName: null })).toMatchObject({ savedName: null, attributes: { order_number: '1182', tier: 'gold' } });
    expect(await inbox.query('SELECT action FROM audit_entry WHERE workspace_id = ?', [idToBytes(inbox.workspaceId)])).toHaveLength(4);
    expect(await note(id, { order_number: ' ', tier: null })).toMatchObject({ attributes: {} });
    expect(await row(id)).toMatchObject({ marked: 0 });
  });

  it('the same again changes nothing and tells nobody', async () => {
    const id = await contactId();
    await note(id, { tier: 'gold' });
    const { version } = await row(id);
    const frames = () => inbox.query('SELECT seq FROM outbox_event WHERE workspace_id = ?', [idToBytes(inbox.workspaceId)]);
    const told = (await frames()).length;
    await note(id, { tier: 'gold ', other: null });
    await contacts.update(inbox.workspaceId, me(), id, {});
    expect(await row(id)).toMatchObject({ version });
    expect(await frames()).toHaveLength(told);
  });

  it('are lost by nobody when many write at one time', async () => {
    const id = await contactId();
    await Promise.all(Array.from({ length: 10 }, (_, n) => note(id, { [`n${n}`]: String(n) })));
    expect(Object.keys(await of(id))).toHaveLength(10);
  });

  it('have limits, said in words at the field', async () => {
    const id = await contactId();
    await expect(note(id, { 'Order No': '1' })).rejects.toEqual(refused('attributes.Order No', 'small letters'));
    await expect(note(id, { ['x'.repeat(41)]: '1' })).rejects.toEqual(refused(`attributes.${'x'.repeat(41)}`, '1 to 40'));
    await expect(note(id, { a: 7 as unknown as string })).rejects.toEqual(refused('attributes.a', 'is a text'));
    await expect(note(id, { a: '😀'.repeat(ATTRIBUTE_VALUE_MAX + 1) })).rejects.toEqual(refused('attributes.a', `This has ${ATTRIBUTE_VALUE_MAX + 1} characters`));
    expect(await of(id)).toEqual({});
    const full = Object.fromEntries(Array.from({ length: ATTRIBUTES_MAX }, (_, n) => [`n${n}`, '😀'.repeat(ATTRIBUTE_VALUE_MAX)]));
    await note(id, full);
    await expect(note(id, { one_more: 'x' })).rejects.toEqual(refused('attributes', 'Remove one first'));
    expect(Object.keys((await note(id, { one_more: 'x', n0: null })).attributes)).toHaveLength(ATTRIBUTES_MAX);
  });

  it('may be called as objects call things of their own', async () => {
    const id = await contactId();
    await note(id, JSON.parse('{"constructor":"a","__proto__":"b","tostring":"c"}') as Record<string, string>);
    expect(Object.entries(await of(id))).toEqual([['__proto__', 'b'], ['constructor', 'a'], ['tostring', 'c']]);
  });

  it('of a merged contact fill what is missing, and go back when it is undone', async () => {
    const [kept, other] = [await contactId(), await contactId('447700900200')];
    await note(kept, { tier: 'gold', city: 'Bonn' });
    await note(other, { tier: 'silver', order_number: '1182', size: 'L' });
    const merge = await contacts.merge(inbox.workspaceId, me(), kept, other);
    expect(await of(kept)).toEqual({ city: 'Bonn', order_number: '1182', size: 'L', tier: 'gold' });
    await note(kept, { size: 'XL' });
    await contacts.undo(inbox.workspaceId, me(), merge.id);
    // What somebody changed since stays where it was changed.
    expect(await of(kept)).toEqual({ city: 'Bonn', size: 'XL', tier: 'gold' });
    expect(await of(other)).toEqual({ order_number: '1182', size: 'L', tier: 'silver' });
  });

  it('leave nothing behind on a contact that had none', async () => {
    const [kept, other] = [await contactId(), await contactId('447700900200')];
    await note(other, { tier: 'silver' });
    const merge = await contacts.merge(inbox.workspaceId, me(), kept, other);
    expect([await of(kept), await row(kept)]).toMatchObject([{ tier: 'silver' }, { marked: 1 }]);
    await contacts.undo(inbox.workspaceId, me(), merge.id);
    expect([await of(kept), await row(kept)]).toMatchObject([{}, { marked: 0 }]);
  });

  it('never become more than a contact may have by a merge', async () => {
    const [kept, other] = [await contactId(), await contactId('447700900200')];
    const many = (letter: string) => Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${letter}${n}`, letter]));
    await note(kept, many('k'));
    await note(other, many('o'));
    const merge = await contacts.merge(inbox.workspaceId, me(), kept, other);
    const all = await of(kept);
    expect([Object.keys(all).length, Object.values(all).filter((value) => value === 'k').length]).toEqual([ATTRIBUTES_MAX, 20]);
    await contacts.undo(inbox.workspaceId, me(), merge.id);
    expect([await of(kept), await of(other)]).toEqual([many('k'), many('o')]);
  });

  it('are changed by no viewer and no other workspace', async () => {
    const id = await contactId();
    await expect(note(id, { tier: 'x' }, me({ role: 'viewer' }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const other = newId();
    await expect(contacts.update(other, me({ workspaceId: other }), id, { attributes: { tier: 'x' } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await of(id)).toEqual({});
  });
});
