import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import { InboundBench, inboundMessage, waId } from '../testing/inbound-events';

const DAY = 86_400_000;
const NADIA = [waId('447700900142')];

describe('kinds of arrivals', () => {
  let database: TestDatabase;
  let inbox: InboundBench;
  beforeAll(async () => {
    database = await createTestDatabase([], { connections: 12, statementTimeoutMs: 10_000 });
  });
  beforeEach(async () => {
    inbox = new InboundBench(database);
    await inbox.addChannel();
  });
  afterAll(() => database?.drop());

  const topics = async () => (await inbox.query<{ topic: string }>('SELECT topic FROM outbox_event WHERE workspace_id = ? ORDER BY id', [idToBytes(inbox.workspaceId)])).map(({ topic }) => topic);

  it('what a bubble is made of comes back out: content, referral, forwarded; facts and raw stay with stubs', async () => {
    const content = { kind: 'order' as const, catalogId: '9', items: [{ productId: 'a', quantity: 2, price: 3.5, currency: 'EUR' }] };
    const referral = { sourceType: 'ad', sourceUrl: 'https://fb.me/x', sourceId: '1', headline: 'Sale', body: null, mediaType: 'image', ctwaClid: null };
    const rich = inboundMessage(NADIA, { type: 'order', body: null, content, referral, forwarded: 'often' });
    const stub = inboundMessage(NADIA, { type: 'hologram', display: 'stub', body: "can't show", payload: { metaType: 'hologram', raw: { x: 1 } } });
    await inbox.receive([rich, stub]);
    expect(await inbox.messageOf(rich)).toMatchObject({ display: 'bubble', content, referral, forwarded: 'often', payload: null });
    expect(await inbox.messageOf(stub)).toMatchObject({ display: 'stub', content: null, forwarded: 'no', payload: { metaType: 'hologram', raw: { x: 1 } } });
  });

  it('a reaction that names no message is no reaction, and shown as what it is', async () => {
    const broken = inboundMessage(NADIA, { type: 'reaction', display: 'stub', body: "can't show", payload: { metaType: 'reaction', raw: {} } });
    await inbox.receive(broken);
    expect(await inbox.thread((await inbox.conversationOf(broken)).id)).toMatchObject([{ type: 'reaction', display: 'stub', body: "can't show" }]);
  });

  it('a file is named in the list by its kind', async () => {
    const media = { kind: 'voice' as const, providerMediaId: '1', mimeType: 'audio/ogg', sha256: null, fileName: null, animated: false, problem: null };
    const voice = inboundMessage(NADIA, { type: 'audio', body: null, media });
    await inbox.receive(voice);
    expect((await inbox.conversationOf(voice)).preview).toMatchObject({ text: '', type: 'voice' });
    const pdf = inboundMessage(NADIA, { type: 'document', body: null, media: { ...media, kind: 'document', fileName: 'invoice.pdf' } });
    await inbox.receive(pdf);
    expect((await inbox.conversationOf(pdf)).preview).toMatchObject({ text: 'invoice.pdf', type: 'document' });
  });

  it('an echo is ours: sent, not unread, no window, no automation, and it takes the conversation over', async () => {
    const question = inboundMessage(NADIA);
    await inbox.receive(question);
    const before = await inbox.conversationOf(question);
    const echo = inboundMessage(NADIA, { direction: 'out', body: 'On my way' });
    await inbox.receive([echo, echo]);
    await inbox.receive(echo);
    expect(await inbox.messageOf(echo)).toMatchObject({ direction: 'out', authorKind: 'phone', deliveryStatus: 'sent', sentAt: new Date(echo.providerTs).toISOString() });
    const after = await inbox.conversationOf(echo);
    expect(after).toMatchObject({ id: before.id, unreadCount: 1, windowExpiresAt: before.windowExpiresAt, responder: 'human', preview: { text: 'On my way', direction: 'out', deliveryStatus: 'sent' } });
    expect(after.responderVersion).toBe(before.responderVersion + 1);
    expect(await topics()).toEqual(['message.received', 'message.created']);
  });

  it('of two echoes in one batch the lower line is the last, though its delivery came first', async () => {
    const [upper, lower] = [inboundMessage(NADIA, { direction: 'out', body: 'upper' }), inboundMessage(NADIA, { direction: 'out', body: 'lower' })];
    const times = [new Date(), new Date(Date.now() - 5000)];
    await inTransaction(database.dataSource, (tx) => inbox.messages.store(tx, [upper, lower].map((message, at) => ({ workspaceId: inbox.workspaceId, channelId: inbox.channelId, receivedAt: times[at], message }))));
    expect(await inbox.conversationOf(lower)).toMatchObject({ preview: { text: 'lower' }, lastMessageAt: times[0].toISOString() });
  });

  it('an echo to somebody new begins the conversation, and between two messages it does not hide the last', async () => {
    const echo = inboundMessage(NADIA, { direction: 'out', body: 'Hello' });
    const answer = inboundMessage(NADIA, { body: 'Hi!' });
    await inbox.receive([echo, answer]);
    expect(await inbox.conversationOf(echo)).toMatchObject({ unreadCount: 1, firstUnreadSeq: 2, preview: { text: 'Hi!', direction: 'in' } });
  });

  it('history shows the past at its own time: nothing unread, no window, no automation, no place at the top', async () => {
    const long = Date.now() - 90 * DAY;
    const past = [inboundMessage(NADIA, { historical: true, providerTs: long + 1000, body: 'second' }), inboundMessage(NADIA, { historical: true, providerTs: long, body: 'first', direction: 'out' })];
    await inbox.receive(past);
    const fresh = await inbox.conversationOf(past[0]);
    expect(fresh).toMatchObject({ unreadCount: 0, windowExpiresAt: null, lastMessageAt: new Date(long + 1000).toISOString(), responder: 'none', preview: { text: 'second', direction: 'in' } });
    expect((await inbox.thread(fresh.id)).map(({ body, at }) => [body, at])).toEqual([['second', new Date(long + 1000).toISOString()], ['first', new Date(long).toISOString()]]);
    expect(new Set(await topics())).toEqual(new Set(['message.created']));

    const now = inboundMessage(NADIA, { body: 'now' });
    await inbox.receive(now);
    const live = await inbox.conversationOf(now);
    await inbox.receive(inboundMessage(NADIA, { historical: true, providerTs: long + 5000, body: 'third' }));
    expect(await inbox.conversationOf(now)).toMatchObject({ id: fresh.id, unreadCount: 1, lastMessageAt: live.lastMessageAt, preview: { text: 'now' } });
  });

  it.each([['after it', false], ['in one delivery with it', true]])('the file that history announced takes the place of its placeholder, %s, once', async (_when, together) => {
    const at = Date.now() - 5 * DAY;
    const announced = inboundMessage(NADIA, { historical: true, providerTs: at, type: 'media_placeholder', display: 'stub', body: 'A file', payload: { metaType: 'media_placeholder', raw: {} } });
    const media = { kind: 'image' as const, providerMediaId: '1', mimeType: 'image/jpeg', sha256: null, fileName: null, animated: false, problem: null };
    const file = inboundMessage(NADIA, { externalId: announced.externalId, historical: true, providerTs: at, type: 'image', body: 'The box', media });
    if (together) await inbox.receive([announced, file]);
    else for (const one of [announced, file]) await inbox.receive(one);
    await inbox.receive([file, announced]);
    expect(await inbox.messageOf(file)).toMatchObject({ type: 'image', display: 'bubble', body: 'The box', payload: null, attachment: { kind: 'image', state: 'pending' } });
    const { id, preview } = await inbox.conversationOf(file);
    expect(preview).toMatchObject({ text: 'The box', type: 'image' });
    expect(await inbox.thread(id)).toHaveLength(1);
    expect(await inbox.query('SELECT id FROM attachment WHERE conversation_id = ?', [idToBytes(id)])).toHaveLength(1);
  });

  it('history does not wake what was resolved', async () => {
    const message = inboundMessage(NADIA);
    await inbox.receive(message);
    const { id } = await inbox.conversationOf(message);
    await inbox.query("UPDATE conversation SET status = 'resolved', open_slot = NULL, resolved_at = NOW(3) WHERE id = ?", [idToBytes(id)]);
    await inbox.receive(inboundMessage(NADIA, { historical: true, providerTs: Date.now() - 30 * DAY }));
    expect(await inbox.conversationOf(message)).toMatchObject({ id, status: 'resolved' });
  });

  it('standby is shown and unread, says once who answers, and ends when messages come to us again', async () => {
    const held = [1, 2, 3].map(() => inboundMessage(NADIA, { standby: true }));
    await inbox.receive(held.slice(0, 2));
    await inbox.receive(held[2]);
    const { id } = await inbox.conversationOf(held[0]);
    expect(await inbox.conversationOf(held[0])).toMatchObject({ heldByMetaAgent: true, unreadCount: 3 });
    await inbox.receive(inboundMessage(NADIA));
    expect(await inbox.conversationOf(held[0])).toMatchObject({ heldByMetaAgent: false, unreadCount: 4 });
    expect((await inbox.thread(id)).map(({ type }) => type)).toEqual(['text', 'text', 'meta_agent_took_over', 'text', 'text', 'meta_agent_left']);
  });

  it.each([[true], [false]])('of messages that come in the wrong order the newest says who answers: Meta’s agent %s', async (standby) => {
    const first = inboundMessage(NADIA, { standby: !standby, providerTs: Date.now() - 30_000 });
    await inbox.receive(first);
    const newest = inboundMessage(NADIA, { standby, providerTs: Date.now() - 10_000 });
    await inbox.receive(newest);
    await inbox.receive(inboundMessage(NADIA, { standby: !standby, providerTs: Date.now() - 20_000 }));
    expect(await inbox.conversationOf(newest)).toMatchObject({ heldByMetaAgent: standby });
  });

  it('the same wamid on another channel is another message', async () => {
    const other = await inbox.addChannel(newId());
    const message = inboundMessage(NADIA);
    await inbox.receive(message);
    await inbox.receive(message, other);
    expect(await inbox.query('SELECT id FROM message WHERE workspace_id = ?', [idToBytes(inbox.workspaceId)])).toHaveLength(2);
    expect(await inbox.contacts()).toHaveLength(1);
  });
});
