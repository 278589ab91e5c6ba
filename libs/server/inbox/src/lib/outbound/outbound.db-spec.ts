import { ChannelError } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { Message } from '@mailtrixy/shared/dto';
import { loadConversationRows } from '../conversations/conversation-rows';
import { loadMessages } from '../messages/message-rows';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';

describe('outbound', () => {
  let inbox: InboxFixture;
  const agent = () => ({ userId: inbox.userId, role: 'agent' as const });
  const send = async (conversationId: string, body = 'Hello', clientId = newId()) => (await inbox.sender.send(inbox.workspaceId, agent(), conversationId, { clientId, kind: 'reply', type: 'text', body })).message;
  const read = async (id: string): Promise<Message> => (await loadMessages(inbox.database.dataSource.manager, inbox.workspaceId, [id])).get(id) as Message;
  const row = async (id: string) => (await loadConversationRows(inbox.database.dataSource.manager, inbox.workspaceId, [id])).get(id);
  const expireLease = (conversationId: string) => inbox.database.dataSource.query('UPDATE outbound_lane SET next_at = NOW(3) WHERE conversation_id = ?', [idToBytes(conversationId)]);
  const clearHold = (conversationId: string) => inbox.database.dataSource.query('UPDATE outbound_lane SET next_at = NOW(3), hold_until = NULL WHERE conversation_id = ? AND next_at IS NOT NULL', [idToBytes(conversationId)]);
  const channelError = (errorClass: ChannelError['errorClass'], code: number | null = null, over: object = {}) => new ChannelError(errorClass, { code, title: 'T', detail: 'D', httpStatus: 400, ...over });

  beforeAll(async () => {
    inbox = await createInboxFixture();
  });
  beforeEach(async () => {
    inbox.driver.script = () => undefined;
    inbox.driver.after = () => undefined;
    await inbox.database.dataSource.query('UPDATE channel SET send_hold = NULL');
  });
  afterAll(() => inbox?.close());

  it('takes, sends and follows a message to read, with the preview following', async () => {
    const conversation = await inbox.conversation();
    const message = await send(conversation, 'Your order left today.');
    expect(message).toMatchObject({ deliveryStatus: 'queued', seq: 1, authorName: 'Ana' });
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'accepted', attemptNo: 1 });
    const { externalId, body, to } = inbox.driver.accepted.at(-1) as { externalId: string; body: string; to: string };
    expect({ body, to }).toEqual({ body: 'Your order left today.', to: '447700900123' });
    await inbox.status(externalId, 'sent');
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'sent' });
    await inbox.status(externalId, 'read');
    const done = await read(message.id);
    expect(done).toMatchObject({ deliveryStatus: 'delivered' });
    expect(done.openedAt).not.toBeNull();
    expect(done.deliveredAt).toBe(done.openedAt);
    expect((await row(conversation))?.preview).toMatchObject({ deliveryStatus: 'delivered', opened: true, direction: 'out' });
  });

  it('keeps the order of one conversation while three agents write at once, one message on the wire at a time', async () => {
    const conversation = await inbox.conversation({ address: '447700900777' });
    let onWire = 0;
    let most = 0;
    inbox.driver.script = async () => {
      most = Math.max(most, ++onWire);
      await new Promise((resolve) => setTimeout(resolve, 3));
      onWire--;
    };
    await Promise.all(Array.from({ length: 30 }, (_, index) => send(conversation, `m${index}`)));
    await inbox.drain();
    const sent = inbox.driver.accepted.filter(({ to }) => to === '447700900777').map(({ body }) => body);
    const thread = await inbox.database.dataSource.query('SELECT body FROM message WHERE conversation_id = ? ORDER BY seq', [idToBytes(conversation)]);
    expect(sent).toEqual(thread.map(({ body }: { body: string }) => body));
    expect(most).toBe(1);
  });

  it('gives the same message for the same clientId, and refuses another body', async () => {
    const conversation = await inbox.conversation();
    const clientId = newId();
    const both = await Promise.all([send(conversation, 'once', clientId), send(conversation, 'once', clientId)]);
    expect(both[0].id).toBe(both[1].id);
    await expect(send(conversation, 'twice', clientId)).rejects.toMatchObject({ code: 'CLIENT_ID_REUSED' });
    await inbox.drain();
    expect(inbox.driver.accepted.filter(({ body }) => body === 'once')).toHaveLength(1);
  });

  it('enforces the window when the message is taken and again when it leaves', async () => {
    const closed = await inbox.conversation({ windowMs: 119_000 });
    await expect(send(closed)).rejects.toMatchObject({ code: 'INBOX_REPLY_WINDOW_CLOSED' });
    await expect(send(await inbox.conversation({ windowMs: null }))).rejects.toMatchObject({ code: 'INBOX_REPLY_WINDOW_CLOSED' });
    const open = await inbox.conversation();
    const message = await send(open, 'too late');
    await inbox.database.dataSource.query('UPDATE reply_window w JOIN conversation c ON c.contact_id = w.contact_id SET w.expires_at = NOW(3) WHERE c.id = ?', [idToBytes(open)]);
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'failed', deliveryError: { code: 131047, actions: ['template'] } });
    expect(inbox.driver.accepted.some(({ body }) => body === 'too late')).toBe(false);
    expect((await row(open))?.failed).toBe(true);
  });

  it('counts characters, not UTF-16 units, and refuses empty text and viewers', async () => {
    const conversation = await inbox.conversation();
    await send(conversation, '👍'.repeat(4096));
    await expect(send(conversation, '👍'.repeat(4097))).rejects.toMatchObject({ code: 'INBOX_MESSAGE_TOO_LONG' });
    await expect(send(conversation, ' \n ')).rejects.toMatchObject({ code: 'INBOX_MESSAGE_EMPTY' });
    await expect(inbox.sender.send(inbox.workspaceId, { userId: inbox.userId, role: 'viewer' }, conversation, { clientId: newId(), kind: 'note', type: 'text', body: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('sends to a resolved conversation by opening it, and gives a note no delivery status', async () => {
    const conversation = await inbox.conversation({ status: 'resolved' });
    const { message: note } = await inbox.sender.send(inbox.workspaceId, agent(), conversation, { clientId: newId(), kind: 'note', type: 'text', body: 'VIP' });
    expect(note.deliveryStatus).toBeNull();
    expect((await row(conversation))?.status).toBe('resolved');
    await send(conversation, 'still there?');
    expect(await row(conversation)).toMatchObject({ status: 'open', preview: { text: 'still there?' } });
  });

  it('tries throttled and unsent messages again by itself, and nothing else', async () => {
    const conversation = await inbox.conversation({ address: '447700900888' });
    let calls = 0;
    inbox.driver.script = ({ to }) => {
      if (to.value !== '447700900888') return;
      if (++calls === 1) throw channelError('throttle', 131056, { throttleScope: 'conversation', retryAfterMs: 4000 });
      if (calls === 2) throw channelError('not_sent');
    };
    const message = await send(conversation, 'patience');
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'queued', retry: { attempt: 1 } });
    const due = () => inbox.database.dataSource.query('UPDATE message SET next_at = NOW(3) WHERE id = ?', [idToBytes(message.id)]);
    await due();
    await clearHold(conversation);
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'queued', retry: { attempt: 2 } });
    await due();
    await clearHold(conversation);
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'accepted', attemptNo: 3 });
  });

  it('fails for good on a final refusal, with Meta’s message cut to fit', async () => {
    const conversation = await inbox.conversation();
    inbox.driver.script = () => {
      throw new ChannelError('final', { code: 131026, title: 'Message undeliverable', detail: 'é👍'.repeat(600), httpStatus: 400, traceId: 'A1' });
    };
    const message = await send(conversation);
    await inbox.drain();
    const failed = await read(message.id);
    expect(failed).toMatchObject({ deliveryStatus: 'failed', deliveryError: { code: 131026, fbtraceId: 'A1' } });
    expect([...(failed.deliveryError?.detail ?? '')].length).toBeLessThanOrEqual(500);
  });

  it('never repeats an ambiguous send; a late status resolves it by token and the lane goes on', async () => {
    const conversation = await inbox.conversation({ address: '447700900999' });
    let taken: { token: string; externalId: string } | null = null;
    inbox.driver.after = ({ token }, externalId) => {
      if (taken) return;
      taken = { token, externalId };
      throw channelError('ambiguous', 131000);
    };
    const first = await send(conversation, 'first');
    const second = await send(conversation, 'second');
    await inbox.drain();
    expect(await read(first.id)).toMatchObject({ deliveryStatus: 'unconfirmed', deliveryError: { actions: ['retry'] } });
    expect(await read(second.id)).toMatchObject({ deliveryStatus: 'queued' });
    await inbox.drain();
    expect(inbox.driver.accepted.filter(({ to }) => to === '447700900999')).toHaveLength(1);
    const { token, externalId } = taken as unknown as { token: string; externalId: string };
    await inbox.status(externalId, 'delivered', { token });
    expect(await read(first.id)).toMatchObject({ deliveryStatus: 'delivered' });
    await inbox.drain();
    expect(await read(second.id)).toMatchObject({ deliveryStatus: 'accepted' });
    expect((await row(conversation))?.failed).toBe(false);
  });

  it("does not believe a token that comes in on another channel", async () => {
    const conversation = await inbox.conversation();
    let token = '';
    inbox.driver.after = (message) => {
      token = message.token;
      throw channelError('ambiguous');
    };
    const message = await send(conversation);
    await inbox.drain();
    await inbox.status('wamid.forged', 'delivered', { token, channelId: newId() });
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'unconfirmed' });
  });

  it('waits, and fails nothing, while the channel is on hold', async () => {
    const conversation = await inbox.conversation();
    inbox.driver.script = () => {
      throw channelError('hold', 190, { holdReason: 'token_invalid' });
    };
    const message = await send(conversation, 'later');
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'queued', deliveryError: null });
    const calls = inbox.driver.accepted.length;
    await clearHold(conversation);
    await inbox.drain();
    expect(inbox.driver.accepted).toHaveLength(calls);
    inbox.driver.script = () => undefined;
    await inbox.database.dataSource.query('UPDATE channel SET send_hold = NULL');
    await clearHold(conversation);
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'accepted' });
  });

  it('folds statuses that overtake the answer, with and without a token', async () => {
    const conversation = await inbox.conversation();
    inbox.driver.after = (_message, externalId) => inbox.status(externalId, 'delivered');
    const plain = await send(conversation, 'overtaken');
    await inbox.drain();
    expect(await read(plain.id)).toMatchObject({ deliveryStatus: 'delivered' });
    inbox.driver.after = ({ token }, externalId) => inbox.status(externalId, 'sent', { token });
    const named = await send(conversation, 'overtaken by name');
    await inbox.drain();
    expect(await read(named.id)).toMatchObject({ deliveryStatus: 'sent' });
  });

  it('makes a dead worker’s sends unconfirmed when its lease ends, and never posts them again', async () => {
    const conversation = await inbox.conversation({ address: '447700900555' });
    const message = await send(conversation, 'on the wire');
    let release: () => void = () => undefined;
    inbox.driver.script = () => new Promise<void>((resolve) => (release = resolve));
    const dead = inbox.anotherEngine();
    await dead.run();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'sending' });
    inbox.driver.script = () => undefined;
    await expireLease(conversation);
    await inbox.drain();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'unconfirmed' });
    expect(inbox.driver.accepted.filter(({ to }) => to === '447700900555')).toHaveLength(0);
    // It was only slow: its answer names this very attempt, so it is believed, but it does not touch the lane.
    release();
    await dead.idle();
    expect(await read(message.id)).toMatchObject({ deliveryStatus: 'accepted' });
    expect(inbox.driver.accepted.filter(({ to }) => to === '447700900555')).toHaveLength(1);
  });

  it('shares the lanes between two workers without a double send', async () => {
    const conversations = await Promise.all(Array.from({ length: 20 }, (_, index) => inbox.conversation({ address: `4477010000${index}` })));
    await Promise.all(conversations.flatMap((conversation) => [send(conversation, 'a'), send(conversation, 'b')]));
    const before = inbox.driver.accepted.length;
    const other = inbox.anotherEngine();
    await Promise.all([inbox.engine.run(), other.run()]);
    await inbox.engine.idle();
    await other.idle();
    await inbox.drain();
    expect(inbox.driver.accepted.length - before).toBe(40);
    expect(new Set(inbox.driver.accepted.map(({ token }) => token)).size).toBe(inbox.driver.accepted.length);
  });

  it('answers for another workspace’s conversation as for an unknown one', async () => {
    const conversation = await inbox.conversation();
    await expect(inbox.sender.send(newId(), agent(), conversation, { clientId: newId(), kind: 'reply', type: 'text', body: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
