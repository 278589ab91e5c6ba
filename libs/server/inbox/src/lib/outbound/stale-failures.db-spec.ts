import type { InboundStatus } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { Message } from '@mailtrixy/shared/dto';
import { loadMessages } from '../messages/message-rows';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';
import { RetryMessage } from './retry-message';

const WABA = '210984455012377';

/** Meta takes a template and tells only afterwards that our copy of it is old. */
describe('a template that turns out to be stale after it was taken', () => {
  let inbox: InboxFixture;
  let conversation: string;
  let message: Message;
  let wamid: string;
  const query = <T>(sql: string, values: unknown[] = []): Promise<T[]> => inbox.database.dataSource.query(sql, values);
  const agent = () => ({ userId: inbox.userId, role: 'agent' as const });
  const read = async (): Promise<Message> => (await loadMessages(inbox.database.dataSource.manager, inbox.workspaceId, [message.id])).get(message.id) as Message;
  const failed = (code: number, over: Partial<InboundStatus> = {}) => inbox.status(wamid, 'failed', { error: { code, title: 'Template', detail: 'stale' } as InboundStatus['error'], ...over });
  const sends = () => inbox.driver.accepted.filter(({ content }) => content.type === 'template').length;
  const sync = () => query<{ due: number }>('SELECT next_at <= NOW(3) AS due FROM template_sync WHERE waba_id = ?', [WABA]);
  const afterSync = async () => {
    await query('UPDATE template SET components = ?, content_hash = ?', [JSON.stringify([{ type: 'BODY', text: 'Dear {{1}}!' }]), Buffer.alloc(32, 1)]);
    await query("UPDATE template_sync SET state = 'done', started_at = NOW(3), finished_at = NOW(3)");
    await query('UPDATE outbound_lane SET next_at = NOW(3) WHERE conversation_id = ? AND next_at IS NOT NULL', [idToBytes(conversation)]);
    await inbox.drain();
  };
  const lastWamid = () => inbox.driver.accepted.at(-1)?.externalId as string;

  beforeAll(async () => {
    inbox = await createInboxFixture();
  });
  beforeEach(async () => {
    for (const table of ['template', 'template_sync']) await query(`DELETE FROM ${table}`);
    inbox.driver.after = () => undefined;
    inbox.driver.accepted.length = 0;
    const templateId = newId();
    await query("INSERT INTO template (id, workspace_id, waba_id, name, language, status, category, components, content_hash) VALUES (?, ?, ?, ?, 'en_US', 'APPROVED', 'UTILITY', ?, ?)", [idToBytes(templateId), idToBytes(inbox.workspaceId), WABA, `t_${templateId.replaceAll('-', '')}`, JSON.stringify([{ type: 'BODY', text: 'Hi {{1}}' }]), Buffer.alloc(32)]);
    conversation = await inbox.conversation({ windowMs: null });
    ({ message } = await inbox.sender.send(inbox.workspaceId, agent(), conversation, { clientId: newId(), kind: 'reply', type: 'template', body: '', template: { templateId, values: { 'body.1': 'Nadia' } } }));
  });
  const sent = async () => {
    await inbox.drain();
    wamid = lastWamid();
    expect(sends()).toBe(1);
  };
  afterAll(() => inbox?.close());

  it.each([132000, 132001, 132012, 132015, 132016])('waits for a sync after a late %i, is filled in again and sent once more, no third time', async (code) => {
    await sent();
    for (let repeat = 0; repeat < 2; repeat++) await failed(code);
    expect(await read()).toMatchObject({ deliveryStatus: 'queued', attemptNo: 2 });
    expect(await sync()).toEqual([{ due: 1 }]);
    await inbox.drain();
    expect(sends()).toBe(1);
    await afterSync();
    expect(sends()).toBe(2);
    expect(await read()).toMatchObject({ deliveryStatus: 'accepted', body: 'Dear Nadia!' });
    await failed(code);
    expect(await read()).toMatchObject({ deliveryStatus: 'accepted' });
    wamid = lastWamid();
    await failed(code);
    await afterSync();
    expect(await read()).toMatchObject({ deliveryStatus: 'failed', deliveryError: { code } });
    expect(sends()).toBe(2);
  });

  it('does so too when the failure comes before the answer of the send', async () => {
    inbox.driver.after = async (_message, externalId) => {
      inbox.driver.after = () => undefined;
      wamid = externalId;
      await failed(132001);
    };
    await inbox.drain();
    expect(await read()).toMatchObject({ deliveryStatus: 'queued', attemptNo: 2 });
    await afterSync();
    expect(sends()).toBe(2);
  });

  it.each(['delivered', 'read'] as const)('never again when it was %s, before the failure or after it', async (status) => {
    await sent();
    await inbox.status(wamid, status);
    await failed(132001);
    await afterSync();
    expect(await read()).toMatchObject({ deliveryStatus: 'delivered', attemptNo: 1 });
    expect(sends()).toBe(1);
  });

  it('not when it turns out to be delivered while it waits for the sync', async () => {
    await sent();
    await failed(132001);
    await inbox.status(wamid, 'delivered');
    await afterSync();
    expect(await read()).toMatchObject({ deliveryStatus: 'delivered' });
    expect(sends()).toBe(1);
  });

  it('not when a person has decided already: dismissed, or sent again by hand', async () => {
    await sent();
    const retry = new RetryMessage(inbox.database.dataSource, inbox.rules, inbox.doorbell);
    await failed(131026);
    await retry.dismiss(inbox.workspaceId, agent(), message.id);
    await failed(132001, { providerTs: Date.now() - 60_000 });
    await afterSync();
    expect(await read()).toMatchObject({ deliveryStatus: 'failed', attemptNo: 1 });
    expect(sends()).toBe(1);
    await retry.retry(inbox.workspaceId, agent(), message.id, newId());
    await failed(132001);
    await afterSync();
    expect(sends()).toBe(2);
  });

  it('not a day later: what was meant for yesterday is for a person to decide', async () => {
    await sent();
    await query('UPDATE message SET created_at = NOW(3) - INTERVAL 25 HOUR WHERE id = ?', [idToBytes(message.id)]);
    await failed(132001);
    expect(await read()).toMatchObject({ deliveryStatus: 'failed', attemptNo: 1 });
    expect(await sync()).toEqual([{ due: 1 }]);
  });
});
