import { AiSettingsService, AiTurns, AnswerPipeline, ConversationAiService, DraftsService, ScheduledReplies, TurnRunner } from '@mailtrixy/server/ai-replies';
import type { ChannelAccess } from '@mailtrixy/server/channels';
import { AutomaticMessages, ConversationActions, InboundMessagesService } from '@mailtrixy/server/inbox';
import { inboundMessage, waId } from '@mailtrixy/server/inbox/testing';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DEFAULT_CHANNEL_SETTINGS } from '@mailtrixy/shared/dto';
import { answering, createAiFixture, RETURNS, SHIPPING, type AiFixture } from './testing/ai-fixture';

const QUESTION = 'How much does express shipping cost?';
const ANSWER = 'Express shipping costs 9.90 euros. [1]';

describe('the AI and a conversation', () => {
  let ai: AiFixture;

  beforeAll(async () => {
    ai = await createAiFixture();
  });
  beforeEach(async () => {
    await ai.reset();
    await ai.provider('openai');
    await ai.article('Express shipping', SHIPPING);
    await ai.channel({});
    await ai.settings({ disclosure: false });
    ai.stub.reply(answering(ANSWER, [1]));
  });
  afterEach(() => expect(ai.log).toEqual([]));
  afterAll(() => ai?.close());

  const bump = (conversation: string) => ai.query('UPDATE conversation SET responder_version = responder_version + 1 WHERE id = ?', [idToBytes(conversation)]);
  const codes = async (conversation: string) => (await ai.runs(conversation)).map(({ code }) => code);

  it('drafts in draft mode, with the source it quotes', async () => {
    await ai.channel({ mode: 'draft' });
    const conversation = await ai.inbox.conversation();
    await ai.says(conversation, QUESTION);
    await ai.work();
    expect(await ai.draft(conversation)).toMatchObject({ state: 'ready', kind: 'generated', body: ANSWER, why_code: null, question: QUESTION });
    const { draft, mode, answering: answers } = await ai.get(ConversationAiService).get(ai.inbox.workspaceId, conversation);
    expect({ mode, answers }).toEqual({ mode: 'draft', answers: false });
    expect(draft?.sources).toMatchObject([{ n: 1, title: 'Express shipping', current: true }]);
    expect(await ai.replies(conversation)).toEqual([]);
  });

  it('warns in draft mode of a check that failed, and calls the draft unsure', async () => {
    await ai.channel({ mode: 'draft' });
    ai.stub.reply(answering('Express shipping costs 4.20 euros. [1]', [1]));
    const conversation = await ai.inbox.conversation();
    await ai.says(conversation, QUESTION);
    await ai.work();
    const { draft } = await ai.get(ConversationAiService).get(ai.inbox.workspaceId, conversation);
    expect(draft).toMatchObject({ state: 'ready', whyNotSent: null, warning: { code: 'figures' }, confidence: { level: 'low' } });
  });

  it('sends by itself when every gate is passed, once, without citation marks', async () => {
    const conversation = await ai.inbox.conversation();
    await ai.says(conversation, QUESTION);
    await ai.work();
    await ai.work();
    expect(await ai.replies(conversation)).toEqual(['Express shipping costs 9.90 euros.']);
    expect(await codes(conversation)).toEqual(['sent']);
    await ai.inbox.drain();
    expect(ai.inbox.driver.accepted.filter(({ body }) => body.startsWith('Express')).length).toBe(1);
    const [{ author_kind: author, id }] = await ai.query<{ author_kind: string; id: Buffer }>("SELECT author_kind, id FROM message WHERE conversation_id = ? AND direction = 'out'", [idToBytes(conversation)]);
    expect(author).toBe('ai');
    expect(await ai.get(DraftsService).sourcesOf(ai.inbox.workspaceId, [id.toString('hex')].map((hex) => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`)[0])).toMatchObject([{ n: 1, title: 'Express shipping' }]);
  });

  it('says that it is an AI once per conversation', async () => {
    await ai.settings({ disclosure: true, disclosureText: 'I am an AI.' });
    const conversation = await ai.inbox.conversation();
    for (let i = 0; i < 2; i++) {
      await ai.says(conversation, QUESTION);
      await ai.work();
    }
    expect(await ai.replies(conversation)).toEqual(['I am an AI.\n\nExpress shipping costs 9.90 euros.', 'Express shipping costs 9.90 euros.']);
  });

  it('answers a burst of thirty messages once', async () => {
    await ai.channel({ debounce_s: 60 });
    const conversation = await ai.inbox.conversation();
    for (let i = 0; i < 30; i++) await ai.says(conversation, i === 29 ? QUESTION : `word ${i}`);
    await ai.work();
    expect(await ai.replies(conversation)).toEqual([]);
    await ai.query('UPDATE ai_turn SET next_at = NOW(3)');
    await ai.work();
    expect(await ai.replies(conversation)).toHaveLength(1);
    expect(ai.stub.requests.length).toBeLessThanOrEqual(2);
  });

  it('looks once at a message that is handed over twice', async () => {
    const conversation = await ai.inbox.conversation();
    const message = await ai.says(conversation, QUESTION);
    await ai.get(AiTurns).arrived(message);
    await ai.work();
    await ai.get(AiTurns).arrived(message);
    await ai.work();
    expect(await ai.replies(conversation)).toHaveLength(1);
    expect(await ai.runs(conversation)).toHaveLength(1);
  });

  it('answers once when two workers look at the same time', async () => {
    const other = await ai.another();
    const conversation = await ai.inbox.conversation();
    await ai.says(conversation, QUESTION);
    await Promise.all([ai.get(TurnRunner).runNext(), other.get(TurnRunner, { strict: false }).runNext()]);
    await Promise.all([ai.get(ScheduledReplies).sendNext(), other.get(ScheduledReplies, { strict: false }).sendNext(), ai.get(ScheduledReplies).sendNext()]);
    expect(await ai.replies(conversation)).toHaveLength(1);
    expect((await ai.query('SELECT 1 FROM ai_sent')).length).toBe(1);
  });

  it('keeps quiet when a person replies while it thinks', async () => {
    const conversation = await ai.inbox.conversation();
    ai.stub.reply(async (request) => {
      await ai.inbox.sender.send(ai.inbox.workspaceId, { userId: ai.inbox.userId, role: 'agent' }, conversation, { clientId: newId(), kind: 'reply', type: 'text', body: 'I look it up.' });
      return answering(ANSWER, [1])(request);
    });
    await ai.says(conversation, QUESTION);
    await ai.work();
    expect(await ai.replies(conversation)).toEqual(['I look it up.']);
    expect(await codes(conversation)).toEqual(['taken_over']);
  });

  it('leaves a draft when a person acts otherwise while it thinks', async () => {
    const conversation = await ai.inbox.conversation();
    ai.stub.reply(async (request) => {
      await bump(conversation);
      return answering(ANSWER, [1])(request);
    });
    await ai.says(conversation, QUESTION);
    await ai.work();
    expect(await ai.replies(conversation)).toEqual([]);
    expect(await ai.draft(conversation)).toMatchObject({ state: 'ready', why_code: 'taken_over' });
  });

  it('throws its answer away when the customer writes again while it thinks, and answers the newer message', async () => {
    const conversation = await ai.inbox.conversation();
    let first = true;
    ai.stub.reply(async (request) => {
      if (first) {
        first = false;
        await ai.says(conversation, 'And to Austria?');
        return answering('Old answer: express shipping costs 9.90 euros. [1]', [1])(request);
      }
      return answering(ANSWER, [1])(request);
    });
    await ai.says(conversation, QUESTION);
    await ai.work();
    expect(await ai.replies(conversation)).toEqual(['Express shipping costs 9.90 euros.']);
  });

  it('does not send when the customer wrote again and nobody has told the AI yet', async () => {
    const conversation = await ai.inbox.conversation();
    await ai.channel({ delay_s: 600 });
    await ai.says(conversation, QUESTION);
    await ai.work();
    await ai.inbox.inbound(conversation, 'Wait, another question');
    await ai.dueNow();
    await ai.work();
    expect(await ai.replies(conversation)).toEqual([]);
    expect(await ai.draft(conversation)).toMatchObject({ state: 'outdated', why_code: 'newer_message' });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['the kill switch', () => ai.get(AiSettingsService).pause(ai.inbox.workspaceId, ai.member, true), 'kill_switch'],
    ['the channel', () => ai.channel({ mode: 'off' }), 'channel_off'],
  ])('stops when %s goes off while it thinks', async (_what, switchOff, code) => {
    const conversation = await ai.inbox.conversation();
    ai.stub.reply(async (request) => {
      await switchOff();
      return answering(ANSWER, [1])(request);
    });
    await ai.says(conversation, QUESTION);
    await ai.work();
    expect(await ai.replies(conversation)).toEqual([]);
    expect(await codes(conversation)).toEqual([code]);
  });

  it('breaks a call to a slow provider off within two seconds of the kill switch', async () => {
    const conversation = await ai.inbox.conversation();
    ai.stub.mode('hang');
    await ai.says(conversation, QUESTION);
    const thinking = ai.get(TurnRunner).runNext();
    for (; !ai.stub.requests.length; await new Promise((resolve) => setImmediate(resolve)));
    const from = performance.now();
    await ai.get(AiSettingsService).pause(ai.inbox.workspaceId, ai.member, true);
    await thinking;
    expect(performance.now() - from).toBeLessThan(2000);
    expect(await codes(conversation)).toEqual(['kill_switch']);
  });

  it('lets a draft wait when auto-send is switched off while it thinks', async () => {
    const conversation = await ai.inbox.conversation();
    ai.stub.reply(async (request) => {
      await ai.channel({ mode: 'draft' });
      return answering(ANSWER, [1])(request);
    });
    await ai.says(conversation, QUESTION);
    await ai.work();
    expect(await ai.draft(conversation)).toMatchObject({ state: 'ready', why_code: 'mode' });
  });

  describe('while a reply waits', () => {
    const waiting = async (): Promise<{ conversation: string; draftId: string; version: number }> => {
      await ai.channel({ delay_s: 600 });
      const conversation = await ai.inbox.conversation();
      await ai.says(conversation, QUESTION);
      await ai.work();
      expect(await ai.draft(conversation)).toMatchObject({ state: 'scheduled' });
      const { draft, answering: answers } = await ai.get(ConversationAiService).get(ai.inbox.workspaceId, conversation);
      expect(answers).toBe(true);
      return { conversation, draftId: draft?.id ?? '', version: draft?.version ?? 0 };
    };

    it('a person cancels it at the last moment: either it is sent or it is canceled, never both', async () => {
      const { conversation, draftId } = await waiting();
      await ai.dueNow();
      const [, canceled] = await Promise.all([ai.get(ScheduledReplies).sendNext(), ai.get(DraftsService).cancel(ai.inbox.workspaceId, ai.member, draftId).then(() => true, () => false)]);
      await ai.work();
      expect(await ai.replies(conversation)).toHaveLength(canceled ? 0 : 1);
      expect((await ai.draft(conversation))?.['state']).toBe(canceled ? 'canceled' : 'sent');
    });

    it('a person takes it into the composer and sends it changed, as a message of theirs', async () => {
      const { conversation, draftId } = await waiting();
      const { state, version } = await ai.get(DraftsService).insert(ai.inbox.workspaceId, ai.member, draftId);
      expect(state).toBe('ready');
      const clientId = newId();
      const sent = await ai.get(DraftsService).send(ai.inbox.workspaceId, ai.member, draftId, { clientId, version, body: 'It is 9.90 euros.' });
      expect(sent.message).toMatchObject({ body: 'It is 9.90 euros.', authorKind: 'user', authorId: ai.inbox.userId });
      expect(sent.draft.state).toBe('edited');
      const again = await ai.get(DraftsService).send(ai.inbox.workspaceId, ai.member, draftId, { clientId, version, body: 'It is 9.90 euros.' });
      expect(again.message.id).toBe(sent.message.id);
      await ai.dueNow();
      await ai.work();
      expect(await ai.replies(conversation)).toEqual(['It is 9.90 euros.']);
    });

    it.each<[string, (conversation: string, documentId: string) => Promise<unknown>, string]>([
      ['a person takes the conversation over', (conversation) => ai.get(ConversationAiService).takeOver(ai.inbox.workspaceId, ai.member, conversation), 'taken_over'],
      ['a person does anything', (conversation) => bump(conversation), 'taken_over'],
      ['the kill switch is pressed', () => ai.get(AiSettingsService).pause(ai.inbox.workspaceId, ai.member, true), 'kill_switch'],
      ['auto-send is switched off', () => ai.channel({ mode: 'draft' }), 'mode'],
      ['the window closes', (conversation) => ai.query('UPDATE reply_window SET expires_at = NOW(3) - INTERVAL 1 HOUR WHERE contact_id = (SELECT contact_id FROM conversation WHERE id = ?)', [idToBytes(conversation)]), 'window_closed'],
      ['the person opts out', (conversation) => ai.query("UPDATE contact SET opted_out_at = NOW(3), opt_source = 'keyword' WHERE id = (SELECT contact_id FROM conversation WHERE id = ?)", [idToBytes(conversation)]), 'opted_out'],
      ['the source is deleted', async () => { await ai.query('DELETE FROM knowledge_passage'); await ai.query('UPDATE knowledge_revision SET revision = revision + 1'); }, 'source_changed'],
      ['the source is made internal', async () => { await ai.query("UPDATE knowledge_document SET audience = 'internal'"); await ai.query('UPDATE knowledge_revision SET revision = revision + 1'); }, 'source_changed'],
      ['the conversation is resolved', (conversation) => ai.query("UPDATE conversation SET status = 'resolved', open_slot = NULL WHERE id = ?", [idToBytes(conversation)]), 'resolved'],
    ])('it is not sent when %s', async (_what, act, code) => {
      const { conversation } = await waiting();
      await act(conversation, '');
      await ai.dueNow();
      await ai.work();
      expect(await ai.replies(conversation)).toEqual([]);
      const draft = await ai.draft(conversation);
      expect(['ready', 'canceled']).toContain(draft?.['state']);
      expect(draft?.['why_code']).toBe(code);
    });
  });

  it('stays with what it may say: an internal document and another workspace never reach the model', async () => {
    await ai.article('Express shipping margin', 'CANARY-INTERNAL express shipping cost costs us 4 euros.', { audience: 'internal' });
    const elsewhere = newId();
    await ai.query("INSERT INTO workspace (id, name, time_zone) VALUES (?, 'Other', 'UTC')", [idToBytes(elsewhere)]);
    await ai.article('Express shipping', 'CANARY-OTHER express shipping costs 1 euro.', { workspaceId: elsewhere });
    const conversation = await ai.inbox.conversation();
    await ai.inbox.sender.send(ai.inbox.workspaceId, { userId: ai.inbox.userId, role: 'agent' }, conversation, { clientId: newId(), kind: 'note', type: 'text', body: 'CANARY-NOTE about express shipping' });
    await ai.says(conversation, `${QUESTION} My card is 4111 1111 1111 1111`);
    await ai.work();
    const prompts = ai.stub.requests.map(({ raw }) => raw).join('\n');
    expect(prompts).toContain('9.90 euros');
    expect(prompts).not.toMatch(/CANARY|4111/u);
  });

  it('finds nothing: no call, a card that says so, and a gap for whoever writes', async () => {
    const conversation = await ai.inbox.conversation();
    await ai.channel({ draft_at: 60 });
    await ai.says(conversation, 'Do you sell garden furniture made of teak?');
    await ai.work();
    expect(ai.stub.requests).toHaveLength(0);
    expect(await ai.draft(conversation)).toMatchObject({ state: 'no_source' });
    expect(await ai.query('SELECT question, count FROM knowledge_gap')).toMatchObject([{ count: 1 }]);
    expect(await codes(conversation)).toEqual(['no_source']);
  });

  it.each<[string, () => Promise<unknown> | void, string]>([
    ['no provider', () => ai.provider('none'), 'provider_none'],
    ['a provider without credit', () => ai.stub.mode('quota'), 'provider_quota'],
    ['a key that is refused', () => ai.stub.mode('e401'), 'provider_key'],
    ['a page instead of an answer', () => ai.stub.mode('html'), 'provider_html'],
    ['a refusal', () => ai.stub.mode('refusal'), 'provider_refused'],
    ['half an answer', () => ai.stub.mode('trunc'), 'provider_truncated'],
  ])('quotes the passages for a person with %s, and never sends them', async (_what, arrange, code) => {
    await arrange();
    const conversation = await ai.inbox.conversation();
    await ai.says(conversation, QUESTION);
    await ai.work();
    const draft = await ai.draft(conversation);
    expect(draft).toMatchObject({ state: 'ready', kind: 'extractive', problem_code: code });
    expect(draft?.['body']).toContain('9.90 euros');
    expect(await ai.replies(conversation)).toEqual([]);
  });

  it('asks a provider that fails for the moment again before it quotes', async () => {
    ai.stub.next('e500');
    const conversation = await ai.inbox.conversation();
    await ai.says(conversation, QUESTION);
    await ai.work();
    expect(await ai.draft(conversation)).toBeUndefined();
    await ai.query('UPDATE ai_turn SET next_at = NOW(3) WHERE next_at IS NOT NULL');
    await ai.work();
    expect(await ai.replies(conversation)).toHaveLength(1);
  });

  it('keeps an answer with an invented price for a person', async () => {
    ai.stub.reply(answering('Express shipping costs 4.20 euros. [1]', [1]));
    const conversation = await ai.inbox.conversation();
    await ai.says(conversation, QUESTION);
    await ai.work();
    expect(await ai.replies(conversation)).toEqual([]);
    const [{ gates }] = await ai.runs(conversation);
    expect(gates.filter(({ passed }) => !passed).map(({ gate }) => gate).length).toBeGreaterThan(0);
    expect(await ai.draft(conversation)).toMatchObject({ state: 'ready' });
  });

  describe('the card and the line beside it', () => {
    const agent = () => ({ userId: ai.inbox.userId, role: 'agent' as const });
    const answers = (conversation: string) => ai.inbox.sender.send(ai.inbox.workspaceId, agent(), conversation, { clientId: newId(), kind: 'reply', type: 'text', body: 'Here you are.' });
    const shown = (conversation: string) => ai.get(ConversationAiService).get(ai.inbox.workspaceId, conversation);
    const drafted = async (): Promise<string> => {
      await ai.channel({ mode: 'draft' });
      const conversation = await ai.inbox.conversation();
      await ai.says(conversation, QUESTION);
      await ai.work();
      expect((await shown(conversation)).draft?.state).toBe('ready');
      return conversation;
    };

    it('are gone when somebody has answered, also after the customer outdated the draft', async () => {
      const conversation = await drafted();
      await ai.says(conversation, 'thanks');
      expect((await shown(conversation)).draft?.state).toBe('outdated');
      await answers(conversation);
      expect(await shown(conversation)).toMatchObject({ draft: null, last: null });
    });

    it('are gone when the conversation is resolved, and stay so when it is opened again', async () => {
      const conversation = await drafted();
      await ai.get(ConversationActions).setStatus(ai.inbox.workspaceId, agent(), conversation, 'resolved');
      expect((await shown(conversation)).draft).toBeNull();
      await ai.get(ConversationActions).setStatus(ai.inbox.workspaceId, agent(), conversation, 'open');
      expect(await shown(conversation)).toMatchObject({ draft: null, last: null });
    });

    it('say nothing of a draft that was there and was used or thrown away', async () => {
      const conversation = await drafted();
      const { draft, last } = await shown(conversation);
      expect(last).toBeNull();
      await ai.get(DraftsService).discard(ai.inbox.workspaceId, ai.member, draft?.id ?? '');
      expect(await shown(conversation)).toMatchObject({ draft: null, last: null });
    });

    it('say why there is none until somebody has answered', async () => {
      await ai.channel({ mode: 'draft' });
      const conversation = await ai.inbox.conversation();
      await ai.says(conversation, 'STOP');
      await ai.work();
      expect((await shown(conversation)).last?.code).toBe('stop_word');
      await answers(conversation);
      expect((await shown(conversation)).last).toBeNull();
    });
  });

  describe('what was canceled', () => {
    it.each<[string, (conversation: string) => Promise<unknown>]>([
      ['Take over', (conversation) => ai.get(ConversationAiService).takeOver(ai.inbox.workspaceId, ai.member, conversation)],
      ['the kill switch', () => ai.get(AiSettingsService).pause(ai.inbox.workspaceId, ai.member, true)],
      ['Cancel', async (conversation) => ai.get(DraftsService).cancel(ai.inbox.workspaceId, ai.member, (await ai.get(ConversationAiService).get(ai.inbox.workspaceId, conversation)).draft?.id ?? '')],
    ])('by %s keeps its words, which a person may still send; not after the customer wrote again', async (_what, cancel) => {
      await ai.channel({ delay_s: 600 });
      const [one, two] = [await ai.inbox.conversation(), await ai.inbox.conversation()];
      for (const conversation of [one, two]) {
        await ai.says(conversation, QUESTION);
        await ai.work();
        await cancel(conversation);
        const { draft } = await ai.get(ConversationAiService).get(ai.inbox.workspaceId, conversation);
        if (_what !== 'the kill switch' || conversation === one) expect(draft).toMatchObject({ state: 'canceled', body: ANSWER, sendAt: null });
      }
      const { draft } = await ai.get(ConversationAiService).get(ai.inbox.workspaceId, one);
      const { body, version } = await ai.get(DraftsService).insert(ai.inbox.workspaceId, ai.member, draft?.id ?? '');
      expect(body).toBe(ANSWER);
      await ai.get(DraftsService).send(ai.inbox.workspaceId, ai.member, draft?.id ?? '', { clientId: newId(), version });
      expect(await ai.replies(one)).toEqual(['Express shipping costs 9.90 euros.']);
      if (_what === 'the kill switch') return;
      await ai.inbox.inbound(two, 'Wait');
      expect((await ai.get(ConversationAiService).get(ai.inbox.workspaceId, two)).draft).toMatchObject({ state: 'outdated', body: ANSWER });
    });
  });

  describe('giving the conversation back', () => {
    it('waits until the workspace’s AI runs again: what a person took over stays theirs', async () => {
      const conversation = await ai.inbox.conversation();
      await ai.get(ConversationAiService).takeOver(ai.inbox.workspaceId, ai.member, conversation);
      await ai.get(AiSettingsService).pause(ai.inbox.workspaceId, ai.member, true);
      await expect(ai.get(ConversationAiService).resume(ai.inbox.workspaceId, ai.member, conversation)).rejects.toMatchObject({ code: 'AI_PAUSED' });
      await ai.get(AiSettingsService).pause(ai.inbox.workspaceId, ai.member, false);
      expect((await ai.get(ConversationAiService).get(ai.inbox.workspaceId, conversation)).paused?.code).toBe('taken_over');
    });

    it('ends what a rule stopped, also where the channel only drafts', async () => {
      await ai.channel({ mode: 'draft' });
      const conversation = await ai.inbox.conversation();
      const { id, seq } = await ai.inbox.inbound(conversation, 'complaint');
      await ai.get(AiTurns).skipped({ workspaceId: ai.inbox.workspaceId, channelId: ai.inbox.channelId, conversationId: conversation, messageId: id, seq }, { code: 'rule_stopped_ai', words: 'A rule keeps the AI silent in this conversation.' });
      expect((await ai.get(ConversationAiService).get(ai.inbox.workspaceId, conversation)).paused?.code).toBe('rule_stopped_ai');
      expect((await ai.get(ConversationAiService).resume(ai.inbox.workspaceId, ai.member, conversation)).paused).toBeNull();
      await ai.says(conversation, QUESTION);
      await ai.work();
      expect(await ai.draft(conversation)).toMatchObject({ state: 'ready', body: ANSWER });
    });
  });

  describe('handing over', () => {
    const ask = async (conversation: string) => {
      await ai.says(conversation, 'I want to talk to a human please');
      await ai.work();
    };
    const state = async (conversation: string) => ai.get(ConversationAiService).get(ai.inbox.workspaceId, conversation);

    it('tells the customer exactly one sentence, the team why, and is silent from then on', async () => {
      await ai.settings({ disclosure: false, handOffText: 'A colleague takes over.' });
      const conversation = await ai.inbox.conversation();
      await ask(conversation);
      await ask(conversation);
      await ai.says(conversation, QUESTION);
      await ai.work();
      expect(await ai.replies(conversation)).toEqual(['A colleague takes over.']);
      const { paused, handOff } = await state(conversation);
      expect(paused?.code).toBe('handed_over');
      expect(handOff?.reason.code).toBe('asked_for_person');
      expect(handOff?.summary).toContain('human');
      expect(await ai.draft(conversation)).toMatchObject({ state: 'ready', why_code: 'triage' });
    });

    it('does not loop after the conversation was resolved and the customer opened it again', async () => {
      await ai.settings({ disclosure: false, handOffText: 'A colleague takes over.' });
      const number = '447700900771';
      const conversation = await ai.inbox.conversation({ address: number });
      const [{ contact_id: contactId }] = await ai.query<{ contact_id: Buffer }>('SELECT contact_id FROM conversation WHERE id = ?', [idToBytes(conversation)]);
      await ai.query("INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value, unique_value) VALUES (?, ?, ?, 'wa_id', ?, ?)", [idToBytes(newId()), idToBytes(ai.inbox.workspaceId), contactId, number, number]);
      await ask(conversation);
      await ai.get(ConversationActions).setStatus(ai.inbox.workspaceId, { userId: ai.inbox.userId, role: 'agent' }, conversation, 'resolved');
      const inbound = new InboundMessagesService({ findState: async () => ({ settings: DEFAULT_CHANNEL_SETTINGS }) } as unknown as ChannelAccess);
      const [{ conversationId, messageId }] = await inTransaction(ai.inbox.database.dataSource, (tx) => inbound.store(tx, [{ workspaceId: ai.inbox.workspaceId, channelId: ai.inbox.channelId, receivedAt: new Date(), message: inboundMessage([waId(number)], { body: QUESTION }) }]));
      expect(conversationId).toBe(conversation);
      const [{ seq, status }] = await ai.query<{ seq: number; status: string }>('SELECT m.seq, c.status FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.id = ?', [idToBytes(messageId ?? '')]);
      expect(status).toBe('open');
      await ai.get(AiTurns).arrived({ workspaceId: ai.inbox.workspaceId, channelId: ai.inbox.channelId, conversationId: conversation, messageId: messageId ?? '', seq: Number(seq) });
      await ai.work();
      expect(await ai.replies(conversation)).toEqual(['A colleague takes over.', 'Express shipping costs 9.90 euros.']);
      expect((await state(conversation)).paused).toBeNull();
      expect(ai.stub.requests.every(({ raw }) => !raw.includes('human please'))).toBe(true);
    });

    it('goes on after a person has given the conversation back', async () => {
      const conversation = await ai.inbox.conversation();
      await ask(conversation);
      await ai.get(ConversationAiService).resume(ai.inbox.workspaceId, ai.member, conversation);
      await ai.says(conversation, QUESTION);
      await ai.work();
      expect((await ai.replies(conversation)).at(-1)).toBe('Express shipping costs 9.90 euros.');
    });

    it('sends no sentence in draft mode, but tells the team', async () => {
      await ai.channel({ mode: 'draft' });
      const conversation = await ai.inbox.conversation();
      await ask(conversation);
      expect(await ai.replies(conversation)).toEqual([]);
      expect((await state(conversation)).handOff?.reason.code).toBe('asked_for_person');
    });

    it('leaves drafts to people in draft mode: whoever answers finds one for what came since', async () => {
      await ai.channel({ mode: 'draft' });
      const conversation = await ai.inbox.conversation();
      await ask(conversation);
      await ai.says(conversation, QUESTION);
      await ai.work();
      expect(await ai.draft(conversation)).toMatchObject({ state: 'ready', body: ANSWER });
    });
  });

  it('stops talking to a machine at the limit', async () => {
    await ai.channel({ max_per_conversation: 3 });
    const conversation = await ai.inbox.conversation();
    for (let i = 0; i < 8; i++) {
      await ai.says(conversation, `Automatic reply ${i}: how much does express shipping cost?`);
      await ai.work();
    }
    expect(await ai.replies(conversation)).toHaveLength(3);
    expect((await codes(conversation)).slice(3)).toEqual(['cap_conversation', 'cap_conversation', 'cap_conversation', 'cap_conversation', 'cap_conversation']);
    // Paused: the model is not asked for what would not go out anyway.
    expect(ai.stub.requests.length).toBeLessThanOrEqual(8);
  });

  it('counts the limits of a person and of a channel over all conversations', async () => {
    await ai.channel({ max_per_day: 1 });
    const [one, two] = [await ai.inbox.conversation(), await ai.inbox.conversation()];
    await ai.says(one, QUESTION);
    await ai.says(two, QUESTION);
    await ai.work();
    expect([...(await ai.replies(one)), ...(await ai.replies(two))]).toHaveLength(1);
  });

  it('says why it stays silent', async () => {
    const conversation = await ai.inbox.conversation({ windowMs: -1000 });
    await ai.says(conversation, QUESTION);
    await ai.work();
    const stopping = await ai.inbox.conversation();
    await ai.says(stopping, 'STOP');
    await ai.work();
    const ruled = await ai.inbox.conversation();
    const { id, seq } = await ai.inbox.inbound(ruled, 'hours');
    await ai.get(AiTurns).skipped({ workspaceId: ai.inbox.workspaceId, channelId: ai.inbox.channelId, conversationId: ruled, messageId: id, seq }, { code: 'rule_answered', words: 'Auto-reply rule: Hours' });
    expect([await codes(conversation), await codes(stopping), await codes(ruled)]).toEqual([['window_closed'], ['stop_word'], ['rule_answered']]);
  });

  it('says so when it had to give a message up', async () => {
    const conversation = await ai.inbox.conversation();
    const broken = jest.spyOn(ai.get(AnswerPipeline), 'run').mockRejectedValue(new Error('broken'));
    await ai.says(conversation, QUESTION);
    for (let tries = 0; tries < 30; tries++) {
      await ai.query('UPDATE ai_turn SET next_at = NOW(3) WHERE next_at IS NOT NULL');
      await ai.get(TurnRunner).runNext();
    }
    broken.mockRestore();
    expect(await codes(conversation)).toEqual(['failed']);
    expect((await ai.get(ConversationAiService).get(ai.inbox.workspaceId, conversation)).last?.code).toBe('failed');
    expect(ai.log.length).toBe(20);
    ai.log.length = 0;
  });

  it('gives up a message that ends the process whenever it is looked at', async () => {
    const conversation = await ai.inbox.conversation();
    const looked = jest.spyOn(ai.get(AnswerPipeline), 'run');
    await ai.says(conversation, QUESTION);
    // A process that was killed leaves its lease and the count of its tries behind, and no error.
    await ai.query('UPDATE ai_turn SET tries = 20, next_at = NOW(3), lease_until = NOW(3) - INTERVAL 1 SECOND');
    expect(await ai.get(TurnRunner).runNext()).toBe(true);
    expect(looked).not.toHaveBeenCalled();
    looked.mockRestore();
    expect(await codes(conversation)).toEqual(['failed']);
    expect(await ai.get(TurnRunner).runNext()).toBe(false);
  });

  it('says that the channel is off where the AI works elsewhere, once per message; where it works nowhere nobody asks', async () => {
    await ai.channel({ mode: 'off' });
    const conversation = await ai.inbox.conversation();
    await ai.says(conversation, QUESTION);
    expect(await codes(conversation)).toEqual([]);
    await ai.query("INSERT INTO ai_channel_settings (workspace_id, channel_id, mode, never_topics) VALUES (?, ?, 'draft', '[]')", [idToBytes(ai.inbox.workspaceId), idToBytes(newId())]);
    await ai.get(AiTurns).arrived(await ai.says(conversation, QUESTION));
    const { id, seq } = await ai.inbox.inbound(conversation, 'hours');
    await ai.get(AiTurns).skipped({ workspaceId: ai.inbox.workspaceId, channelId: ai.inbox.channelId, conversationId: conversation, messageId: id, seq }, { code: 'rule_answered', words: 'Auto-reply rule: Hours' });
    await ai.work();
    expect(await codes(conversation)).toEqual(['channel_off', 'rule_answered']);
    expect(ai.stub.requests).toHaveLength(0);
  });

  it('counts the disclosure when it looks whether an answer fits, until the customer was told', async () => {
    const conversation = await ai.inbox.conversation();
    await ai.settings({ disclosure: true, disclosureText: 'x'.repeat(980) });
    await ai.says(conversation, QUESTION);
    await ai.work();
    expect(await ai.draft(conversation)).toMatchObject({ state: 'ready', why_code: 'length' });
    await ai.settings({ disclosure: true, disclosureText: 'I am an AI.' });
    await ai.says(conversation, QUESTION);
    await ai.work();
    await ai.settings({ disclosure: true, disclosureText: 'x'.repeat(980) });
    await ai.says(conversation, QUESTION);
    await ai.work();
    expect(await ai.replies(conversation)).toEqual(['I am an AI.\n\nExpress shipping costs 9.90 euros.', 'Express shipping costs 9.90 euros.']);
  });

  describe('replies that wait', () => {
    const scheduled = async (count: number): Promise<string[]> => {
      await ai.channel({ delay_s: 600 });
      const conversations: string[] = [];
      for (let i = 0; i < count; i++) {
        conversations.push(await ai.inbox.conversation());
        await ai.says(conversations[i], QUESTION);
        await ai.work();
      }
      await ai.dueNow();
      return conversations;
    };

    it('are sent by the database’s clock: a worker whose own clock is late does not look for ever', async () => {
      const [conversation] = await scheduled(1);
      const late = jest.spyOn(ai.get<Clock>(CLOCK as never), 'now').mockImplementation(() => Date.now() - 60_000);
      let looks = 0;
      while ((await ai.get(ScheduledReplies).sendNext()) && looks < 10) looks++;
      late.mockRestore();
      expect(looks).toBe(1);
      expect(await ai.replies(conversation)).toHaveLength(1);
    });

    it('are not held up by one that cannot be sent, and that one stays with people in the end', async () => {
      const [broken, fine] = await scheduled(2);
      await ai.query('UPDATE ai_draft SET next_at = NOW(3) - INTERVAL 1 MINUTE WHERE conversation_id = ?', [idToBytes(broken)]);
      const messages = ai.get(AutomaticMessages);
      const channelOf = messages.channelOf.bind(messages);
      const spy = jest.spyOn(messages, 'channelOf').mockImplementation((workspaceId, conversationId) => (conversationId === broken ? Promise.reject(new Error('broken')) : channelOf(workspaceId, conversationId)));
      await ai.work();
      expect(await ai.replies(fine)).toHaveLength(1);
      expect(await ai.draft(broken)).toMatchObject({ state: 'scheduled' });
      for (let tries = 0; tries < 20; tries++) {
        await ai.query("UPDATE ai_draft SET next_at = NOW(3) WHERE state = 'scheduled'");
        await ai.work();
      }
      spy.mockRestore();
      expect(await ai.draft(broken)).toMatchObject({ state: 'ready', body: ANSWER, why_code: 'failed' });
      expect(await ai.replies(broken)).toEqual([]);
      expect(ai.log.length).toBe(10);
      ai.log.length = 0;
    });

    it('stay here when a person answers before their time', async () => {
      await ai.channel({ delay_s: 600 });
      const conversation = await ai.inbox.conversation();
      await ai.says(conversation, QUESTION);
      await ai.work();
      expect(await ai.draft(conversation)).toMatchObject({ state: 'scheduled' });
      await ai.inbox.sender.send(ai.inbox.workspaceId, { userId: ai.inbox.userId, role: 'agent' }, conversation, { clientId: newId(), kind: 'reply', type: 'text', body: 'I do this.' });
      await ai.dueNow();
      await ai.work();
      expect(await ai.replies(conversation)).toEqual(['I do this.']);
      expect((await ai.draft(conversation))?.['state']).not.toBe('sent');
      expect((await ai.get(ConversationAiService).get(ai.inbox.workspaceId, conversation)).draft).toBeNull();
    });
  });

  it('answers a question to which a rule has only said the hours', async () => {
    const conversation = await ai.inbox.conversation();
    const message = await ai.says(conversation, QUESTION);
    await ai.get(AutomaticMessages).commit(ai.inbox.workspaceId, conversation, { authorKind: 'rule', authorName: 'Hours', originKey: `rule:${message.messageId}`, content: { type: 'text', body: 'We are back at nine.' }, trigger: message, responderVersion: null });
    await ai.work();
    expect(await ai.replies(conversation)).toEqual(['We are back at nine.', 'Express shipping costs 9.90 euros.']);
  });

  it('takes the customer’s own words where the model words the question so that nothing is found', async () => {
    const conversation = await ai.inbox.conversation();
    await ai.says(conversation, QUESTION);
    await ai.work();
    const good = answering(ANSWER, [1]);
    ai.stub.reply((request) => (/standaloneQuery/u.test(request.system) ? { json: { standaloneQuery: 'zebra quokka', keywords: ['umlaut'] } } : good(request)));
    await ai.says(conversation, `${QUESTION} Please.`);
    await ai.work();
    expect(await ai.replies(conversation)).toHaveLength(2);
  });

  it('follows a conversation: the model makes the question stand alone, at most two calls', async () => {
    await ai.article('Returns of shoes', RETURNS);
    const conversation = await ai.inbox.conversation();
    await ai.says(conversation, QUESTION);
    await ai.work();
    ai.stub.requests.length = 0;
    await ai.says(conversation, 'And how fast?');
    await ai.work();
    expect(ai.stub.requests).toHaveLength(2);
    expect((await ai.replies(conversation)).length).toBe(2);
  });
});
