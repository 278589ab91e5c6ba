import { randomUUID } from 'node:crypto';
import type { ChannelDetail, ConversationPage, Message, MessagePage } from '@mailtrixy/shared/dto';
import { Stack, until, type LedgerRow, type Provisioned, type SimulatedCustomer, type TestWorkspace } from '@mailtrixy/e2e/stack';

// Meta's error table (META-CLOUD-API §12.2), read by hand. Ranges stand with their ends.
const FINAL = [
  100, 506, 130403, 130472, 130497, 130501, 131008, 131009, 131020, 131021, 131026, 131030, 131041, 131044, 131047, 131049, 131050, 131051, 131052, 131053, 131055, 131059, 131060, 131062, 131063, 131064, 131201, 131215, 132000, 132001, 132005, 132007, 132008,
  132012, 132015, 132016, 132018, 132068, 132069, 133005, 133008, 133009, 133016, 134011, 134100, 134102, 135000, 137000, 139100, 139101, 139102, 139103, 141000, 141999, 147001, 147005, 2388019, 2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299,
  2593107, 2593109,
];
const AMBIGUOUS = [1, 2, 131000, 131016, 131057, 133004, 2494100];
/** True: the pause is so short that the test sees the message go. */
const THROTTLED: readonly (readonly [code: number, goes: boolean])[] = [[4, false], [17, false], [32, false], [341, false], [613, false], [80007, false], [130429, true], [131048, false], [131056, true]];
const HELD: readonly (readonly [code: number, reason: string])[] = [
  [0, 'token_invalid'], [102, 'token_invalid'], [190, 'token_invalid'], [3, 'permission'], [10, 'permission'], [33, 'permission'], [200, 'permission'], [299, 'permission'], [131005, 'permission'],
  [368, 'account_locked'], [131031, 'account_locked'], [131037, 'account_locked'], [131045, 'account_locked'], [133000, 'account_locked'], [133006, 'account_locked'], [133010, 'account_locked'], [133015, 'account_locked'], [131042, 'billing'],
];

interface Line {
  workspace: TestWorkspace;
  channel: ChannelDetail;
  number: Provisioned;
  /** Conversation by customer. */
  conversations: Map<string, string>;
}

/** Every code of Meta's, as the answer of a send and as a failed status later: what people read, what waits, and that nothing goes twice. */
describe("Meta's error codes", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await Stack.start();
  });
  afterAll(() => stack?.stop());

  /** A number whose customers have all written once. */
  const line = async (names: readonly string[]): Promise<Line> => {
    const workspace = await stack.workspace();
    const { channel, number } = await stack.channel(workspace.owner, { customers: names.map((name) => ({ name })) });
    for (const { id } of number.customers) await stack.simulator.write(id, number.phoneNumberId, 'hello');
    const rows = await until('all conversations', async () => {
      const { items } = await workspace.owner.get<ConversationPage>('/conversations?view=all&limit=100');
      return items.length === names.length && items;
    });
    return { workspace, channel, number, conversations: new Map(number.customers.map((customer) => [customer.id, rows.find(({ contactName }) => contactName === customer.name)?.id ?? ''])) };
  };
  const next = ({ number }: Line, customer: SimulatedCustomer, send: object) => stack.simulator.call('POST', '/chaos/next', { phoneNumberId: number.phoneNumberId, customer: customer.id, send });
  const reply = ({ workspace, conversations }: Line, customer: SimulatedCustomer) => workspace.owner.post<Message>(`/conversations/${conversations.get(customer.id)}/messages`, { clientId: randomUUID(), kind: 'reply', type: 'text', body: `to ${customer.name}` });
  const read = async ({ workspace, conversations }: Line, customer: SimulatedCustomer, id: string) => (await workspace.owner.get<MessagePage>(`/conversations/${conversations.get(customer.id)}/messages`)).items.find((message) => message.id === id);
  const becomes = (at: Line, customer: SimulatedCustomer, id: string, status: string) => until(`${customer.name} to be ${status}`, async () => { const message = await read(at, customer, id); return message?.deliveryStatus === status && message; });
  const ledgerOf = (at: Line, kind: string) => stack.simulator.ledger({ kind, phoneNumberId: at.number.phoneNumberId });
  const sendsOf = (rows: LedgerRow[], customer: SimulatedCustomer) => rows.filter(({ body }) => body === `to ${customer.name}`);
  const holdOf = async ({ workspace, channel }: Line) => (await workspace.owner.get<ChannelDetail>(`/channels/${channel.id}`)).sendHold;
  const release = ({ workspace, channel }: Line) => workspace.owner.post(`/channels/${channel.id}/release`);

  it('final ones fail at once, with words and the code, and are not tried again', async () => {
    const at = await line(FINAL.map((code) => `Code ${code}`));
    const sent = new Map<string, string>();
    for (const [index, customer] of at.number.customers.entries()) {
      await next(at, customer, { mode: 'error', code: FINAL[index] });
      sent.set(customer.id, (await reply(at, customer)).id);
    }
    for (const [index, customer] of at.number.customers.entries()) {
      const message = await becomes(at, customer, sent.get(customer.id) ?? '', 'failed');
      expect(message.deliveryError).toMatchObject({ code: FINAL[index], words: expect.stringMatching(new RegExp(`^[A-Z].+ \\(${FINAL[index]}\\)$`)) });
      expect(message.attemptNo).toBe(1);
    }
    expect(await ledgerOf(at, 'accept')).toEqual([]);
    expect(await ledgerOf(at, 'rejected')).toHaveLength(FINAL.length);
    expect(await holdOf(at)).toBeNull();
  }, 120_000);

  it('ambiguous ones stay unconfirmed and are never repeated by machine', async () => {
    const at = await line(AMBIGUOUS.map((code) => `Code ${code}`));
    for (const [index, customer] of at.number.customers.entries()) {
      await next(at, customer, { mode: 'error', code: AMBIGUOUS[index] });
      const { id } = await reply(at, customer);
      expect((await becomes(at, customer, id, 'unconfirmed')).deliveryError).toMatchObject({ words: expect.stringContaining('may have arrived'), actions: ['retry'] });
    }
    expect(await ledgerOf(at, 'rejected')).toHaveLength(AMBIGUOUS.length);
    expect(await ledgerOf(at, 'accept')).toEqual([]);
  });

  it.each(THROTTLED)('code %i waits and is tried again by itself', async (code, goes) => {
    const at = await line([`Code ${code}`]);
    const [customer] = at.number.customers;
    await next(at, customer, { mode: 'error', code });
    const { id } = await reply(at, customer);
    if (goes) {
      expect(await becomes(at, customer, id, 'delivered')).toMatchObject({ attemptNo: 2, deliveryError: null });
      expect(sendsOf(await ledgerOf(at, 'accept'), customer)).toHaveLength(1);
    } else {
      const message = await until('the pause', async () => { const found = await read(at, customer, id); return found?.retry && found; });
      expect(message).toMatchObject({ deliveryStatus: 'queued', retry: { attempt: 1 }, deliveryError: null });
      expect(await ledgerOf(at, 'accept')).toEqual([]);
    }
    expect(await ledgerOf(at, 'rejected')).toHaveLength(1);
    expect(await holdOf(at)).toBeNull();
  });

  it('those of the whole number hold it: nothing fails, and what waited goes once after the release', async () => {
    const at = await line(HELD.map(([code]) => `Code ${code}`));
    for (const [index, customer] of at.number.customers.entries()) {
      const [code, reason] = HELD[index];
      await next(at, customer, { mode: 'error', code });
      const { id } = await reply(at, customer);
      const held = await until(`the hold of ${code}`, () => holdOf(at));
      expect(held).toMatchObject({ reason, code });
      expect(await read(at, customer, id)).toMatchObject({ deliveryStatus: expect.stringMatching(/queued|sending/), deliveryError: null });
      await release(at);
      await becomes(at, customer, id, 'delivered');
    }
    const accepted = await ledgerOf(at, 'accept');
    for (const customer of at.number.customers) expect(sendsOf(accepted, customer)).toHaveLength(1);
    expect(accepted).toHaveLength(HELD.length);
  }, 180_000);

  it('told by a failed status: failed with words, accepted once, never sent again', async () => {
    const codes = [...FINAL, ...AMBIGUOUS, ...THROTTLED.map(([code]) => code)];
    const at = await line(codes.map((code) => `Code ${code}`));
    const sent = new Map<string, string>();
    for (const [index, customer] of at.number.customers.entries()) {
      await next(at, customer, { mode: 'failed', code: codes[index] });
      sent.set(customer.id, (await reply(at, customer)).id);
    }
    for (const [index, customer] of at.number.customers.entries()) {
      const message = await becomes(at, customer, sent.get(customer.id) ?? '', 'failed');
      expect(message.deliveryError).toMatchObject({ code: codes[index], words: expect.stringMatching(new RegExp(`^[A-Z].+ \\(${codes[index]}\\)$`)) });
      expect(message.attemptNo).toBe(1);
    }
    await stack.simulator.quiet();
    const accepted = await ledgerOf(at, 'accept');
    expect(accepted).toHaveLength(codes.length);
    expect(await holdOf(at)).toBeNull();
  }, 120_000);

  it('told by a failed status, those of the whole number hold it as well', async () => {
    const at = await line(HELD.map(([code]) => `Code ${code}`));
    for (const [index, customer] of at.number.customers.entries()) {
      const [code, reason] = HELD[index];
      await next(at, customer, { mode: 'failed', code });
      const { id } = await reply(at, customer);
      expect((await becomes(at, customer, id, 'failed')).deliveryError).toMatchObject({ code });
      expect(await until(`the hold of ${code}`, () => holdOf(at))).toMatchObject({ reason, code });
      await release(at);
    }
    expect(await ledgerOf(at, 'accept')).toHaveLength(HELD.length);
  }, 180_000);
});
