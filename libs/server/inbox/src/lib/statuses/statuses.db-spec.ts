import fc from 'fast-check';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { WHATSAPP_ERROR_CODES, whatsAppError, type InboundStatus } from '@mailtrixy/server/channels';
import type { Message } from '@mailtrixy/shared/dto';
import { loadConversationRows } from '../conversations/conversation-rows';
import { MessagePages } from '../messages/message-pages';
import { loadMessages } from '../messages/message-rows';
import { RetryMessage } from '../outbound/retry-message';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';
import { OrphanStatuses } from './orphan-statuses';
import { StatusStore } from './status-store';

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

  const info = async (id: string) => (await new MessagePages(inbox.database.dataSource).info(inbox.workspaceId, id, false)).attempts[0];
  const freeUntil = async (conversationId: string) => {
    const [row] = await inbox.database.dataSource.query('SELECT free_until FROM conversation WHERE id = ?', [idToBytes(conversationId)]);
    return row.free_until?.getTime() ?? null;
  };

  it("keeps Meta's price category, the playing of a voice message, and a failure after the delivery", async () => {
    const { id, wamid } = await sent();
    await inbox.status(wamid, 'sent', { pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' } });
    await inbox.status(wamid, 'played', { providerTs: 1_795_342_902_000 });
    expect(await info(id)).toMatchObject({ pricing: { category: 'utility', type: 'regular' }, playedAt: new Date(1_795_342_902_000).toISOString(), openedAt: new Date(1_795_342_902_000).toISOString(), notes: [] });
    await inbox.status(wamid, 'failed', { error: { code: 131026, title: 'Undeliverable', detail: 'late' } });
    expect(await read(id)).toMatchObject({ deliveryStatus: 'delivered', deliveryError: null });
    expect(await info(id)).toMatchObject({ error: { code: 131026 }, notes: [expect.stringContaining('It was delivered')] });
  });

  it('tells that Meta holds a template back', async () => {
    const driverSend = inbox.driver.send.bind(inbox.driver);
    const spy = jest.spyOn(inbox.driver, 'send').mockImplementation(async (channel, message) => ({ ...(await driverSend(channel, message)), note: 'held_for_quality_assessment' }));
    const { id } = await sent();
    spy.mockRestore();
    expect(await read(id)).toMatchObject({ deliveryStatus: 'accepted' });
    expect((await info(id)).notes).toEqual([expect.stringContaining('holds this template back')]);
  });

  it('opens the free entry point from the price, from the end that Meta tells, and from the ad itself', async () => {
    const at = 1_795_342_913_000;
    const hours = (n: number) => at + n * 3_600_000;
    const priced = await sent();
    await inbox.status(priced.wamid, 'sent', { providerTs: at, pricing: { type: 'free_entry_point', category: 'referral_conversion' } });
    expect(await freeUntil(priced.conversationId)).toBe(hours(72));
    // A later answer within it does not prolong it.
    await inbox.status(priced.wamid, 'delivered', { providerTs: hours(5), pricing: { type: 'free_entry_point' } });
    expect(await freeUntil(priced.conversationId)).toBe(hours(72));

    const told = await sent();
    await inbox.status(told.wamid, 'sent', { providerTs: at, pricing: { type: 'free_entry_point', free_entry_until: 1_795_600_800 } });
    expect(await freeUntil(told.conversationId)).toBe(1_795_600_800_000);

    const ordinary = await sent();
    await inbox.status(ordinary.wamid, 'sent', { providerTs: at, pricing: { type: 'regular', category: 'marketing' } });
    expect(await freeUntil(ordinary.conversationId)).toBeNull();

    // Old webhook versions do not tell the price.
    const silent = await sent();
    await inbox.status(silent.wamid, 'sent', { providerTs: at });
    expect(await freeUntil(silent.conversationId)).toBeNull();
    const byAd = await sent();
    const ad = await inbox.inbound(byAd.conversationId, 'Is the sale still on?');
    await inbox.database.dataSource.query('UPDATE message SET payload = ?, provider_ts = ? WHERE id = ?', [JSON.stringify({ referral: { sourceType: 'ad' } }), new Date(hours(-23)), idToBytes(ad.id)]);
    await inbox.status(byAd.wamid, 'sent', { providerTs: at });
    expect(await freeUntil(byAd.conversationId)).toBe(hours(72));
  });

  // Both ways in which a code arrives: the answer of the send, and a failed status later.
  it.each(WHATSAPP_ERROR_CODES.map((code) => [code, whatsAppError(code)?.class] as const))('code %i, told by a failed status: failed with words, never repeated; class %s', async (code, errorClass) => {
    const { id, wamid, conversationId } = await sent();
    const hold = jest.fn(async () => undefined);
    const statuses = new StatusStore(inbox.logger, { hold });
    const status: InboundStatus = { kind: 'status', index: 0, channelExternalId: null, accountExternalId: null, externalId: wamid, status: 'failed', providerTs: Date.now(), token: null, participant: '', error: { code, title: 'T', detail: 'D' }, pricing: null };
    const store = () => inbox.database.dataSource.transaction('READ COMMITTED', (tx) => statuses.store(tx, [{ workspaceId: inbox.workspaceId, channelId: inbox.channelId, status, receivedAt: new Date() }]));
    await store();
    await store();
    const before = inbox.driver.accepted.length;
    await inbox.drain();
    expect(inbox.driver.accepted).toHaveLength(before);
    const message = await read(id);
    expect(message).toMatchObject({ deliveryStatus: 'failed', attemptNo: 1, deliveryError: { code, detail: 'D' } });
    expect(message.deliveryError?.words).toContain(`(${code})`);
    expect(hold.mock.calls).toHaveLength(errorClass === 'hold' ? 1 : 0);
    expect((await loadConversationRows(inbox.database.dataSource.manager, inbox.workspaceId, [conversationId])).get(conversationId)?.failed).toBe(true);
  });

  it('an old failure that comes late holds nothing', async () => {
    const { wamid } = await sent();
    const hold = jest.fn(async () => undefined);
    const status: InboundStatus = { kind: 'status', index: 0, channelExternalId: null, accountExternalId: null, externalId: wamid, status: 'failed', providerTs: Date.now() - 3_600_000, token: null, participant: '', error: { code: 131042, title: 'T', detail: 'D' }, pricing: null };
    await inbox.database.dataSource.transaction('READ COMMITTED', (tx) => new StatusStore(inbox.logger, { hold }).store(tx, [{ workspaceId: inbox.workspaceId, channelId: inbox.channelId, status, receivedAt: new Date() }]));
    expect(hold).not.toHaveBeenCalled();
  });
});
