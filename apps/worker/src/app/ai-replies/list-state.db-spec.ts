import { AiChannelsService, AiSettingsService, AskDraft, ConversationAiService, DraftRunner, DraftsService, ScheduledReplies } from '@mailtrixy/server/ai-replies';
import { ConversationActions, ConversationList } from '@mailtrixy/server/inbox';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { answering, createAiFixture, SHIPPING, type AiFixture } from './testing/ai-fixture';

const QUESTION = 'How much does express shipping cost?';
const ANSWER = 'Express shipping costs 9.90 euros. [1]';

describe('what the list says of the AI', () => {
  let ai: AiFixture;

  beforeAll(async () => {
    ai = await createAiFixture();
  });
  beforeEach(async () => {
    await ai.reset();
    await ai.provider('openai');
    await ai.article('Express shipping', SHIPPING);
    await ai.channel({ mode: 'draft' });
    await ai.settings({ disclosure: false });
    ai.stub.reply(answering(ANSWER, [1]));
  });
  afterEach(() => expect(ai.log).toEqual([]));
  afterAll(() => ai?.close());

  const agent = () => ({ userId: ai.inbox.userId, role: 'agent' as const });
  const workspace = () => ai.inbox.workspaceId;
  const row = async (conversation: string) => (await new ConversationList(ai.inbox.database.dataSource).page(workspace(), ai.inbox.userId, { view: 'all' })).items.find(({ id }) => id === conversation);
  const state = async (conversation: string) => (await row(conversation))?.aiState;
  const card = async (conversation: string) => (await ai.get(ConversationAiService).get(workspace(), conversation)).draft;
  const answer = (conversation: string, kind: 'reply' | 'note' = 'reply') => ai.inbox.sender.send(workspace(), agent(), conversation, { clientId: newId(), kind, type: 'text', body: 'Here you are.' });
  const asked = async (): Promise<string> => {
    const conversation = await ai.inbox.conversation();
    await ai.says(conversation, QUESTION);
    await ai.work();
    return conversation;
  };
  const drafted = async (): Promise<string> => {
    const conversation = await asked();
    expect(await state(conversation)).toBe('draft');
    return conversation;
  };
  const scheduled = async (): Promise<string> => {
    await ai.channel({ mode: 'auto', delay_s: 600 });
    const conversation = await drafted();
    expect((await card(conversation))?.state).toBe('scheduled');
    return conversation;
  };
  const sent = async (): Promise<string> => {
    await ai.channel({ mode: 'auto' });
    const conversation = await asked();
    expect(await state(conversation)).toBe('sent');
    return conversation;
  };
  const handedOver = async (mode: 'auto' | 'draft'): Promise<string> => {
    await ai.channel({ mode });
    const conversation = await ai.inbox.conversation();
    await ai.says(conversation, 'I want to talk to a human');
    await ai.work();
    expect(await state(conversation)).toBe('handed_over');
    return conversation;
  };

  describe('a draft that waits', () => {
    it('is told once, with a version of its own', async () => {
      const conversation = await ai.inbox.conversation();
      await ai.says(conversation, QUESTION);
      const before = await row(conversation);
      expect(before?.aiState).toBeNull();
      await ai.query('DELETE FROM outbox_event');
      await ai.work();
      const after = await row(conversation);
      expect(after).toMatchObject({ aiState: 'draft', version: (before?.version ?? 0) + 1 });
      expect(await ai.query("SELECT 1 FROM outbox_event WHERE topic = 'conversation.updated' AND conversation_id = ?", [idToBytes(conversation)])).toHaveLength(1);
    });

    it('is there while an automatic reply waits for its time', async () => {
      await scheduled();
    });

    it('is not there where nothing was found: there is nothing that could be sent', async () => {
      const conversation = await ai.inbox.conversation();
      await ai.says(conversation, 'Do your blue lamps work with Zigbee bridges?');
      await ai.work();
      expect((await card(conversation))?.state).toBe('no_source');
      expect(await state(conversation)).toBeNull();
    });

    it.each<[string, (conversation: string) => Promise<unknown>]>([
      ['a person answers', (conversation) => answer(conversation)],
      ['it is sent', async (conversation) => {
        const draft = await card(conversation);
        await ai.get(DraftsService).send(workspace(), ai.member, draft?.id ?? '', { clientId: newId(), version: draft?.version ?? 0 });
      }],
      ['it is discarded', async (conversation) => ai.get(DraftsService).discard(workspace(), ai.member, (await card(conversation))?.id ?? '')],
      ['the customer writes again', (conversation) => ai.says(conversation, 'Hello?')],
      ['another one is asked for and is still being written', (conversation) => ai.get(AskDraft).ask(workspace(), ai.member, conversation, {})],
      ['the conversation is resolved', (conversation) => ai.get(ConversationActions).setStatus(workspace(), agent(), conversation, 'resolved')],
    ])('is gone when %s', async (_what, act) => {
      const conversation = await drafted();
      const { version } = (await row(conversation)) ?? { version: 0 };
      await act(conversation);
      const [now] = await ai.query<{ ai_state: string | null; version: number }>('SELECT ai_state, version FROM conversation WHERE id = ?', [idToBytes(conversation)]);
      expect(now.ai_state).toBeNull();
      expect(now.version).toBeGreaterThan(version);
    });

    it.each<[string, (conversation: string) => Promise<unknown>]>([
      ['a note is written', (conversation) => answer(conversation, 'note')],
      ['a person takes the conversation over: the card is still there', (conversation) => ai.get(ConversationAiService).takeOver(workspace(), ai.member, conversation)],
      ['somebody is assigned', (conversation) => ai.get(ConversationActions).assign(workspace(), agent(), conversation, ai.inbox.userId)],
      ['it is put into the composer', async (conversation) => ai.get(DraftsService).insert(workspace(), ai.member, (await card(conversation))?.id ?? '')],
      ['sending it is refused', async (conversation) => {
        const draft = await card(conversation);
        await ai.query('UPDATE reply_window SET expires_at = NOW(3) - INTERVAL 1 HOUR WHERE contact_id = (SELECT contact_id FROM conversation WHERE id = ?)', [idToBytes(conversation)]);
        await expect(ai.get(DraftsService).send(workspace(), ai.member, draft?.id ?? '', { clientId: newId(), version: draft?.version ?? 0 })).rejects.toMatchObject({ code: 'INBOX_REPLY_WINDOW_CLOSED' });
      }],
      ['the process that claimed it dies', async (conversation) => {
        await ai.query('UPDATE ai_draft SET sent_client_id = ?, next_at = NOW(3) WHERE id = ?', [newId(), idToBytes((await card(conversation))?.id ?? '')]);
        await ai.get(DraftsService).settleClaims();
      }],
    ])('stays when %s', async (_what, act) => {
      const conversation = await drafted();
      await act(conversation);
      expect(await state(conversation)).toBe('draft');
    });

    it('does not come back with a resolved conversation that is opened again', async () => {
      const conversation = await drafted();
      for (const status of ['resolved', 'open'] as const) await ai.get(ConversationActions).setStatus(workspace(), agent(), conversation, status);
      await ai.get(ConversationAiService).resume(workspace(), ai.member, conversation);
      expect(await state(conversation)).toBeNull();
    });
  });

  describe('a draft that a person asked for', () => {
    beforeEach(() => ai.channel({ mode: 'off' }));
    const ask = (conversation: string) => ai.get(AskDraft).ask(workspace(), ai.member, conversation, {});

    it('is there when it is written, and not before', async () => {
      const conversation = await asked();
      await ask(conversation);
      expect(await state(conversation)).toBeNull();
      await ai.work();
      expect(await state(conversation)).toBe('draft');
    });

    it('is not there when it was stopped', async () => {
      const conversation = await asked();
      ai.stub.mode('hang');
      const { id } = await ask(conversation);
      const writing = ai.get(DraftRunner).runNext();
      for (; !ai.stub.requests.length; await new Promise((resolve) => setImmediate(resolve)));
      await ai.get(DraftsService).stop(workspace(), ai.member, id);
      await writing;
      expect(await state(conversation)).toBeNull();
    });

    it('is answered and written at the same time without a lock in the way of the other', async () => {
      const conversation = await asked();
      await ask(conversation);
      await Promise.all([ai.get(DraftRunner).runNext(), answer(conversation)]);
      expect(await state(conversation)).toBeNull();
    });
  });

  describe('a reply that waits for its time', () => {
    it('is told as sent when it went, once', async () => {
      const conversation = await scheduled();
      await ai.dueNow();
      await ai.work();
      expect(await state(conversation)).toBe('sent');
      expect(await ai.replies(conversation)).toHaveLength(1);
    });

    it('is a draft when it may not go any more', async () => {
      const conversation = await scheduled();
      await ai.channel({ mode: 'draft' });
      await ai.dueNow();
      await ai.get(ScheduledReplies).sendNext();
      expect((await card(conversation))?.state).toBe('ready');
      expect(await state(conversation)).toBe('draft');
    });

    it.each<[string, (conversation: string) => Promise<unknown>]>([
      ['it is canceled', async (conversation) => ai.get(DraftsService).cancel(workspace(), ai.member, (await card(conversation))?.id ?? '')],
      ['a person takes over', (conversation) => ai.get(ConversationAiService).takeOver(workspace(), ai.member, conversation)],
      ['the AI is stopped everywhere', () => ai.get(AiSettingsService).pause(workspace(), ai.member, true)],
      ['the channel is switched off', async () => {
        const { version } = await ai.get(AiChannelsService).get(workspace(), ai.inbox.channelId);
        await ai.get(AiChannelsService).update(workspace(), ai.member, ai.inbox.channelId, { version, mode: 'off' });
      }],
    ])('is told no more when %s', async (_what, act) => {
      const conversation = await scheduled();
      await act(conversation);
      expect(await state(conversation)).toBeNull();
    });
  });

  describe('an answer that went by itself', () => {
    it.each<[string, (conversation: string) => Promise<unknown>]>([
      ['a person answers', (conversation) => answer(conversation)],
      ['a person takes over', (conversation) => ai.get(ConversationAiService).takeOver(workspace(), ai.member, conversation)],
      ['the conversation is resolved', (conversation) => ai.get(ConversationActions).setStatus(workspace(), agent(), conversation, 'resolved')],
    ])('is told no more when %s', async (_what, act) => {
      const conversation = await sent();
      await act(conversation);
      expect((await ai.query<{ ai_state: string | null }>('SELECT ai_state FROM conversation WHERE id = ?', [idToBytes(conversation)]))[0].ai_state).toBeNull();
    });

    it('is told again when the draft for a later question was thrown away', async () => {
      const conversation = await sent();
      await ai.channel({ mode: 'draft' });
      await ai.says(conversation, QUESTION);
      expect(await state(conversation)).toBe('sent');
      await ai.work();
      expect(await state(conversation)).toBe('draft');
      await ai.get(DraftsService).discard(workspace(), ai.member, (await card(conversation))?.id ?? '');
      expect(await state(conversation)).toBe('sent');
    });
  });

  describe.each(['auto', 'draft'] as const)('a conversation that was handed over (%s)', (mode) => {
    it.each<[string, (conversation: string) => Promise<unknown>]>([
      ['a person answers', (conversation) => answer(conversation)],
      ['a person takes over', (conversation) => ai.get(ConversationAiService).takeOver(workspace(), ai.member, conversation)],
      ['a person hands it back', (conversation) => ai.get(ConversationAiService).resume(workspace(), ai.member, conversation)],
    ])('is told no more when %s', async (_what, act) => {
      const conversation = await handedOver(mode);
      await act(conversation);
      expect(await state(conversation)).toBeNull();
    });

    it('is told while the customer goes on and nobody answers', async () => {
      const conversation = await handedOver(mode);
      await ai.says(conversation, 'Is anybody there?');
      expect(await state(conversation)).toBe('handed_over');
    });
  });

  it('filters the list, together with the view', async () => {
    const [one, two] = [await drafted(), await drafted()];
    await asked().then((conversation) => answer(conversation));
    const overview = async (query: object) => (await new ConversationList(ai.inbox.database.dataSource).page(workspace(), ai.inbox.userId, { view: 'all', ...query })).items.map(({ id }) => id);
    expect(await overview({ ai: 'draft' })).toEqual([two, one]);
    expect(await overview({ ai: 'sent' })).toEqual([]);
    await ai.get(ConversationActions).assign(workspace(), agent(), one, ai.inbox.userId);
    expect(await overview({ ai: 'draft', view: 'mine' })).toEqual([one]);
    expect(await overview({ ai: 'draft', view: 'unassigned', unread: true })).toEqual([two]);
  });
});
