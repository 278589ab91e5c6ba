import { AiTurns, ConversationAiService } from '@mailtrixy/server/ai-replies';
import { AutomationInbox, AutomationTasks, AutoRepliesService, RuleRunner } from '@mailtrixy/server/auto-replies';
import { ConversationActions } from '@mailtrixy/server/inbox';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { Logger } from '@mailtrixy/server/platform/logging';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { answering, createAiFixture, SHIPPING, type AiFixture } from '../ai-replies/testing/ai-fixture';
import { AutomationWork } from './automation-work';

const QUESTION = 'How much does express shipping cost?';

/** A rule over what a customer writes, and the AI after it. */
describe('a rule that stops the AI', () => {
  let ai: AiFixture;
  let work: AutomationWork;
  const paused = async (conversation: string) => (await ai.get(ConversationAiService).get(ai.inbox.workspaceId, conversation)).paused?.code ?? null;
  const says = async (conversation: string, text: string) => {
    const { id } = await ai.inbox.inbound(conversation, text);
    const [{ channel_id: channel }] = await ai.query<{ channel_id: Buffer }>('SELECT channel_id FROM conversation WHERE id = ?', [idToBytes(conversation)]);
    await ai.inbox.database.dataSource.transaction((tx) => appendOutbox(tx, [{ workspaceId: ai.inbox.workspaceId, topic: 'message.received', channelId: bytesToId(channel), conversationId: conversation, entityId: id }]));
    await ai.get(AutomationInbox).take();
    await work.runBatch();
    await ai.work();
  };

  beforeAll(async () => {
    ai = await createAiFixture();
    work = new AutomationWork(ai.get(AutomationTasks), ai.get(RuleRunner), ai.get(AiTurns), { warn: (facts: { err: unknown }) => Promise.reject(facts.err) } as unknown as Logger);
    await ai.reset();
    await ai.provider('openai');
    await ai.article('Express shipping', SHIPPING);
    await ai.channel({});
    await ai.settings({ disclosure: false });
    ai.stub.reply(answering('Express shipping costs 9.90 euros. [1]', [1]));
    // The first look begins where the outbox ends.
    await ai.get(AutomationInbox).take();
  });
  afterAll(() => ai?.close());

  it('keeps it silent until the conversation is resolved', async () => {
    const conditions = { match: 'exact' as const, words: ['complaint'], wholeWord: false, mediaKinds: [], channelIds: [], firstMessage: false, during: 'always' as const, languages: [], labelIds: [], notWhileAnswered: false };
    await ai.get(AutoRepliesService).create(ai.inbox.workspaceId, ai.member, { clientId: newId(), name: 'Complaints', enabled: true, conditions, actions: [{ do: 'reply_text', text: 'Somebody looks at it.' }, { do: 'stop_ai' }], limits: { coolDownMinutes: 0, oncePerConversation: false, stop: false } });
    const conversation = await ai.inbox.conversation();
    await says(conversation, 'complaint');
    await says(conversation, QUESTION);
    expect(await ai.replies(conversation)).toEqual(['Somebody looks at it.']);
    expect(await paused(conversation)).toBe('rule_stopped_ai');
    await ai.get(ConversationActions).setStatus(ai.inbox.workspaceId, { userId: ai.inbox.userId, role: 'agent' }, conversation, 'resolved');
    // The customer's next message opens it again.
    await ai.query("UPDATE conversation SET status = 'open', open_slot = 1, resolved_at = NULL WHERE id = ?", [idToBytes(conversation)]);
    expect(await paused(conversation)).toBeNull();
    await says(conversation, QUESTION);
    expect((await ai.replies(conversation)).at(-1)).toBe('Express shipping costs 9.90 euros.');
  });

  it('is told apart from a customer who opts out, and from a channel on which nothing is automated', async () => {
    const codes = async (conversation: string) => (await ai.runs(conversation)).map(({ code }) => code);
    const conversation = await ai.inbox.conversation();
    await says(conversation, 'STOP');
    expect(await codes(conversation)).toEqual(['opted_out']);

    await ai.query('DELETE FROM auto_reply_rule');
    await ai.channel({ mode: 'off' });
    await ai.query("INSERT INTO ai_channel_settings (workspace_id, channel_id, mode, never_topics) VALUES (?, ?, 'draft', '[]')", [idToBytes(ai.inbox.workspaceId), idToBytes(newId())]);
    const quiet = await ai.inbox.conversation();
    await says(quiet, QUESTION);
    expect(await codes(quiet)).toEqual(['channel_off']);
    expect((await ai.get(ConversationAiService).get(ai.inbox.workspaceId, quiet)).last).toMatchObject({ code: 'channel_off' });
  });
});
