import { randomUUID } from 'node:crypto';
import type { ConversationPage, Message, MessagePage, UploadedAttachment } from '@mailtrixy/shared/dto';
import { Stack, until, type Provisioned, type TestWorkspace } from '@mailtrixy/e2e/stack';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC', 'base64');

/** A file on its way out, and everything breaks: the simulator's ledger says what the customer got. */
describe('faults while a file goes out', () => {
  let stack: Stack;
  let workspace: TestWorkspace;
  let number: Provisioned;
  let conversationId: string;

  beforeAll(async () => {
    stack = await Stack.start({ env: { MAILTRIXY_RATE_LIMIT_FACTOR: '100' } });
  });
  beforeEach(async () => {
    workspace = await stack.workspace();
    ({ number } = await stack.channel(workspace.owner));
    await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'Hi');
    conversationId = (await until('the conversation', async () => (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items[0])).id;
  });
  afterAll(() => stack?.stop());

  async function attach(): Promise<string> {
    const form = new FormData();
    for (const [key, value] of Object.entries({ clientId: randomUUID(), kind: 'image', conversationId })) form.append(key, value);
    form.append('file', new Blob([new Uint8Array(PNG)], { type: 'image/png' }), 'a.png');
    const answer = await fetch(`${stack.url}/api/attachments`, { method: 'POST', headers: { cookie: workspace.owner.cookie, origin: stack.url, 'sec-fetch-site': 'same-origin' }, body: form });
    expect(answer.status).toBe(201);
    return ((await answer.json()) as UploadedAttachment).id;
  }
  const send = (attachmentId: string) => workspace.owner.post<Message>(`/conversations/${conversationId}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'media', attachmentId, body: '' });
  const state = async (id: string) => (await workspace.owner.get<MessagePage>(`/conversations/${conversationId}/messages`)).items.find((message) => message.id === id)?.deliveryStatus;
  const ledger = (kind: string) => stack.simulator.ledger({ kind, phoneNumberId: number.phoneNumberId });
  /** Pauses and leases end by themselves; the test does not wait for them. */
  const hurry = () => stack.sql('UPDATE outbound_lane SET next_at = NOW(3), hold_until = NULL WHERE next_at > NOW(3) OR hold_until > NOW(3)');
  const settled = (id: string, wanted: readonly string[]) => until(`${id} to be ${wanted.join(' or ')}`, async () => { await hurry(); const now = await state(id); return now && wanted.includes(now) && now; }, 40_000);

  it.each(['out.after_upload', 'out.after_on_wire', 'out.after_http', 'out.after_store'])('a worker killed at %s: the customer has it once, or a person is asked', async (point) => {
    const file = await attach();
    await stack.worker.restart({ MAILTRIXY_FAILPOINTS: point });
    const { id } = await send(file);
    await stack.worker.ended(30_000);
    await stack.sql('UPDATE outbound_lane SET lease_until = NOW(3), next_at = NOW(3) WHERE lease_until IS NOT NULL');
    await stack.worker.start();
    // Nobody knows whether a send that was under way arrived: it is not repeated, and either a status tells or a person is asked.
    await until('the message to say what the ledger says', async () => {
      await hurry();
      return (await state(id)) === ((await ledger('accept')).length ? 'delivered' : 'unconfirmed');
    }, 40_000);
    await stack.simulator.quiet();
    const taken = await ledger('accept');
    expect(taken.length).toBeLessThanOrEqual(1);
    expect(await state(id)).toBe(taken.length ? 'delivered' : 'unconfirmed');
    expect(await ledger('media_upload')).toHaveLength(1);
  }, 90_000);

  it.each([['hang', { hangMs: 2000 }], ['500', {}], ['503-html', {}], ['reset', {}], ['429', { retryAfter: 1 }], ['error', { code: 131000 }]])('Meta meets the upload with %s: it goes with a later try, once', async (mode, more) => {
    await stack.simulator.call('PUT', `/numbers/${number.phoneNumberId}/chaos`, { send: { mode, ...more, scope: ['media'] } });
    const { id } = await send(await attach());
    await until('a first try', async () => (await ledger('chaos')).length > 0, 30_000);
    expect(['queued', 'sending']).toContain(await state(id));
    await stack.simulator.call('PUT', `/numbers/${number.phoneNumberId}/chaos`, null);
    expect(await settled(id, ['delivered', 'failed'])).toBe('delivered');
    expect(await ledger('accept')).toHaveLength(1);
  }, 90_000);

  it.each(['accept-then-500', 'accept-then-reset'])('the send itself meets %s: the customer has the file once, and a status tells', async (mode) => {
    await stack.simulator.chaosNext({ phoneNumberId: number.phoneNumberId, send: { mode } });
    const { id } = await send(await attach());
    expect(await settled(id, ['delivered', 'failed'])).toBe('delivered');
    expect(await ledger('accept')).toHaveLength(1);
    expect(await ledger('media_upload')).toHaveLength(1);
  }, 90_000);
});
