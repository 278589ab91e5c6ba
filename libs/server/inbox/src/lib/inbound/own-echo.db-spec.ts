import type { ChannelAccess } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { readWorkspaceOutbox, stampOutbox, syncCursor } from '@mailtrixy/server/platform/realtime';
import { DEFAULT_CHANNEL_SETTINGS } from '@mailtrixy/shared/dto';
import { Frames } from '../live/frames';
import { Sync } from '../live/sync';
import { loadThread } from '../messages/message-rows';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';
import { inboundMessage, waId } from '../testing/inbound-events';
import { InboundMessagesService } from './inbound-messages.service';

/** A number that is also in the phone app echoes what we send ourselves, now and then before our send was answered. */
describe('echoes of our own messages', () => {
  let inbox: InboxFixture;
  beforeAll(async () => {
    inbox = await createInboxFixture();
  });
  afterAll(() => inbox?.close());

  /** A conversation with a number, and the phone app that echoes what is sent to it. */
  const echoing = async () => {
    const number = `4477009${String(Math.floor(Math.random() * 90_000) + 10_000)}`;
    const conversation = await inbox.conversation({ address: number });
    const [{ contact_id: contactId }] = await inbox.database.dataSource.query('SELECT contact_id FROM conversation WHERE id = ?', [idToBytes(conversation)]);
    await inbox.database.dataSource.query("INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value, unique_value) VALUES (?, ?, ?, 'wa_id', ?, ?)", [idToBytes(newId()), idToBytes(inbox.workspaceId), contactId, number, number]);
    const messages = new InboundMessagesService({ findState: async () => ({ settings: DEFAULT_CHANNEL_SETTINGS }) } as unknown as ChannelAccess);
    const echo = (externalId: string) => inTransaction(inbox.database.dataSource, (tx) => messages.store(tx, [{ workspaceId: inbox.workspaceId, channelId: inbox.channelId, receivedAt: new Date(), message: inboundMessage([waId(number)], { direction: 'out', externalId, body: 'Hello' }) }]));
    return { number, conversation, echo };
  };
  const send = (conversation: string) => inbox.sender.send(inbox.workspaceId, { userId: inbox.userId, role: 'agent' }, conversation, { clientId: newId(), kind: 'reply', type: 'text', body: 'Hello' });

  it('an echo that turns out to be our own goes from open browsers too, live and after a gap', async () => {
    const { conversation, echo } = await echoing();
    let echoId: string | null = null;
    const { dataSource } = inbox.database;
    await stampOutbox(dataSource);
    const before = await syncCursor(dataSource.manager);
    inbox.driver.after = async (_message, externalId) => {
      echoId ??= (await echo(externalId))[0].messageId;
    };
    const { message } = await send(conversation);
    await inbox.drain();
    const frames = new Frames(dataSource, { refs: async () => [] } as unknown as ChannelAccess);
    const missed = await new Sync(dataSource, frames).after(inbox.workspaceId, before);
    expect(echoId).toEqual(expect.any(String));
    expect(missed.gone).toEqual([echoId]);
    expect(missed.messages.map(({ id }) => id)).toEqual([message.id]);
    const live = await frames.of(inbox.workspaceId, await readWorkspaceOutbox(dataSource.manager, inbox.workspaceId, Number(before), 500));
    expect(live.flatMap(({ gone }) => gone ?? [])).toEqual([echoId]);
  });

  it.each(['before the answer', 'after the answer', 'after a lost answer'])('%s, one message stands in the thread, sent once', async (when) => {
    const { number, conversation, echo } = await echoing();
    inbox.driver.after = async (_message, externalId) => {
      if (when !== 'after the answer') await echo(externalId);
      if (when === 'after a lost answer') throw new Error('the answer was lost');
    };
    const { message } = await send(conversation);
    await inbox.drain();
    const sent = inbox.driver.accepted.filter(({ to }) => to === number);
    expect(sent).toHaveLength(1);
    await echo(sent[0].externalId);
    await inbox.status(sent[0].externalId, 'sent', { token: sent[0].token });
    await inbox.status(sent[0].externalId, 'delivered', { token: sent[0].token });
    await inbox.drain();
    const thread = await loadThread(inbox.database.dataSource.manager, inbox.workspaceId, conversation, { comparison: '>', seq: 0 }, 50);
    expect(thread.map(({ id, deliveryStatus }) => [id, deliveryStatus])).toEqual([[message.id, 'delivered']]);
    expect(inbox.driver.accepted.filter(({ to }) => to === number)).toHaveLength(1);
  });
});
