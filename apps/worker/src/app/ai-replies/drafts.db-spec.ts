import { AiChannelsService, AskDraft, ConversationAiService, CopilotService, DraftRunner, DraftsService, draftStreamChannel } from '@mailtrixy/server/ai-replies';
import { ConversationActions } from '@mailtrixy/server/inbox';
import { newId } from '@mailtrixy/server/platform/clock';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { idToBytes } from '@mailtrixy/server/platform/database';
import Redis from 'ioredis';
import { answering, createAiFixture, SHIPPING, type AiFixture } from './testing/ai-fixture';

const QUESTION = 'How much does express shipping cost?';
const ANSWER = 'Express shipping costs 9.90 euros. [1]';

describe('drafts that people ask for', () => {
  let ai: AiFixture;
  let conversation: string;

  beforeAll(async () => {
    ai = await createAiFixture();
  });
  beforeEach(async () => {
    await ai.reset();
    await ai.provider('openai');
    await ai.article('Express shipping', SHIPPING);
    await ai.channel({ mode: 'off' });
    ai.stub.reply(answering(ANSWER, [1]));
    conversation = await ai.inbox.conversation();
    await ai.inbox.inbound(conversation, QUESTION);
  });
  afterEach(() => expect(ai.log).toEqual([]));
  afterAll(() => ai?.close());

  const ask = (request = {}) => ai.get(AskDraft).ask(ai.inbox.workspaceId, ai.member, conversation, request);
  const view = async () => (await ai.get(ConversationAiService).get(ai.inbox.workspaceId, conversation)).draft;
  const send = (draftId: string, version: number, clientId = newId(), body?: string) => ai.get(DraftsService).send(ai.inbox.workspaceId, ai.member, draftId, { clientId, version, ...(body ? { body } : {}) });
  const refusal = (code: string) => expect.objectContaining({ code });

  it('are written by the worker, also where the channel is off, and stream while they are', async () => {
    const settings = ai.get<Settings>(SETTINGS as never);
    const subscriber = new Redis(settings.redisUrl);
    const words: { at: number; text: string }[] = [];
    await subscriber.subscribe(draftStreamChannel(settings));
    subscriber.on('message', (_channel, text: string) => words.push((JSON.parse(text) as { frame: { delta: { at: number; text: string } } }).frame.delta));
    const asked = await ask();
    expect(asked).toMatchObject({ state: 'waiting', question: QUESTION });
    await ai.work();
    const draft = await view();
    expect(draft).toMatchObject({ id: asked.id, state: 'ready', body: ANSWER, whyNotSent: null });
    for (; words.map(({ text }) => text).join('') !== ANSWER; await new Promise((resolve) => setImmediate(resolve)));
    expect(words.reduce((at, word) => (expect(word.at).toBe(at), at + word.text.length), 0)).toBe(ANSWER.length);
    subscriber.disconnect();
  });

  it('are given up when they ended the process three times, and the next one is written', async () => {
    const { id } = await ask();
    const other = await ai.inbox.conversation();
    await ai.inbox.inbound(other, QUESTION);
    await ai.get(AskDraft).ask(ai.inbox.workspaceId, ai.member, other, {});
    await ai.query("UPDATE ai_draft SET tries = 3, state = 'streaming', lease_until = NOW(3) - INTERVAL 1 SECOND, next_at = next_at - INTERVAL 1 SECOND WHERE id = ?", [idToBytes(id)]);
    expect(await ai.get(DraftRunner).runNext()).toBe(true);
    expect(await view()).toMatchObject({ id, state: 'failed' });
    expect(await ai.get(DraftRunner).runNext()).toBe(true);
    expect((await ai.get(ConversationAiService).get(ai.inbox.workspaceId, other)).draft).toMatchObject({ state: 'ready', body: ANSWER });
  });

  it('are one when the button is pressed twice', async () => {
    const [one, two] = await Promise.all([ask(), ask()]);
    expect(two.id).toBe(one.id);
  });

  it('carry the wish of the person who asks again', async () => {
    await ask();
    await ai.work();
    await ask({ style: 'instruction', instruction: 'mention the CARRIER-WISH' });
    await ai.work();
    expect(ai.stub.requests.at(-1)?.system).toContain('CARRIER-WISH');
    expect((await ai.query("SELECT 1 FROM ai_draft WHERE state = 'discarded'")).length).toBe(1);
  });

  it('offer to become an article where the person answered something else', async () => {
    await ask();
    await ai.work();
    const draft = await view();
    const { lesson } = await send(draft?.id ?? '', draft?.version ?? 0, newId(), 'Express costs 12 euros since May, and parcels to islands take three days more.');
    expect(lesson).toEqual({ question: QUESTION, answer: 'Express costs 12 euros since May, and parcels to islands take three days more.' });
    await ai.inbox.inbound(conversation, QUESTION);
    await ask();
    await ai.work();
    const next = await view();
    expect((await send(next?.id ?? '', next?.version ?? 0)).lesson).toBeNull();
  });

  it('carry a wish without the secrets that stand in it', async () => {
    await ask({ style: 'instruction', instruction: 'say that his card 4111 1111 1111 1111 and pin 4711 were changed' });
    await ai.work();
    expect(ai.stub.requests.at(-1)?.system).toContain('say that his card [card number 1]');
    expect(ai.stub.requests.map(({ raw }) => raw).join()).not.toMatch(/4111|4711/u);
  });

  it('answer a burst that is longer than its column holds, by its newest words', async () => {
    for (let i = 0; i < 6; i++) {
      const { id } = await ai.inbox.inbound(conversation, 'long');
      await ai.query('UPDATE message SET body = ? WHERE id = ?', ['ราคาเท่าไร '.repeat(360), idToBytes(id)]);
    }
    await ai.inbox.inbound(conversation, QUESTION);
    await ask();
    await ai.work();
    expect((await view())?.state).not.toBe('failed');
    expect(String((await ai.draft(conversation))?.['question']).endsWith(QUESTION)).toBe(true);
  });

  it('are no drafts when the stream is cut: what came is thrown away and the passages are shown', async () => {
    ai.stub.mode('cut');
    await ask();
    await ai.work();
    expect(await view()).toMatchObject({ state: 'ready', kind: 'extractive' });
    expect((await view())?.problem?.code).toMatch(/^provider_/u);
  });

  it('are stopped while they are written, and the call is broken off', async () => {
    ai.stub.mode('hang');
    const { id } = await ask();
    const writing = ai.get(DraftRunner).runNext();
    for (; !ai.stub.requests.length; await new Promise((resolve) => setImmediate(resolve)));
    expect(await ai.get(DraftsService).stop(ai.inbox.workspaceId, ai.member, id)).toMatchObject({ state: 'canceled' });
    await writing;
    expect(await view()).toMatchObject({ state: 'canceled', body: '', problem: { code: 'stopped' } });
  });

  it('are outdated from the moment the customer writes again', async () => {
    await ask();
    await ai.work();
    const draft = await view();
    await ai.says(conversation, 'Another thing');
    expect(await view()).toMatchObject({ state: 'outdated' });
    await expect(send(draft?.id ?? '', 99)).rejects.toEqual(refusal('AI_DRAFT_OUTDATED'));
    expect(await ai.replies(conversation)).toEqual([]);
  });

  it('are refused when somebody has answered since, even before the AI was told', async () => {
    await ask();
    await ai.work();
    const draft = await view();
    await ai.inbox.sender.send(ai.inbox.workspaceId, { userId: ai.inbox.userId, role: 'agent' }, conversation, { clientId: newId(), kind: 'reply', type: 'text', body: 'Hello' });
    await expect(send(draft?.id ?? '', draft?.version ?? 0)).rejects.toEqual(refusal('AI_DRAFT_OUTDATED'));
    expect(await view()).toBeNull();
  });

  it('may be asked for after an answer of ours, and sent', async () => {
    await ai.inbox.sender.send(ai.inbox.workspaceId, { userId: ai.inbox.userId, role: 'agent' }, conversation, { clientId: newId(), kind: 'reply', type: 'text', body: 'One moment.' });
    await ask();
    await ai.work();
    const draft = await view();
    await send(draft?.id ?? '', draft?.version ?? 0);
    expect(await ai.replies(conversation)).toEqual(['One moment.', 'Express shipping costs 9.90 euros.']);
  });

  it('are sent once, without marks, however often and by whomever the button is pressed', async () => {
    await ask();
    await ai.work();
    const draft = await view();
    const clientId = newId();
    const results = await Promise.allSettled([send(draft?.id ?? '', draft?.version ?? 0, clientId), send(draft?.id ?? '', draft?.version ?? 0, clientId), send(draft?.id ?? '', draft?.version ?? 0)]);
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
    expect(await ai.replies(conversation)).toEqual(['Express shipping costs 9.90 euros.']);
    expect(await view()).toBeNull();
  });

  it('that were claimed by a process that died are settled or set free', async () => {
    await ask();
    await ai.work();
    const draft = await view();
    const clientId = newId();
    await ai.query("UPDATE ai_draft SET sent_client_id = ?, next_at = NOW(3) WHERE id = ?", [clientId, idToBytes(draft?.id ?? '')]);
    await ai.get(DraftsService).settleClaims();
    expect(await view()).toMatchObject({ state: 'ready' });
    await ai.inbox.sender.send(ai.inbox.workspaceId, { userId: ai.inbox.userId, role: 'agent' }, conversation, { clientId, kind: 'reply', type: 'text', body: 'Express shipping costs 9.90 euros.' });
    await ai.query("UPDATE ai_draft SET sent_client_id = ?, next_at = NOW(3) WHERE id = ?", [clientId, idToBytes(draft?.id ?? '')]);
    await ai.get(DraftsService).settleClaims();
    expect(await ai.draft(conversation)).toMatchObject({ state: 'sent' });
  });

  it('say that nothing was found instead of inventing', async () => {
    ai.stub.reply(answering('', [], { action: 'hand_off', reason: 'not_in_sources' }));
    await ask();
    await ai.work();
    expect(await view()).toMatchObject({ state: 'no_source', body: '' });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a person takes the conversation over', () => ai.get(ConversationAiService).takeOver(ai.inbox.workspaceId, ai.member, conversation)],
    ['the channel is switched off', async () => {
      await ai.channel({ mode: 'draft', version: 1 });
      await ai.get(AiChannelsService).update(ai.inbox.workspaceId, ai.member, ai.inbox.channelId, { version: 1, mode: 'off' });
    }],
  ])('are written although %s: a person waits for them', async (_what, act) => {
    ai.stub.reply(async (request) => {
      await act();
      return answering(ANSWER, [1])(request);
    });
    await ask();
    await ai.work();
    expect(await view()).toMatchObject({ state: 'ready', body: ANSWER });
  });

  const INVENTED = 'Express shipping costs 4.20 euros. [1]';
  const gone = async () => ai.query("UPDATE knowledge_document SET audience = 'internal'");

  it('warn of what is wrong with the answer, and are not called sure', async () => {
    ai.stub.reply(answering(INVENTED, [1]));
    await ask();
    await ai.work();
    expect(await view()).toMatchObject({ state: 'ready', whyNotSent: null, warning: { code: 'figures', words: expect.stringContaining('4.20') }, confidence: { level: 'low' } });
    expect((await view())?.confidence?.value).toBeLessThan(50);
  });

  it('say nothing of mode, thresholds and limits where the answer is right', async () => {
    await ai.channel({ mode: 'draft', send_at: 100, max_per_day: 0 });
    await ask();
    await ai.work();
    expect((await view())?.warning).toBeNull();
  });

  it('that cite nothing are not sent as they stand; a person who takes the words may send them', async () => {
    ai.stub.reply(answering('Express shipping costs 9.90 euros.', []));
    await ask();
    await ai.work();
    const draft = await view();
    expect(draft).toMatchObject({ state: 'ready', sources: [], warning: { code: 'citations' } });
    await expect(send(draft?.id ?? '', draft?.version ?? 0)).rejects.toEqual(refusal('AI_DRAFT_NO_SOURCE'));
    expect(await ai.replies(conversation)).toEqual([]);
    const { version } = await ai.get(DraftsService).insert(ai.inbox.workspaceId, ai.member, draft?.id ?? '');
    await send(draft?.id ?? '', version, newId(), 'Express shipping costs 9.90 euros.');
    expect(await ai.replies(conversation)).toEqual(['Express shipping costs 9.90 euros.']);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['made internal', () => gone()],
    ['deleted', async () => { await ai.query('DELETE FROM knowledge_passage'); await ai.query('DELETE FROM knowledge_document'); }],
  ])('are not sent as they stand when their source was %s since, and say so', async (_what, act) => {
    await ask();
    await ai.work();
    const draft = await view();
    await act();
    await expect(send(draft?.id ?? '', draft?.version ?? 0)).rejects.toEqual(expect.objectContaining({ code: 'AI_DRAFT_SOURCE_GONE', detail: expect.stringContaining('Express shipping') }));
    expect(await ai.replies(conversation)).toEqual([]);
    expect(await view()).toMatchObject({ state: 'ready', warning: { code: 'source_changed' }, confidence: { level: 'low' } });
  });

  describe('the copilot', () => {
    const help = (request: Parameters<CopilotService['help']>[3]) => ai.get(CopilotService).help(ai.inbox.workspaceId, ai.member, conversation, request);

    it('summarises, rewrites and translates without secrets', async () => {
      await ai.inbox.inbound(conversation, 'My card is 4111 1111 1111 1111');
      ai.stub.reply(() => 'The customer asks for a price.');
      expect(await help({ action: 'summarise' })).toEqual({ text: 'The customer asks for a price.', labelIds: [] });
      await help({ action: 'rewrite', text: 'helo', style: 'fix_spelling' });
      await help({ action: 'translate', text: 'Hello', language: 'de' });
      expect(ai.stub.requests.map(({ raw }) => raw).join()).not.toContain('4111');
    });

    it('translates into the language in which the customer writes where none is named', async () => {
      ai.stub.reply(() => 'Hallo');
      await ai.inbox.inbound(conversation, 'Guten Tag, ich warte seit Dienstag auf meine Lieferung. Wann kommt das Paket endlich an?');
      await ai.inbox.inbound(conversation, 'Ich habe noch keine Nachricht vom Versand bekommen.');
      expect(await help({ action: 'translate', text: 'Hello, your parcel is on its way.' })).toEqual({ text: 'Hallo', labelIds: [] });
      expect(ai.stub.requests.at(-1)?.system).toContain('into German (de)');
    });

    it('summarises a resolved conversation: the talk that ended, not the one before, and no note', async () => {
      const actor = { userId: ai.inbox.userId, role: 'agent' as const };
      ai.stub.reply(() => 'The customer asks for a price.');
      await ai.get(ConversationActions).setStatus(ai.inbox.workspaceId, actor, conversation, 'resolved');
      expect(await help({ action: 'summarise' })).toMatchObject({ text: 'The customer asks for a price.' });
      expect(ai.stub.requests.at(-1)?.raw).toContain(QUESTION);
      await ai.get(ConversationActions).setStatus(ai.inbox.workspaceId, actor, conversation, 'open');
      await ai.inbox.inbound(conversation, 'Do you ship to Norway?');
      await ai.inbox.sender.send(ai.inbox.workspaceId, actor, conversation, { clientId: newId(), kind: 'note', type: 'text', body: 'CANARY-NOTE' });
      await ai.get(ConversationActions).setStatus(ai.inbox.workspaceId, actor, conversation, 'resolved');
      await help({ action: 'summarise' });
      expect(ai.stub.requests.at(-1)?.raw).toContain('Norway');
      expect(ai.stub.requests.at(-1)?.raw).not.toMatch(/CANARY|express shipping/u);
    });

    it('suggests labels of this workspace only', async () => {
      const id = newId();
      await ai.query("INSERT INTO label (id, workspace_id, name, colour) VALUES (?, ?, 'Shipping', 'blue')", [idToBytes(id), idToBytes(ai.inbox.workspaceId)]);
      ai.stub.reply(() => ({ json: { labels: ['shipping', 'Made up'] } }));
      expect(await help({ action: 'suggest_labels' })).toEqual({ text: 'Shipping', labelIds: [id] });
    });

    it.each<[string, () => Promise<unknown> | void, string]>([
      ['no provider', () => ai.provider('none'), 'AI_NOT_CONFIGURED'],
      ['a provider that fails', () => ai.stub.mode('e500'), 'AI_PROVIDER_FAILED'],
    ])('says what is wrong with %s', async (_what, arrange, code) => {
      await arrange();
      await expect(help({ action: 'summarise' })).rejects.toEqual(refusal(code));
    });
  });
});
