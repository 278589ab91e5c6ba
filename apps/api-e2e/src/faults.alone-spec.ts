import { randomUUID } from 'node:crypto';
import type { ChannelDetail, ConversationPage, Message, MessagePage, TemplateList, UploadedAttachment } from '@mailtrixy/shared/dto';
import { services, Stack, until, type Provisioned, type TestWorkspace } from '@mailtrixy/e2e/stack';

interface Line {
  workspace: TestWorkspace;
  number: Provisioned;
  conversationId: string;
}

/** One customer who has written once, on a channel of a fresh workspace. */
async function line(stack: Stack): Promise<Line> {
  const workspace = await stack.workspace();
  const { number } = await stack.channel(workspace.owner);
  await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'hello');
  const conversation = await until('the conversation', async () => (await workspace.owner.get<ConversationPage>('/conversations?view=all')).items[0], 70_000);
  return { workspace, number, conversationId: conversation.id };
}

const thread = async ({ workspace, conversationId }: Line) => (await workspace.owner.get<MessagePage>(`/conversations/${conversationId}/messages`)).items;
const reply = ({ workspace, conversationId }: Line, body: string, more: Record<string, unknown> = {}) => workspace.owner.post<Message>(`/conversations/${conversationId}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body, ...more });
const arrives = (at: Line, body: string, timeoutMs?: number) => until(`"${body}" in the thread`, async () => (await thread(at)).find((message) => message.body === body), timeoutMs);
const delivered = (at: Line, id: string, timeoutMs?: number) => until('delivered', async () => (await thread(at)).find((message) => message.id === id && message.deliveryStatus === 'delivered'), timeoutMs);

const sendsOf = async (stack: Stack, { number }: Line) => (await stack.simulator.ledger({ kind: 'accept', phoneNumberId: number.phoneNumberId })).length;

/** A text file that waits to be sent; @returns its id */
async function attach(stack: Stack, { workspace, conversationId }: Line): Promise<string> {
  const form = new FormData();
  for (const [key, value] of Object.entries({ clientId: randomUUID(), kind: 'document', conversationId })) form.set(key, value);
  form.set('file', new Blob(['opening hours: 9 to 5'], { type: 'text/plain' }), 'hours.txt');
  const answer = await fetch(`${stack.url}/api/attachments`, { method: 'POST', body: form, headers: { cookie: workspace.owner.cookie, origin: stack.url, 'sec-fetch-site': 'same-origin' } });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as UploadedAttachment).id;
}

/** A request for a template without values, once the list is here. */
async function someTemplate({ workspace }: Line): Promise<Record<string, unknown>> {
  const [channel] = await workspace.owner.get<ChannelDetail[]>('/channels');
  const template = await until('the templates', async () => (await workspace.owner.get<TemplateList>(`/templates?channelId=${channel.id}`)).items.find(({ name }) => name === 'book_now'), 60_000);
  return { type: 'template', template: { templateId: template.id, values: {} } };
}

describe('the ring', () => {
  let stack: Stack;

  beforeAll(async () => {
    // With the sweepers asleep, only rings can move anything within the test's time.
    stack = await Stack.start({ env: { MAILTRIXY_SWEEP_MS: '60000' } });
  });
  afterAll(() => stack?.stop());

  it('moves inbound, outbound and statuses within seconds while the sweepers sleep', async () => {
    const at = await line(stack);
    const started = performance.now();
    await stack.simulator.write(at.number.customers[0].id, at.number.phoneNumberId, 'ring');
    await arrives(at, 'ring', 10_000);
    const { id } = await reply(at, 'rung');
    await delivered(at, id, 10_000);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('faults of the stores', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await Stack.start();
  });
  afterAll(() => stack?.stop());
  afterEach(async () => {
    await services('start', 'redis');
    await services('start', 'mariadb');
    stack.disconnect();
  });

  it('does everything without Redis: the sweepers are the engine', async () => {
    const at = await line(stack);
    await services('stop', 'redis');
    await stack.simulator.write(at.number.customers[0].id, at.number.phoneNumberId, 'no redis');
    await arrives(at, 'no redis', 20_000);
    const { id } = await reply(at, 'still here');
    await delivered(at, id, 20_000);
    await services('start', 'redis');
    await stack.simulator.write(at.number.customers[0].id, at.number.phoneNumberId, 'redis is back');
    await arrives(at, 'redis is back');
  }, 90_000);

  it('fetches, sends and fills files and templates without Redis', async () => {
    const at = await line(stack);
    await services('stop', 'redis');
    await stack.simulator.write(at.number.customers[0].id, at.number.phoneNumberId, { type: 'image', image: { sample: 'photo' } });
    await until('the photo', async () => (await thread(at)).some(({ attachment }) => attachment?.state === 'ready'), 30_000);
    const sent = [await reply(at, 'with a file', { type: 'media', attachmentId: await attach(stack, at) }), await reply(at, '', await someTemplate(at))];
    for (const { id } of sent) await delivered(at, id, 30_000);
    expect(await sendsOf(stack, at)).toBe(sent.length);
  }, 120_000);

  it('loses and repeats no file and no template when the database is killed under them', async () => {
    const at = await line(stack);
    const template = await someTemplate(at);
    const attachmentId = await attach(stack, at);
    await stack.simulator.write(at.number.customers[0].id, at.number.phoneNumberId, { type: 'document', document: { sample: 'invoice' } });
    const sent = [await reply(at, 'with a file', { type: 'media', attachmentId }), await reply(at, '', template)];
    await services('kill', 'mariadb');
    await services('start', 'mariadb');
    stack.disconnect();
    await until('the api', async () => (await fetch(`${stack.url}/readyz`)).status === 200, 30_000);
    await until('the document', async () => {
      await stack.simulator.call('POST', '/deliveries/retry-now');
      return (await thread(at)).some(({ type, attachment }) => type === 'document' && attachment?.state === 'ready');
    }, 60_000, 200);
    // A send whose answer could not be stored is unconfirmed until its status comes; none may go out twice.
    for (const { id } of sent) await delivered(at, id, 60_000);
    expect(await sendsOf(stack, at)).toBe(sent.length);
  }, 180_000);

  it('answers 503 while the database is down, and heals by itself', async () => {
    const at = await line(stack);
    const post = () => stack.simulator.call<{ status: number | null }>('POST', '/webhooks', { phoneNumberId: at.number.phoneNumberId, body: { object: 'whatsapp_business_account', entry: [] } });
    await services('kill', 'mariadb');
    const answers = await Promise.all(Array.from({ length: 5 }, post));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
    const get = await at.workspace.owner.raw('GET', '/conversations?view=all');
    expect([get.status, JSON.parse(get.body).code, get.headers.get('retry-after')]).toEqual([503, 'DATABASE_UNAVAILABLE', expect.any(String)]);
    await stack.simulator.write(at.number.customers[0].id, at.number.phoneNumberId, 'kept by Meta');
    await services('start', 'mariadb');
    stack.disconnect();
    await until('200 again', async () => (await post()).status === 200, 30_000);
    await until('what Meta kept', async () => {
      await stack.simulator.call('POST', '/deliveries/retry-now');
      return (await thread(at)).some(({ body }) => body === 'kept by Meta');
    }, 30_000, 200);
    const { id } = await reply(at, 'we are back');
    await delivered(at, id, 30_000);
  }, 120_000);

  it('starts while the database is down, answers 503 meanwhile, and comes up by itself', async () => {
    const at = await line(stack);
    await stack.api.stop();
    await services('stop', 'mariadb');
    await stack.api.start({}, false);
    await until('503', async () => (await fetch(`${stack.url}/api/webhooks/whatsapp`, { method: 'POST', body: '{}' })).status === 503, 20_000);
    await services('start', 'mariadb');
    stack.disconnect();
    await until('the api', async () => (await fetch(`${stack.url}/readyz`)).status === 200, 30_000);
    await stack.simulator.write(at.number.customers[0].id, at.number.phoneNumberId, 'after the cold start');
    await arrives(at, 'after the cold start', 30_000);
  }, 120_000);
});
