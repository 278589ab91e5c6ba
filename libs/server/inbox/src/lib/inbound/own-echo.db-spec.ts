import type { ChannelAccess } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DEFAULT_CHANNEL_SETTINGS } from '@mailtrixy/shared/dto';
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

  it.each(['before the answer', 'after the answer', 'after a lost answer'])('%s, one message stands in the thread, sent once', async (when) => {
    const number = `4477009${String(Math.floor(Math.random() * 90_000) + 10_000)}`;
    const conversation = await inbox.conversation({ address: number });
    const [{ contact_id: contactId }] = await inbox.database.dataSource.query('SELECT contact_id FROM conversation WHERE id = ?', [idToBytes(conversation)]);
    await inbox.database.dataSource.query("INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value, unique_value) VALUES (?, ?, ?, 'wa_id', ?, ?)", [idToBytes(newId()), idToBytes(inbox.workspaceId), contactId, number, number]);
    const messages = new InboundMessagesService({ findState: async () => ({ settings: DEFAULT_CHANNEL_SETTINGS }) } as unknown as ChannelAccess);
    const echo = (externalId: string) => inTransaction(inbox.database.dataSource, (tx) => messages.store(tx, [{ workspaceId: inbox.workspaceId, channelId: inbox.channelId, receivedAt: new Date(), message: inboundMessage([waId(number)], { direction: 'out', externalId, body: 'Hello' }) }]));
    inbox.driver.after = async (_message, externalId) => {
      if (when !== 'after the answer') await echo(externalId);
      if (when === 'after a lost answer') throw new Error('the answer was lost');
    };
    const { message } = await inbox.sender.send(inbox.workspaceId, { userId: inbox.userId, role: 'agent' }, conversation, { clientId: newId(), kind: 'reply', type: 'text', body: 'Hello' });
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
