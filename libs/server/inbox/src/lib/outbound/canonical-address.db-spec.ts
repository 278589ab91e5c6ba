import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';

describe('the wa_id that WhatsApp answers a send with', () => {
  let inbox: InboxFixture;
  const query = <T>(sql: string, values: unknown[]): Promise<T[]> => inbox.database.dataSource.query(sql, values);
  const send = async (conversationId: string, answered: string | null) => {
    const driverSend = inbox.driver.send.bind(inbox.driver);
    const spy = jest.spyOn(inbox.driver, 'send').mockImplementation(async (channel, message) => ({ ...(await driverSend(channel, message)), canonicalAddress: answered }));
    const { message } = await inbox.sender.send(inbox.workspaceId, { userId: inbox.userId, role: 'agent' }, conversationId, { clientId: newId(), kind: 'reply', type: 'text', body: newId() });
    await inbox.drain();
    spy.mockRestore();
    const [{ delivery_status: status }] = await query<{ delivery_status: string }>('SELECT delivery_status FROM message WHERE id = ?', [idToBytes(message.id)]);
    expect(status).toBe('accepted');
  };
  const stateOf = async (conversationId: string) => {
    const [row] = await query<{ kind: string; address: string; contact: Buffer; version: number }>('SELECT address_kind AS kind, address, contact_id AS contact, version FROM conversation WHERE id = ?', [idToBytes(conversationId)]);
    const identities = await query<{ value: string }>('SELECT value FROM contact_identity WHERE contact_id = ? ORDER BY value', [row.contact]);
    return { address: `${row.kind} ${row.address}`, identities: identities.map(({ value }) => value), contact: row.contact, version: row.version };
  };
  const dialled = async (address: string) => {
    const id = await inbox.conversation({ address });
    const { contact } = await stateOf(id);
    await query("INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value, unique_value) VALUES (?, ?, ?, 'wa_id', ?, ?)", [idToBytes(newId()), idToBytes(inbox.workspaceId), contact, address, address]);
    return id;
  };

  beforeAll(async () => {
    inbox = await createInboxFixture();
  });
  afterAll(() => inbox?.close());

  it('becomes an address of the contact and the one the conversation writes to', async () => {
    const id = await dialled('5511987654321');
    const before = await stateOf(id);
    await send(id, '551187654321');
    const after = await stateOf(id);
    expect(after).toMatchObject({ address: 'wa_id 551187654321', identities: ['5511987654321', '551187654321'].sort() });
    expect(after.version).toBeGreaterThan(before.version);
    await send(id, '551187654321');
    expect(inbox.driver.accepted.at(-1)?.to).toBe('551187654321');
    expect((await stateOf(id)).identities).toHaveLength(2);
  });

  it('changes nothing when it is the same, is not told, or is no number', async () => {
    const id = await dialled('447700900301');
    for (const answered of ['447700900301', null, 'GB.123', '']) await send(id, answered);
    expect(await stateOf(id)).toMatchObject({ address: 'wa_id 447700900301', identities: ['447700900301'] });
  });

  it('never merges: an address of another contact stays theirs, and so does the conversation', async () => {
    const [ours, theirs] = [await dialled('5491112345678'), await dialled('541112345678')];
    const before = await stateOf(theirs);
    await send(ours, '541112345678');
    expect(await stateOf(ours)).toMatchObject({ address: 'wa_id 5491112345678', identities: ['5491112345678'] });
    expect(await stateOf(theirs)).toEqual(before);
  });

  it('the same number of another workspace is another person', async () => {
    const stranger = newId();
    await query("INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value, unique_value) VALUES (?, ?, ?, 'wa_id', '524491112222', '524491112222')", [idToBytes(newId()), idToBytes(newId()), idToBytes(stranger)]);
    const id = await dialled('5214491112222');
    await send(id, '524491112222');
    expect(await stateOf(id)).toMatchObject({ address: 'wa_id 524491112222' });
  });

  it('is stored for many conversations settled at once', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, (_, index) => dialled(`52155500000${index}0`)));
    const driverSend = inbox.driver.send.bind(inbox.driver);
    const spy = jest.spyOn(inbox.driver, 'send').mockImplementation(async (channel, message) => ({ ...(await driverSend(channel, message)), canonicalAddress: message.to.value.replace(/^521/, '52') }));
    await Promise.all(ids.map((id) => inbox.sender.send(inbox.workspaceId, { userId: inbox.userId, role: 'agent' }, id, { clientId: newId(), kind: 'reply', type: 'text', body: 'x' })));
    await inbox.drain();
    spy.mockRestore();
    for (const [index, id] of ids.entries()) expect((await stateOf(id)).address).toBe(`wa_id 5255500000${index}0`);
  });
});
