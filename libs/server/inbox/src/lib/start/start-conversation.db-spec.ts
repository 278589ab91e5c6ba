import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { StartConversationRequest } from '@mailtrixy/shared/dto';
import { loadMessages } from '../messages/message-rows';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';
import { Recipients } from './recipients';
import { StartConversation } from './start-conversation';

const WABA = '210984455012377';

describe('StartConversation', () => {
  let fixture: InboxFixture;
  let starter: StartConversation;
  let recipients: Recipients;
  let actor: { userId: string; role: 'agent' };
  const template = newId();
  const marketing = newId();

  beforeAll(async () => {
    fixture = await createInboxFixture();
    const { dataSource } = fixture.database;
    starter = new StartConversation(dataSource, fixture.rules, fixture.contents, fixture.doorbell);
    recipients = new Recipients(dataSource);
    actor = { userId: fixture.userId, role: 'agent' };
    for (const [id, name, category] of [[template, 'parcel_update', 'UTILITY'], [marketing, 'winter_sale', 'MARKETING']]) {
      await dataSource.query("INSERT INTO template (id, workspace_id, waba_id, name, language, status, category, components, content_hash, defaults) VALUES (?, ?, ?, ?, 'en_US', 'APPROVED', ?, ?, ?, ?)", [
        idToBytes(id), idToBytes(fixture.workspaceId), WABA, name, category, JSON.stringify([{ type: 'BODY', text: 'Hi {{1}}, parcel {{2}}.' }]), Buffer.alloc(32), JSON.stringify({ 'body.1': { field: 'contact.first_name', text: 'there' } }),
      ]);
    }
  });
  afterAll(() => fixture?.close());
  beforeEach(async () => {
    for (const table of ['message', 'outbound_lane', 'conversation', 'contact_identity', 'contact', 'number_claim', 'conversation_start', 'template_use', 'outbox_event']) await fixture.database.dataSource.query(`DELETE FROM ${table}`);
    await fixture.database.dataSource.query("UPDATE channel SET status = 'active', settings = '{}'");
    fixture.driver.accepted.length = 0;
  });

  const request = (over: Partial<StartConversationRequest> = {}): StartConversationRequest => ({ clientId: newId(), channelId: fixture.channelId, phone: '+44 7700 900123', template: { templateId: template, values: { 'body.2': '5521' } }, ...over });
  const start = (over: Partial<StartConversationRequest> = {}) => starter.start(fixture.workspaceId, actor, request(over));
  const count = async (table: string) => Number((await fixture.database.dataSource.query(`SELECT COUNT(*) AS n FROM ${table}`))[0].n);
  const message = async (id: string) => (await loadMessages(fixture.database.dataSource.manager, fixture.workspaceId, [id])).get(id);
  const addContact = async (identities: [string, string, string | null][], columns: Record<string, unknown> = {}) => {
    const id = newId();
    const row = { id: idToBytes(id), workspace_id: idToBytes(fixture.workspaceId), profile_name: 'Maya Chen', ...columns };
    await fixture.database.dataSource.query(`INSERT INTO contact (${Object.keys(row).join(', ')}) VALUES (?)`, [Object.values(row)]);
    for (const [kind, value, key] of identities) await fixture.database.dataSource.query('INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value, unique_value, match_key) VALUES (?, ?, ?, ?, ?, ?, ?)', [idToBytes(newId()), idToBytes(fixture.workspaceId), idToBytes(id), kind, value, value, key]);
    return id;
  };
  const refusal = (code: string, more: object = {}) => expect.objectContaining({ code, ...more });

  it('makes contact, conversation and message at once, and sends it', async () => {
    const started = await start({ name: ' Nadia Ortiz ', assignToMe: true });
    expect(started.created).toBe(true);
    expect(await message(started.messageId)).toMatchObject({ type: 'template', body: 'Hi Nadia, parcel 5521.', deliveryStatus: 'queued', content: { kind: 'template', name: 'parcel_update' }, authorId: fixture.userId });
    const [conversation] = await fixture.database.dataSource.query('SELECT c.*, t.saved_name FROM conversation c JOIN contact t ON t.id = c.contact_id');
    expect(conversation).toMatchObject({ status: 'open', open_slot: 1, address_kind: 'phone', address: '447700900123', saved_name: 'Nadia Ortiz', preview: 'Hi Nadia, parcel 5521.' });
    expect(conversation.assignee_id.equals(idToBytes(fixture.userId))).toBe(true);
    expect(await count('template_use')).toBe(1);
    await fixture.drain();
    expect(fixture.driver.accepted.map(({ to }) => to)).toEqual(['447700900123']);
  });

  it('fills a default from what people noted about the contact, and says so beforehand', async () => {
    const contactId = await addContact([['wa_id', '447700900123', null]], { attributes: JSON.stringify({ order_number: '1182' }), attributes_at: new Date() });
    const noted = newId();
    await fixture.database.dataSource.query("INSERT INTO template (id, workspace_id, waba_id, name, language, status, category, components, content_hash, defaults) VALUES (?, ?, ?, 'noted', 'en_US', 'APPROVED', 'UTILITY', ?, ?, ?)", [
      idToBytes(noted), idToBytes(fixture.workspaceId), WABA, JSON.stringify([{ type: 'BODY', text: 'Your order {{1}}.' }]), Buffer.alloc(32), JSON.stringify({ 'body.1': { field: 'contact.attributes.order_number', text: null } }),
    ]);
    expect(await recipients.search(fixture.workspaceId, fixture.channelId, 'Maya')).toMatchObject([{ contactId, attributes: { order_number: '1182' } }]);
    const { messageId } = await start({ phone: undefined, contactId, template: { templateId: noted, values: {} } });
    expect(await message(messageId)).toMatchObject({ body: 'Your order 1182.' });
  });

  it('gives the same back for the same clientId, also to requests at one time', async () => {
    const same = request();
    const answers = await Promise.all(Array.from({ length: 6 }, () => starter.start(fixture.workspaceId, actor, same)));
    expect(new Set(answers.map(({ messageId }) => messageId)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect([await count('message'), await count('conversation'), await count('contact')]).toEqual([1, 1, 1]);
    await expect(starter.start(fixture.workspaceId, actor, { ...same, phone: '+447700900124' })).rejects.toEqual(refusal('CLIENT_ID_REUSED'));
  });

  it('makes one conversation when two people start with one number at one time', async () => {
    const answers = await Promise.allSettled([start({ phone: '+5511987654321' }), start({ phone: '+551187654321' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect([await count('conversation'), await count('contact'), await count('message')]).toEqual([1, 1, 1]);
  });

  it('names the conversation that is open already, and writes into it when asked to', async () => {
    const first = await start();
    await expect(start()).rejects.toEqual(refusal('INBOX_ALREADY_OPEN', { more: { conversationId: first.conversationId } }));
    expect(await count('message')).toBe(1);
    expect((await start({ intoOpen: true })).conversationId).toBe(first.conversationId);
  });

  it('opens the newest resolved conversation again, or makes a new one after the channel’s days', async () => {
    const first = await start();
    const resolve = (days: number) => fixture.database.dataSource.query("UPDATE conversation SET status = 'resolved', open_slot = NULL, resolved_at = NOW(3) - INTERVAL ? DAY", [days]);
    await resolve(3);
    expect((await start()).conversationId).toBe(first.conversationId);
    await fixture.database.dataSource.query(`UPDATE channel SET settings = '{"reopenWithinDays":2}'`);
    await resolve(3);
    expect((await start()).conversationId).not.toBe(first.conversationId);
  });

  it.each([
    ['BR', '+55 11 98765-4321', '551187654321', '5511987654321'],
    ['MX', '+52 55 1234 5678', '5215512345678', '525512345678'],
    ['AR', '+54 11 2345 6789', '5491123456789', '541123456789'],
  ])('finds the contact in another way of writing, and sends to the one that Meta gave: %s', async (_country, typed, known, key) => {
    const contactId = await addContact([['wa_id', known, key]]);
    const { conversationId } = await start({ phone: typed });
    const [row] = await fixture.database.dataSource.query('SELECT address_kind, address, contact_id FROM conversation WHERE id = ?', [idToBytes(conversationId)]);
    expect([row.address_kind, row.address, row.contact_id.equals(idToBytes(contactId))]).toEqual(['wa_id', known, true]);
  });

  it('reaches a contact by id, hidden number or merged', async () => {
    const hidden = await addContact([['bsuid', 'GB.40718823365519027741', null], ['username', 'maya', null]]);
    const merged = await addContact([], { merged_into: idToBytes(hidden) });
    const { conversationId } = await start({ phone: undefined, contactId: merged });
    const [row] = await fixture.database.dataSource.query('SELECT address_kind, contact_id FROM conversation WHERE id = ?', [idToBytes(conversationId)]);
    expect([row.address_kind, row.contact_id.equals(idToBytes(hidden))]).toEqual(['bsuid', true]);
    const nobody = await addContact([['username', 'x', null]]);
    await expect(start({ phone: undefined, contactId: nobody })).rejects.toEqual(refusal('CONTACT_ADDRESS_INVALID'));
  });

  it('refuses in words, and leaves nothing behind', async () => {
    const optedOut = await addContact([['wa_id', '447700900199', '447700900199']], { opted_out_at: new Date() });
    await expect(start({ phone: undefined, contactId: optedOut, template: { templateId: marketing, values: { 'body.2': 'x' } } })).rejects.toEqual(refusal('INBOX_OPTED_OUT'));
    await expect(start({ template: { templateId: template, values: {} } })).rejects.toEqual(refusal('TEMPLATE_VALUES_INVALID'));
    await expect(start({ template: { templateId: newId(), values: {} } })).rejects.toEqual(refusal('NOT_FOUND'));
    await expect(start({ phone: '07700900123' })).rejects.toEqual(refusal('CONTACT_ADDRESS_INVALID'));
    await expect(start({ contactId: optedOut })).rejects.toEqual(refusal('VALIDATION_FAILED'));
    await expect(start({ phone: undefined, contactId: newId() })).rejects.toEqual(refusal('NOT_FOUND'));
    await expect(start({ channelId: newId() })).rejects.toEqual(refusal('NOT_FOUND'));
    await expect(starter.start(fixture.workspaceId, { ...actor, role: 'viewer' as 'agent' }, request())).rejects.toEqual(refusal('FORBIDDEN'));
    await fixture.database.dataSource.query("UPDATE channel SET status = 'disabled'");
    await expect(start()).rejects.toEqual(refusal('CHANNEL_NOT_ACTIVE'));
    expect([await count('conversation'), await count('contact'), await count('message'), await count('conversation_start')]).toEqual([0, 1, 0, 0]);
  });

  it('may write a utility template to somebody who stopped marketing', async () => {
    const optedOut = await addContact([['wa_id', '447700900199', '447700900199']], { opted_out_at: new Date() });
    expect((await start({ phone: undefined, contactId: optedOut })).created).toBe(true);
  });

  describe('recipients', () => {
    const search = (text: string) => recipients.search(fixture.workspaceId, fixture.channelId, text);

    it('finds by name, part of a number and another way of writing', async () => {
      const maya = await addContact([['wa_id', '551187654321', '5511987654321']], { saved_name: '100%_Maya' });
      await addContact([['wa_id', '447700900142', '447700900142']], { profile_name: 'Nadia' });
      for (const text of ['maya', '100%_', '55 11 8765', '+55 11 98765-4321']) expect((await search(text)).map(({ contactId }) => contactId)).toEqual([maya]);
      expect((await search('')).length).toBe(2);
      expect(await search('%')).toHaveLength(1);
      expect(await search("' OR 1=1 --")).toEqual([]);
    });

    it('offers a whole number that nobody has, and tells of an open conversation and window', async () => {
      expect(await search('+44 7700 900123')).toEqual([{ contactId: null, displayName: '+447700900123', attributes: {}, address: '+447700900123', conversationId: null, windowExpiresAt: null, optedOutAt: null }]);
      const { conversationId } = await start();
      await fixture.database.dataSource.query('INSERT INTO reply_window (channel_id, contact_id, workspace_id, expires_at) SELECT channel_id, contact_id, workspace_id, NOW(3) + INTERVAL 1 HOUR FROM conversation');
      expect(await search('+44 7700 900123')).toEqual([expect.objectContaining({ conversationId, windowExpiresAt: expect.any(String), address: '+447700900123' })]);
    });
  });
});
