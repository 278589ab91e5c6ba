import { ChannelError } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { Message } from '@mailtrixy/shared/dto';
import { loadConversationRows } from '../conversations/conversation-rows';
import { loadMessages, loadThread } from '../messages/message-rows';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';

describe('our reactions', () => {
  let inbox: InboxFixture;
  const query = <T>(sql: string, values: unknown[] = []): Promise<T[]> => inbox.database.dataSource.query(sql, values);
  const agent = () => ({ userId: inbox.userId, role: 'agent' as const });
  const set = (messageId: string, emoji: string | null) => inbox.reactions.set(inbox.workspaceId, agent(), messageId, emoji);
  const read = async (id: string): Promise<Message> => (await loadMessages(inbox.database.dataSource.manager, inbox.workspaceId, [id])).get(id) as Message;
  const ours = async (id: string) => (await read(id)).reactions.filter(({ by }) => by === 'us').map(({ emoji, state }) => `${emoji} ${state}`);
  const hidden = (conversationId: string) => query<{ delivery_status: string }>("SELECT delivery_status FROM message WHERE conversation_id = ? AND direction = 'out' AND type = 'reaction' ORDER BY seq", [idToBytes(conversationId)]);
  const sentTo = (target: string) => inbox.driver.accepted.filter(({ content }) => content.type === 'reaction' && content.targetExternalId === target).map(({ content }) => (content as { emoji: string | null }).emoji);
  const refuse = (errorClass: ChannelError['errorClass'], code: number | null = null) => () => {
    throw new ChannelError(errorClass, { code, title: 'T', detail: 'D', httpStatus: 400 });
  };

  beforeAll(async () => {
    inbox = await createInboxFixture();
  });
  beforeEach(() => {
    inbox.driver.script = () => undefined;
    inbox.driver.after = () => undefined;
    inbox.driver.problems = () => [];
  });
  afterAll(() => inbox?.close());

  it('goes through the lane and stands on its message, and is no bubble, preview or failure of its own', async () => {
    const conversation = await inbox.conversation();
    const target = await inbox.inbound(conversation, 'Thanks!');
    const before = await read(target.id);
    const answered = await set(target.id, '👍');
    expect(answered.reactions).toMatchObject([{ by: 'us', emoji: '👍', state: 'sending', userId: inbox.userId }]);
    expect(answered.version).toBeGreaterThan(before.version);
    await inbox.drain();
    expect(sentTo(target.externalId)).toEqual(['👍']);
    expect(await ours(target.id)).toEqual(['👍 done']);
    expect((await read(target.id)).version).toBeGreaterThan(answered.version);
    const thread = await loadThread(inbox.database.dataSource.manager, inbox.workspaceId, conversation, { comparison: '>', seq: 0 }, 50);
    expect(thread.map(({ id }) => id)).toEqual([target.id]);
    const [row] = [...(await loadConversationRows(inbox.database.dataSource.manager, inbox.workspaceId, [conversation])).values()];
    expect(row).toMatchObject({ preview: { text: 'Thanks!', direction: 'in' }, failed: false, unreadCount: 1 });
    // Its own wamid's status is folded, and told as a change of the message.
    const [sent] = inbox.driver.accepted.slice(-1);
    await query('DELETE FROM outbox_event');
    await inbox.status(sent.externalId, 'sent');
    expect(await query('SELECT topic, entity_id FROM outbox_event')).toEqual([{ topic: 'message.updated', entity_id: idToBytes(target.id) }]);
  });

  it('the newest wins: what waits is called off, what is on its way is followed by the new one', async () => {
    const conversation = await inbox.conversation();
    const target = await inbox.inbound(conversation, 'x');
    await set(target.id, '👍');
    await set(target.id, '❤️');
    await inbox.drain();
    expect(sentTo(target.externalId)).toEqual(['❤️']);
    expect((await hidden(conversation)).map((row) => row.delivery_status)).toEqual(['canceled', 'accepted']);
    await set(target.id, null);
    await inbox.drain();
    expect(sentTo(target.externalId)).toEqual(['❤️', null]);
    expect(await ours(target.id)).toEqual([]);
  });

  it('does nothing for what is so already, also when asked twice at once', async () => {
    const target = await inbox.inbound(await inbox.conversation(), 'x');
    await set(target.id, null);
    await Promise.all([set(target.id, '👍'), set(target.id, '👍')]);
    await inbox.drain();
    await set(target.id, '👍');
    await inbox.drain();
    expect(sentTo(target.externalId)).toEqual(['👍']);
  });

  it('keeps the order of the thread', async () => {
    const conversation = await inbox.conversation({ address: '447700900888' });
    const target = await inbox.inbound(conversation, 'x');
    const text = (body: string) => inbox.sender.send(inbox.workspaceId, agent(), conversation, { clientId: newId(), kind: 'reply', type: 'text', body });
    await text('first');
    await set(target.id, '👍');
    await text('second');
    await inbox.drain();
    expect(inbox.driver.accepted.filter(({ to }) => to === '447700900888').map(({ content, body }) => body || content.type)).toEqual(['first', 'reaction', 'second']);
  });

  it('shows a failure where it stands, without the mark of a failed message, and goes again when asked again', async () => {
    const conversation = await inbox.conversation();
    const target = await inbox.inbound(conversation, 'x');
    inbox.driver.script = refuse('final', 131009);
    await set(target.id, '👍');
    await inbox.drain();
    expect(await ours(target.id)).toEqual(['👍 failed']);
    expect((await loadConversationRows(inbox.database.dataSource.manager, inbox.workspaceId, [conversation])).get(conversation)).toMatchObject({ failed: false });
    inbox.driver.script = () => undefined;
    await set(target.id, '👍');
    await inbox.drain();
    expect(await ours(target.id)).toEqual(['👍 done']);
  });

  it('is never repeated by the machine when the answer was lost', async () => {
    const conversation = await inbox.conversation();
    const target = await inbox.inbound(conversation, 'x');
    inbox.driver.after = refuse('ambiguous');
    await set(target.id, '👍');
    await inbox.drain();
    await query('UPDATE outbound_lane SET next_at = NOW(3), hold_until = NULL WHERE conversation_id = ? AND next_at IS NOT NULL', [idToBytes(conversation)]);
    await inbox.drain();
    expect(sentTo(target.externalId)).toEqual(['👍']);
    expect((await hidden(conversation)).map((row) => row.delivery_status)).toEqual(['unconfirmed']);
    expect(await ours(target.id)).toEqual(['👍 sending']);
  });

  it('stands on our own messages too, once WhatsApp knows them', async () => {
    const conversation = await inbox.conversation();
    const { message } = await inbox.sender.send(inbox.workspaceId, agent(), conversation, { clientId: newId(), kind: 'reply', type: 'text', body: 'ours' });
    await expect(set(message.id, '👍')).rejects.toMatchObject({ code: 'INBOX_NOT_REACTABLE' });
    await inbox.drain();
    await set(message.id, '👍');
    await inbox.drain();
    expect(await ours(message.id)).toEqual(['👍 done']);
  });

  it('is refused on what is old, deleted, a note or a notice, outside the window, and by viewers', async () => {
    const conversation = await inbox.conversation();
    const target = await inbox.inbound(conversation, 'x');
    const change = (columns: string) => query(`UPDATE message SET ${columns} WHERE id = ?`, [idToBytes(target.id)]);
    const refused = (code: string) => expect(set(target.id, '👍')).rejects.toMatchObject({ code });
    inbox.driver.problems = () => [{ field: 'emoji', message: 'A reaction is one emoji.' }];
    await refused('INBOX_CONTENT_INVALID');
    inbox.driver.problems = () => [];
    await change('provider_ts = NOW(3) - INTERVAL 31 DAY');
    await refused('INBOX_NOT_REACTABLE');
    await change('provider_ts = NOW(3) - INTERVAL 29 DAY, revoked_at = NOW(3)');
    await refused('INBOX_NOT_REACTABLE');
    await change("revoked_at = NULL, direction = 'system'");
    await refused('INBOX_NOT_REACTABLE');
    const note = (await inbox.sender.send(inbox.workspaceId, agent(), conversation, { clientId: newId(), kind: 'note', type: 'text', body: 'note' })).message;
    await expect(set(note.id, '👍')).rejects.toMatchObject({ code: 'INBOX_NOT_REACTABLE' });
    await change("direction = 'in'");
    await expect(inbox.reactions.set(inbox.workspaceId, { userId: inbox.userId, role: 'viewer' }, target.id, '👍')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(inbox.reactions.set(newId(), agent(), target.id, '👍')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await query('UPDATE reply_window w JOIN conversation c ON c.contact_id = w.contact_id SET w.expires_at = NOW(3) WHERE c.id = ?', [idToBytes(conversation)]);
    await refused('INBOX_REPLY_WINDOW_CLOSED');
    expect(await hidden(conversation)).toEqual([]);
  });

  it('fails instead of going out when the window closed while it waited', async () => {
    const conversation = await inbox.conversation();
    const target = await inbox.inbound(conversation, 'x');
    await set(target.id, '👍');
    await query('UPDATE reply_window w JOIN conversation c ON c.contact_id = w.contact_id SET w.expires_at = NOW(3) WHERE c.id = ?', [idToBytes(conversation)]);
    await inbox.drain();
    expect(sentTo(target.externalId)).toEqual([]);
    expect(await ours(target.id)).toEqual(['👍 failed']);
  });
});
