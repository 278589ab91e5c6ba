import { ChannelError, type ChannelDriver } from '@mailtrixy/server/channels';
import type { Settings } from '@mailtrixy/server/platform/config';
import { newId } from '@mailtrixy/server/platform/clock';
import { createInboxFixture, type InboxFixture } from '../testing/inbox-fixture';
import { TypingSignal } from './typing-signal';

describe('the typing signal', () => {
  let inbox: InboxFixture;
  let typing: TypingSignal;
  let sendTyping: jest.SpyInstance;
  const told: string[] = [];
  const agent = () => ({ userId: inbox.userId, role: 'agent' as const });
  const signal = (conversationId: string) => typing.signal(inbox.workspaceId, agent(), conversationId);
  const settings = (value: object) => inbox.database.dataSource.query('UPDATE channel SET settings = ?', [JSON.stringify(value)]);
  const make = (redisUrl: string | undefined) => new TypingSignal(inbox.database.dataSource, inbox.channels, inbox.rules, { instance: `t-${newId()}`, redisUrl } as Settings, inbox.logger);

  beforeAll(async () => {
    inbox = await createInboxFixture();
    typing = make(process.env['MAILTRIXY_TEST_REDIS_URL']);
    sendTyping = jest.spyOn(inbox.driver as ChannelDriver & { sendTyping: NonNullable<ChannelDriver['sendTyping']> }, 'sendTyping').mockImplementation(async (_channel, externalId) => void told.push(externalId));
  });
  beforeEach(() => settings({ typingSignal: true, readReceipts: 'on_open' }));
  afterAll(async () => {
    typing?.onApplicationShutdown();
    await inbox?.close();
  });

  it("names the customer's newest message, and only once in 20 s per conversation", async () => {
    const [first, second] = [await inbox.conversation(), await inbox.conversation()];
    await inbox.inbound(first, 'old');
    const newest = await inbox.inbound(first, 'new');
    const other = await inbox.inbound(second, 'x');
    expect(await Promise.all([signal(first), signal(first), signal(first)])).toEqual(expect.arrayContaining([true, false, false]));
    expect(await signal(second)).toBe(true);
    expect(told.slice(-2)).toEqual([newest.externalId, other.externalId]);
  });

  it.each([
    ['the setting is off', { typingSignal: false, readReceipts: 'on_open' }],
    ['reading is never told', { typingSignal: true, readReceipts: 'never' }],
  ])('is silent when %s', async (_what, value) => {
    await settings(value);
    const conversation = await inbox.conversation();
    await inbox.inbound(conversation, 'x');
    expect(await signal(conversation)).toBe(false);
  });

  it('is silent outside the window and where the customer never wrote', async () => {
    const closed = await inbox.conversation({ windowMs: 1000 });
    await inbox.inbound(closed, 'x');
    expect(await signal(closed)).toBe(false);
    expect(await signal(await inbox.conversation())).toBe(false);
  });

  it('does not disturb the person who types when WhatsApp refuses or Redis is away', async () => {
    const conversation = await inbox.conversation();
    await inbox.inbound(conversation, 'x');
    sendTyping.mockRejectedValueOnce(new ChannelError('final', { code: 131009, title: 'T', detail: 'D', httpStatus: 400 }));
    expect(await signal(conversation)).toBe(false);
    const away = make('redis://127.0.0.1:1');
    expect(await away.signal(inbox.workspaceId, agent(), conversation)).toBe(false);
    away.onApplicationShutdown();
  });

  it('belongs to those who may answer, in their workspace', async () => {
    const conversation = await inbox.conversation();
    await expect(typing.signal(inbox.workspaceId, { userId: inbox.userId, role: 'viewer' }, conversation)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(typing.signal(newId(), agent(), conversation)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
