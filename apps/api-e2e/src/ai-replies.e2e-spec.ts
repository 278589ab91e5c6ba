import { randomUUID } from 'node:crypto';
import type { AiChannelSettings, AiDraft, AiProvider, AiRun, AiSettings, AiSource, ConversationAi, ConversationPage, ExamCase, ExamRun, KnowledgeArticle, MessagePage } from '@mailtrixy/shared/dto';
import { ProviderStub, Stack, until, type TestWorkspace } from '@mailtrixy/e2e/stack';

const ARTICLE = { title: 'Express shipping', markdown: '# Express shipping\n\nExpress shipping costs 9.90 euros. Express parcels arrive within two working days.', questions: ['How much does express shipping cost?'] };
const QUESTION = 'How much does express shipping cost?';
const SAID = 'Express shipping costs 9.90 euros.';

/** A model that says what the article says, in the form that it is asked for. */
const FAITHFUL = { action: 'answer', reason: 'in_sources', answer: `${SAID} [1]`, citations: [1], sentences: [{ text: SAID, cite: [1] }], language: 'en', unanswered: [], handOff: null };

/** SEED's "Testing" step 4, both ways: a customer writes on the phone, and a draft waits or the phone gets the answer. */
describe('AI replies', () => {
  let stack: Stack;
  let stub: ProviderStub;
  let workspace: TestWorkspace;
  let at: Awaited<ReturnType<Stack['channel']>>;

  beforeAll(async () => {
    stub = await ProviderStub.start();
    stack = await Stack.start({ env: { MAILTRIXY_OPENAI_URL: stub.url, MAILTRIXY_RATE_LIMIT_FACTOR: '1000', MAILTRIXY_AI_CALL_TIMEOUT_MS: '3000' } });
    await stack.simulator.call('PATCH', '/settings', { retry: { baseMs: 50, factor: 1.5, capMs: 500, maxTries: 400, timeoutMs: 5000 } });
  });
  beforeEach(async () => {
    await stub.reset();
    await stub.say({ json: FAITHFUL });
    workspace = await stack.workspace();
    at = await stack.channel(workspace.owner);
    const { version } = await workspace.owner.get<AiProvider>('/ai/provider');
    await workspace.owner.put<AiProvider>('/ai/provider', { version, kind: 'openai', model: 'stub-small', key: 'sk-test-0123456789abcdef' });
    const article = await workspace.owner.post<KnowledgeArticle>('/knowledge/articles', { clientId: randomUUID(), ...ARTICLE, publish: true });
    await workspace.owner.patch(`/knowledge/documents/${article.id}`, { autoSend: true });
    await until('the article to be indexed', async () => (await workspace.owner.get<KnowledgeArticle>(`/knowledge/articles/${article.id}`)).state === 'ready', 30_000);
  });
  afterAll(async () => {
    await stack?.stop();
    await stub?.stop();
  });

  const write = (text: string) => stack.simulator.write(at.number.customers[0].id, at.number.phoneNumberId, text);
  const onPhone = async () => (await stack.simulator.chat(at.number.customers[0].id, at.number.phoneNumberId)).filter(({ from }) => from === 'business').map(({ text }) => text);
  const conversation = () => until('the conversation', async () => (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items[0]);
  const standing = async () => workspace.owner.get<ConversationAi>(`/conversations/${(await conversation()).id}/ai`);
  const draft = (state: AiDraft['state']) => until(`a draft that is ${state}`, async () => (await standing()).draft?.state === state && (await standing()).draft, 60_000);
  const channel = async (over: Partial<AiChannelSettings>) => {
    const { version } = await workspace.owner.get<AiChannelSettings>(`/ai/channels/${at.channel.id}`);
    return workspace.owner.patch<AiChannelSettings>(`/ai/channels/${at.channel.id}`, { version, debounceS: 0, delayS: 0, draftAt: 20, sendAt: 20, ...over });
  };
  const lookAtTwenty = async () => {
    for (let i = 0; i < 20; i++) await workspace.owner.post<AiRun>('/ai/playground', { question: QUESTION, channelId: at.channel.id });
  };

  it('draft: the customer writes, a person sends the draft with one click, the phone shows it', async () => {
    await channel({ mode: 'draft' });
    await write(QUESTION);
    const waiting = (await draft('ready')) as AiDraft;
    expect(waiting).toMatchObject({ kind: 'generated', body: `${SAID} [1]` });
    expect(waiting.sources).toMatchObject([{ title: 'Express shipping', current: true }]);
    expect(await onPhone()).toEqual([]);
    await workspace.owner.post(`/ai-drafts/${waiting.id}/send`, { clientId: randomUUID(), version: waiting.version });
    await until('the phone to show it', async () => (await onPhone()).length > 0, 30_000);
    expect(await onPhone()).toEqual([SAID]);
    const { id } = await conversation();
    const sent = (await workspace.owner.get<MessagePage>(`/conversations/${id}/messages`)).items.at(-1);
    expect(sent).toMatchObject({ authorKind: 'user', authorName: 'Ana Ruiz' });
    expect(await workspace.owner.get<AiSource[]>(`/messages/${sent?.id}/ai-sources`)).toMatchObject([{ n: 1, title: 'Express shipping' }]);
  });

  it('auto-send: it cannot be chosen unseen; then the phone gets the answer once, and is told that an AI writes', async () => {
    await expect(channel({ mode: 'auto' })).rejects.toMatchObject({ problem: { code: 'AI_AUTO_SEND_BLOCKED' } });
    await lookAtTwenty();
    await channel({ mode: 'auto' });
    await stack.simulator.call('PUT', '/chaos', { webhook: { duplicate: 3 } });
    await write(QUESTION);
    await until('the phone to show it', async () => (await onPhone()).length > 0, 60_000);
    await stack.simulator.call('PUT', '/chaos', null);
    await stack.simulator.quiet();
    expect(await onPhone()).toEqual([`You are chatting with an AI assistant. Write “human” to reach a person.\n\n${SAID}`]);
    expect(await standing()).toMatchObject({ answering: true, last: null });
  });

  it.each(['ai.after_generation', 'ai.sent_not_booked', 'ai.after_send'])('auto-send: the phone gets the answer once when the worker is killed at %s', async (point) => {
    await lookAtTwenty();
    await channel({ mode: 'auto' });
    await stack.worker.restart({ MAILTRIXY_FAILPOINTS: point });
    await write(QUESTION);
    await stack.worker.ended(60_000);
    expect(stack.worker.exited?.signal).toBe('SIGKILL');
    // As if the time of the dead worker's leases had passed.
    await stack.sql('UPDATE automation_task SET next_at = NOW(3)');
    await stack.sql('UPDATE ai_turn SET lease_until = NULL');
    await stack.worker.start();
    await until('the phone to show it', async () => (await onPhone()).length > 0, 60_000);
    await until('nothing to be left to do', async () => (await stack.sql("SELECT 1 FROM ai_turn WHERE next_at IS NOT NULL UNION SELECT 1 FROM ai_draft WHERE state = 'scheduled'")).length === 0);
    await stack.simulator.quiet();
    expect(await onPhone()).toHaveLength(1);
    expect(await stack.sql("SELECT 1 FROM ai_sent s JOIN message m ON m.id = s.message_id WHERE m.channel_id = UNHEX(?)", [at.channel.id.replaceAll('-', '')])).toHaveLength(1);
  }, 180_000);

  it('the kill switch stops what waits, and a person takes over from what answers', async () => {
    await lookAtTwenty();
    await channel({ mode: 'auto', delayS: 600 });
    await write(QUESTION);
    await draft('scheduled');
    await workspace.owner.post('/ai/pause', { paused: true });
    await draft('canceled');
    await workspace.owner.post('/ai/pause', { paused: false });
    await write(`${QUESTION} Please.`);
    await draft('scheduled');
    const { id } = await conversation();
    await workspace.owner.post(`/conversations/${id}/ai/take-over`);
    expect(await standing()).toMatchObject({ answering: false, paused: { code: 'taken_over' }, draft: { state: 'canceled' } });
    expect(await onPhone()).toEqual([]);
  });

  it.each(['e500', 'hang', 'html', 'trunc', 'refusal', 'quota'] as const)('a provider that answers with %s leaves a draft that quotes the article', async (mode) => {
    await stub.mode(mode);
    await channel({ mode: 'draft' });
    await write(QUESTION);
    await until('the turn to have been looked at', async () => (await stack.sql('UPDATE ai_turn SET next_at = NOW(3) WHERE next_at > NOW(3) AND lease_until IS NULL')) && (await standing()).draft?.kind === 'extractive', 60_000);
    expect((await standing()).draft?.body).toContain('9.90 euros');
  }, 120_000);

  it('says in words why it was silent', async () => {
    await channel({ mode: 'draft' });
    await write('thank you!');
    const last = await until('the reason', async () => (await standing()).last, 60_000);
    expect(last).toMatchObject({ code: 'thanks', words: 'Only thanks or a farewell.' });
  });

  it('an exam whose model fails is not passed, says why, and keeps auto-send locked; a case from the chat is saved once', async () => {
    await channel({ mode: 'draft' });
    await write(QUESTION);
    await draft('ready');
    const { id } = await conversation();
    const messageId = (await workspace.owner.get<MessagePage>(`/conversations/${id}/messages`)).items[0].id;
    const save = () => workspace.owner.post<ExamCase>('/ai/exam/cases/from-chat', { messageId });
    const one = await save();
    expect(one).toMatchObject({ question: QUESTION, expect: 'answer', conversationId: id });
    expect((await save()).id).toBe(one.id);
    const { version } = await workspace.owner.get<AiSettings>('/ai/settings');
    await workspace.owner.patch('/ai/settings', { version, examLockBelow: 80 });
    const exam = async (state: ExamRun['state']) => {
      const started = await workspace.owner.post<ExamRun>('/ai/exam/runs', {});
      return until(`an exam that is ${state}`, async () => {
        const run = await workspace.owner.get<ExamRun>(`/ai/exam/runs/${started.id}`);
        return run.state === state && run;
      }, 60_000);
    };
    await stub.mode('e401');
    expect(await exam('failed')).toMatchObject({ passed: 0, passRate: null, problem: expect.any(String), results: [{ passed: false, words: expect.stringContaining('Not asked') }] });
    expect((await workspace.owner.get<AiSettings>('/ai/settings')).locked?.reason).toContain('could not be finished');
    await stub.reset();
    await stub.say({ json: FAITHFUL });
    const provider = await workspace.owner.get<AiProvider>('/ai/provider');
    await workspace.owner.put<AiProvider>('/ai/provider', { version: provider.version, kind: 'openai', model: 'stub-small', key: 'sk-test-0123456789abcdef' });
    expect(await exam('done')).toMatchObject({ passed: 1, passRate: 100, problem: null });
    expect((await workspace.owner.get<AiSettings>('/ai/settings')).locked).toBeNull();
  }, 120_000);
});
