import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import path from 'node:path';
import type { AutoReplies, AutoReplyRule, ConversationPage, MessagePage, Page, RuleHit, SaveRuleRequest } from '@mailtrixy/shared/dto';
import { ManagedProcess, Stack, until, workspaceRoot, type TestWorkspace } from '@mailtrixy/e2e/stack';

const RULE: SaveRuleRequest = {
  name: 'Opening hours',
  enabled: true,
  conditions: { match: 'exact', words: ['hours'], wholeWord: false, mediaKinds: [], channelIds: [], firstMessage: false, during: 'always', languages: [], labelIds: [], notWhileAnswered: false },
  actions: [{ do: 'reply_text', text: 'We are open from nine to five.' }],
  limits: { coolDownMinutes: 0, oncePerConversation: false, stop: false },
};

/** A customer writes the keyword, and the phone gets the reply: once, whatever happens in between. */
describe('auto-replies', () => {
  let stack: Stack;
  let workspace: TestWorkspace;
  let at: Awaited<ReturnType<Stack['channel']>>;

  beforeAll(async () => {
    stack = await Stack.start();
    await stack.simulator.call('PATCH', '/settings', { retry: { baseMs: 50, factor: 1.5, capMs: 500, maxTries: 400, timeoutMs: 5000 } });
  });
  beforeEach(async () => {
    workspace = await stack.workspace();
    at = await stack.channel(workspace.owner);
    await workspace.owner.post<AutoReplyRule>('/auto-replies', { ...RULE, clientId: randomUUID() });
  });
  afterAll(() => stack?.stop());

  const write = (text: string) => stack.simulator.write(at.number.customers[0].id, at.number.phoneNumberId, text);
  const onPhone = async () => (await stack.simulator.chat(at.number.customers[0].id, at.number.phoneNumberId)).filter(({ from }) => from === 'business').map(({ text }) => text);
  const conversation = () => until('the conversation', async () => (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items[0]);
  const looked = () => until('automation to have looked', async () => (await stack.sql('SELECT 1 FROM automation_task')).length === 0 && (await stack.sql('SELECT 1 FROM consumer_offset o JOIN outbox_clock c WHERE o.consumer = ? AND o.seq >= c.seq', ['automation'])).length === 1, 60_000);
  const replied = () => until('the reply', async () => (await onPhone()).length > 0, 60_000);
  const settled = async () => {
    await stack.simulator.quiet();
    await until('deliveries to be processed', async () => (await stack.sql("SELECT 1 FROM webhook_event WHERE state = 'received' UNION ALL SELECT 1 FROM webhook_item WHERE state = 'ready'")).length === 0, 60_000);
    await looked();
  };

  it('answers the exact keyword on the phone, and says in the log why another message got none (SEED)', async () => {
    await write('  Hours ');
    await replied();
    await write('hours please');
    await settled();
    expect(await onPhone()).toEqual(['We are open from nine to five.']);
    const { id } = await conversation();
    const thread = (await workspace.owner.get<MessagePage>(`/conversations/${id}/messages`)).items;
    expect(thread.map(({ direction, authorKind, authorName }) => [direction, authorKind, authorName])).toEqual([['in', 'contact', null], ['out', 'rule', 'Opening hours'], ['in', 'contact', null]]);
    const { items: hits } = await workspace.owner.get<Page<RuleHit>>(`/auto-replies/hits?conversationId=${id}`);
    expect(hits.map(({ fired }) => fired)).toEqual([false, true]);
    expect(hits[0].words).toContain('Choose “Contains”');
    expect((await workspace.owner.get<AutoReplies>('/auto-replies')).rules[0]).toMatchObject({ hits7d: 1 });
  });

  it('answers once when every webhook comes five times', async () => {
    await stack.simulator.call('PUT', '/chaos', { webhook: { duplicate: 5 } });
    await write('hours');
    await replied();
    await settled();
    await stack.simulator.call('PUT', '/chaos', null);
    expect(await onPhone()).toHaveLength(1);
  }, 120_000);

  it.each(['automation.after_take', 'rules.after_commit', 'automation.after_rules'])('answers once when the worker is killed at %s', async (point) => {
    await stack.worker.restart({ MAILTRIXY_FAILPOINTS: point });
    await write('hours');
    await stack.worker.ended(30_000);
    expect(stack.worker.exited?.signal).toBe('SIGKILL');
    // As if the minute of the dead worker's lease had passed.
    await stack.sql('UPDATE automation_task SET next_at = NOW(3)');
    await stack.worker.start();
    await replied();
    await settled();
    expect(await onPhone()).toEqual(['We are open from nine to five.']);
  }, 120_000);

  it('answers without Redis', async () => {
    await stack.worker.restart({ REDIS_URL: 'redis://127.0.0.1:1' });
    await write('hours');
    await replied();
    await settled();
    await stack.worker.restart();
    expect(await onPhone()).toHaveLength(1);
  }, 120_000);

  it('answers once with two workers', async () => {
    const second = new ManagedProcess('worker 2', path.join(process.env['MAILTRIXY_DIST'] ?? path.join(workspaceRoot(), 'dist'), 'apps/worker/main.cjs'), { ...stack.env, WORKER_PORT: String(await freePort()) });
    await second.start();
    try {
      for (let round = 1; round <= 3; round++) {
        await write('hours');
        await until(`reply ${round}`, async () => (await onPhone()).length === round);
      }
      await settled();
      expect(await onPhone()).toHaveLength(3);
    } finally {
      await second.stop();
    }
  }, 120_000);

  it('leaves the conversation to the person who was faster', async () => {
    await stack.worker.restart({ MAILTRIXY_FAILPOINTS: 'automation.after_take' });
    await write('hours');
    await stack.worker.ended(30_000);
    const { id } = await conversation();
    await workspace.owner.post(`/conversations/${id}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body: 'Ana here, we are open.' });
    await stack.worker.start();
    await replied();
    await settled();
    expect(await onPhone()).toEqual(['Ana here, we are open.']);
    expect((await workspace.owner.get<Page<RuleHit>>(`/auto-replies/hits?conversationId=${id}`)).items[0]).toMatchObject({ fired: false, words: expect.stringContaining('a person has acted') });
  }, 120_000);

  it('stops for good at STOP, with one last word', async () => {
    await write('STOP');
    await replied();
    await write('hours');
    await settled();
    expect(await onPhone()).toEqual([expect.stringContaining('no more automatic messages')]);
    await write('START');
    await settled();
    await write('hours');
    await until('the reply', async () => (await onPhone()).length === 2, 60_000);
  }, 180_000);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
