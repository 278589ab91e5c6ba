import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { ChannelError } from '@mailtrixy/server/channels';
import type { Message } from '@mailtrixy/shared/dto';
import { loadMessages } from '../messages/message-rows';
import { RetryMessage } from '../outbound/retry-message';
import { OrphanStatuses } from '../statuses/orphan-statuses';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';
import { SendRetention } from './send-retention';

const DAY = 86_400_000;

describe('retention of sends and statuses', () => {
  let inbox: InboxFixture;
  let retention: SendRetention;
  let ahead = 0;
  const agent = () => ({ userId: inbox.userId, role: 'agent' as const });
  const read = async (id: string): Promise<Message> => (await loadMessages(inbox.database.dataSource.manager, inbox.workspaceId, [id])).get(id) as Message;
  const attempts = async (id: string) => (await inbox.database.dataSource.query('SELECT no, phase FROM send_attempt WHERE message_id = ? ORDER BY no', [idToBytes(id)])).map(({ no, phase }: { no: number; phase: string }) => `${no} ${phase}`);
  const statuses = async (wamid: string) => (await inbox.database.dataSource.query('SELECT status FROM status_event WHERE wamid = ? ORDER BY status', [wamid])).map(({ status }: { status: string }) => status);
  const send = async () => {
    const conversationId = await inbox.conversation();
    const { message } = await inbox.sender.send(inbox.workspaceId, agent(), conversationId, { clientId: newId(), kind: 'reply', type: 'text', body: newId() });
    await inbox.drain();
    return { id: message.id, conversationId, wamid: inbox.driver.accepted.find(({ body }) => body === message.body)?.externalId as string };
  };
  const retry = async (id: string) => {
    await new RetryMessage(inbox.database.dataSource, inbox.rules, inbox.doorbell).retry(inbox.workspaceId, agent(), id, newId());
    await inbox.drain();
  };
  const failed = { error: { code: 131026, title: 'T', detail: 'D' } };
  /** As if so many days had passed. */
  const later = async (days: number) => {
    ahead = days * DAY;
    return retention.removeOld();
  };

  beforeAll(async () => {
    inbox = await createInboxFixture();
  });
  beforeEach(() => {
    ahead = 0;
    inbox.driver.script = () => undefined;
    retention = new SendRetention(inbox.database.dataSource, { now: () => Date.now() + ahead });
  });
  afterEach(() => inbox.database.dataSource.query('DELETE FROM status_event'));
  afterAll(() => inbox?.close());

  it('removes statuses after 30 days and not before; the message keeps what they told', async () => {
    const { id, wamid } = await send();
    for (const status of ['sent', 'delivered', 'read'] as const) await inbox.status(wamid, status, { providerTs: 1_795_342_869_000 });
    const before = await read(id);
    expect((await later(29.9)).statuses).toBe(0);
    expect(await statuses(wamid)).toEqual(['delivered', 'read', 'sent']);
    expect((await later(30.1)).statuses).toBe(3);
    expect(await statuses(wamid)).toEqual([]);
    expect(await read(id)).toEqual(before);
  });

  it('a status that comes after the others went takes nothing back', async () => {
    const { id, wamid } = await send();
    await inbox.status(wamid, 'sent', { providerTs: 1_795_342_869_000 });
    await inbox.status(wamid, 'delivered', { providerTs: 1_795_342_870_000 });
    await later(31);
    await inbox.status(wamid, 'read', { providerTs: 1_795_342_999_000 });
    expect(await read(id)).toMatchObject({ deliveryStatus: 'delivered', sentAt: new Date(1_795_342_869_000).toISOString(), deliveredAt: new Date(1_795_342_870_000).toISOString(), openedAt: new Date(1_795_342_999_000).toISOString() });
  });

  it('a status that still waits for its send stays, until it is given up', async () => {
    await inbox.status('wamid.waiting', 'sent');
    await later(400);
    expect(await statuses('wamid.waiting')).toEqual(['sent']);
    await inbox.database.dataSource.query("UPDATE status_event SET received_at = NOW(3) - INTERVAL 25 HOUR, next_at = NOW(3) WHERE wamid = 'wamid.waiting'");
    await new OrphanStatuses(inbox.database.dataSource, inbox.statuses, inbox.doorbell).retry();
    await later(400);
    expect(await statuses('wamid.waiting')).toEqual([]);
  });

  it('removes many in batches', async () => {
    const rows = Array.from({ length: 1203 }, (_, index) => [idToBytes(newId()), idToBytes(inbox.workspaceId), idToBytes(inbox.channelId), `wamid.bulk${index}`, 'sent', new Date(), new Date(), 'foreign']);
    await inbox.database.dataSource.query('INSERT INTO status_event (id, workspace_id, channel_id, wamid, status, provider_ts, received_at, state) VALUES ?', [rows]);
    expect((await later(31)).statuses).toBe(1203);
  });

  it('removes a replaced attempt after 90 days, never the newest of a message', async () => {
    const { id, wamid } = await send();
    await inbox.status(wamid, 'failed', failed);
    await retry(id);
    expect(await attempts(id)).toEqual(['1 accepted', '2 accepted']);
    await later(89.9);
    expect(await attempts(id)).toEqual(['1 accepted', '2 accepted']);
    const before = await read(id);
    expect((await later(90.1)).attempts).toBe(1);
    expect(await attempts(id)).toEqual(['2 accepted']);
    await later(4000);
    expect(await attempts(id)).toEqual(['2 accepted']);
    // Whatever makes the message be looked at again finds the same, and nothing is sent anew.
    const sends = inbox.driver.accepted.length;
    await inbox.status(inbox.driver.accepted.at(-1)?.externalId as string, 'sent');
    await inbox.drain();
    expect(await read(id)).toMatchObject({ deliveryStatus: 'sent', attemptNo: before.attemptNo });
    expect(inbox.driver.accepted).toHaveLength(sends);
  });

  it('keeps an older attempt that arrived, and the only one that WhatsApp has a name for', async () => {
    const arrived = await send();
    await inbox.status(arrived.wamid, 'failed', failed);
    await retry(arrived.id);
    await inbox.status(arrived.wamid, 'delivered');
    const named = await send();
    await inbox.status(named.wamid, 'failed', failed);
    inbox.driver.script = () => {
      throw new ChannelError('final', { code: 131026, title: 'T', detail: 'D', httpStatus: 400 });
    };
    await retry(named.id);
    await later(400);
    expect(await attempts(arrived.id)).toEqual(['1 accepted', '2 accepted']);
    expect(await attempts(named.id)).toEqual(['1 accepted', '2 rejected']);
    expect(await read(arrived.id)).toMatchObject({ deliveryStatus: 'delivered' });
  });

  it('keeps an unconfirmed attempt for the status that may still resolve it, also when a person has sent again', async () => {
    inbox.driver.script = () => {
      throw new ChannelError('ambiguous', { code: null, title: 'T', detail: 'no answer', httpStatus: null });
    };
    const { id, conversationId } = await send();
    inbox.driver.script = () => undefined;
    await inbox.database.dataSource.query('UPDATE outbound_lane SET next_at = NOW(3), hold_until = NULL WHERE conversation_id = ?', [idToBytes(conversationId)]);
    await retry(id);
    expect(await attempts(id)).toEqual(['1 unconfirmed', '2 accepted']);
    await later(400);
    expect(await attempts(id)).toEqual(['1 unconfirmed', '2 accepted']);
  });

  it('removes attempts whose message is gone', async () => {
    const { id } = await send();
    await inbox.database.dataSource.query('DELETE FROM message WHERE id = ?', [idToBytes(id)]);
    await later(91);
    expect(await attempts(id)).toEqual([]);
  });
});
