import fc from 'fast-check';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { InboundStatus } from '@mailtrixy/server/channels';
import type { Message } from '@mailtrixy/shared/dto';
import { loadConversationRows } from '../conversations/conversation-rows';
import { loadMessages } from '../messages/message-rows';
import { RetryMessage } from '../outbound/retry-message';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';
import { OrphanStatuses } from './orphan-statuses';

describe('statuses', () => {
  let inbox: InboxFixture;
  const agent = () => ({ userId: inbox.userId, role: 'agent' as const });
  const read = async (id: string): Promise<Message> => (await loadMessages(inbox.database.dataSource.manager, inbox.workspaceId, [id])).get(id) as Message;
  const sent = async () => {
    const conversationId = await inbox.conversation();
    const { message } = await inbox.sender.send(inbox.workspaceId, agent(), conversationId, { clientId: newId(), kind: 'reply', type: 'text', body: newId() });
    await inbox.drain();
    return { conversationId, id: message.id, wamid: inbox.driver.accepted.find(({ body }) => body === message.body)?.externalId as string };
  };

  beforeAll(async () => {
    inbox = await createInboxFixture();
  });
  afterAll(() => inbox?.close());

  it('gives one result in the database for any order, batching and repetition', async () => {
    const four: { status: InboundStatus['status']; providerTs: number }[] = [
      { status: 'sent', providerTs: 1_795_342_869_000 },
      { status: 'delivered', providerTs: 1_795_342_880_000 },
      { status: 'read', providerTs: 1_795_342_891_000 },
      { status: 'failed', providerTs: 1_795_342_895_000 },
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...four, ...four, ...four], { minLength: 12, maxLength: 12 }), fc.integer({ min: 1, max: 12 }), async (sequence, size) => {
        const { id, wamid } = await sent();
        for (let at = 0; at < sequence.length; at += size) {
          const batch = sequence.slice(at, at + size).map(({ status, providerTs }) => ({
            workspaceId: inbox.workspaceId,
            channelId: inbox.channelId,
            receivedAt: new Date(),
            status: { kind: 'status' as const, index: 0, channelExternalId: null, accountExternalId: null, externalId: wamid, status, providerTs, token: null, participant: '', error: status === 'failed' ? { code: 131026, title: 'T', detail: 'D' } : null, pricing: null },
          }));
          await inbox.database.dataSource.transaction('READ COMMITTED', (tx) => inbox.statuses.store(tx, batch));
        }
        expect(await read(id)).toMatchObject({ deliveryStatus: 'delivered', sentAt: new Date(four[0].providerTs).toISOString(), deliveredAt: new Date(four[1].providerTs).toISOString(), openedAt: new Date(four[2].providerTs).toISOString(), deliveryError: null });
      }),
      { numRuns: 25 },
    );
  });

  it('stores Meta’s reason and pricing of a late failure, marks the conversation, and unmarks it on Dismiss', async () => {
    const { conversationId, id, wamid } = await sent();
    await inbox.status(wamid, 'sent', { pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'service' } });
    await inbox.status(wamid, 'failed', { error: { code: 131026, title: 'Message undeliverable', detail: 'Message Undeliverable.' } });
    expect(await read(id)).toMatchObject({ deliveryStatus: 'failed', deliveryError: { code: 131026, detail: 'Message Undeliverable.' } });
    const [{ pricing }] = await inbox.database.dataSource.query('SELECT pricing FROM send_attempt WHERE wamid = ?', [wamid]);
    expect(typeof pricing === 'string' ? JSON.parse(pricing) : pricing).toMatchObject({ category: 'service' });
    const row = async () => (await loadConversationRows(inbox.database.dataSource.manager, inbox.workspaceId, [conversationId])).get(conversationId);
    expect(await row()).toMatchObject({ failed: true, preview: { deliveryStatus: 'failed' } });
    const retries = new RetryMessage(inbox.database.dataSource, inbox.rules, inbox.doorbell);
    expect((await retries.dismiss(inbox.workspaceId, agent(), id)).deliveryError?.actions).toEqual([]);
    expect((await row())?.failed).toBe(false);
  });

  it("shows the new attempt's sent after failed and Retry; a double click is one retry", async () => {
    const { id, wamid } = await sent();
    await inbox.status(wamid, 'failed', { error: { code: 131026, title: 'T', detail: 'D' } });
    const retries = new RetryMessage(inbox.database.dataSource, inbox.rules, inbox.doorbell);
    const clientId = newId();
    const before = inbox.driver.accepted.length;
    await Promise.all([retries.retry(inbox.workspaceId, agent(), id, clientId), retries.retry(inbox.workspaceId, agent(), id, clientId)]);
    await inbox.status(wamid, 'failed', { error: { code: 131026, title: 'T', detail: 'D' } });
    expect(await read(id)).toMatchObject({ deliveryStatus: 'queued', attemptNo: 2 });
    await inbox.drain();
    expect(inbox.driver.accepted).toHaveLength(before + 1);
    await inbox.status(inbox.driver.accepted.at(-1)?.externalId as string, 'sent');
    expect(await read(id)).toMatchObject({ deliveryStatus: 'sent', deliveryError: null, failedAt: null });
    await expect(retries.retry(inbox.workspaceId, agent(), id, newId())).rejects.toMatchObject({ code: 'INBOX_NOT_RETRYABLE' });
    await expect(retries.retry(newId(), agent(), id, newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('does not send a retry whose first attempt arrived after all', async () => {
    const { id, wamid } = await sent();
    await inbox.status(wamid, 'failed', { error: { code: 131000, title: 'T', detail: 'D' } });
    await new RetryMessage(inbox.database.dataSource, inbox.rules, inbox.doorbell).retry(inbox.workspaceId, agent(), id, newId());
    await inbox.status(wamid, 'delivered');
    const before = inbox.driver.accepted.length;
    await inbox.drain();
    expect(inbox.driver.accepted).toHaveLength(before);
    expect(await read(id)).toMatchObject({ deliveryStatus: 'delivered' });
  });

  it('keeps statuses of unknown messages as orphans, tries again, and gives them up as foreign after a day', async () => {
    const orphans = new OrphanStatuses(inbox.database.dataSource, inbox.statuses, inbox.doorbell);
    await inbox.status('wamid.of.another.tool', 'sent');
    const state = async () => (await inbox.database.dataSource.query("SELECT state, tries FROM status_event WHERE wamid = 'wamid.of.another.tool'"))[0];
    expect(await state()).toMatchObject({ state: 'orphan', tries: 0 });
    const due = () => inbox.database.dataSource.query("UPDATE status_event SET next_at = NOW(3) WHERE state = 'orphan'");
    await due();
    await orphans.retry();
    expect(await state()).toMatchObject({ state: 'orphan', tries: 1 });
    await inbox.database.dataSource.query("UPDATE status_event SET received_at = NOW(3) - INTERVAL 25 HOUR WHERE state = 'orphan'");
    await due();
    await orphans.retry();
    expect(await state()).toMatchObject({ state: 'foreign' });
  });

  it('lets an orphan find its send when the wamid becomes known only later', async () => {
    const orphans = new OrphanStatuses(inbox.database.dataSource, inbox.statuses, inbox.doorbell);
    const { id } = await sent();
    await inbox.status('wamid.later', 'delivered');
    await inbox.database.dataSource.query("UPDATE send_attempt SET wamid = 'wamid.later' WHERE message_id = ?", [idToBytes(id)]);
    await inbox.database.dataSource.query("UPDATE status_event SET next_at = NOW(3) WHERE state = 'orphan'");
    await orphans.retry();
    expect(await read(id)).toMatchObject({ deliveryStatus: 'delivered' });
  });

  it('folds a batch of many conversations in two workers at once without losing any', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, sent));
    const events = all.flatMap(({ wamid }) => (['sent', 'delivered'] as const).map((status) => ({ wamid, status })));
    await Promise.all(events.map(({ wamid, status }) => inbox.status(wamid, status)));
    for (const { id } of all) expect(await read(id)).toMatchObject({ deliveryStatus: 'delivered' });
  });
});
