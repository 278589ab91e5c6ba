import type { InboundIdentity } from '@mailtrixy/server/channels';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import { bsuid, InboundBench, inboundMessage, waId } from '../testing/inbound-events';

/** One person's addresses one after the other. */
type Addresses = InboundIdentity[];

const WAYS: [string, Addresses[]][] = [
  ['opaque ids and numbers', [1, 2, 3].map((n) => [bsuid(`GB.${n}`), waId(`44770090000${n}`)])],
  ['opaque ids only', [1, 2, 3].map((n) => [bsuid(`GB.${n}`)])],
  ['numbers only', [1, 2, 3].map((n) => [waId(`44770090000${n}`)])],
];

describe('somebody moves twice', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase([], { connections: 12, statementTimeoutMs: 10_000 });
  });
  afterAll(() => database?.drop());

  const at = Date.now() - 60_000;
  const message = (addresses: Addresses, second: number) => inboundMessage([...addresses], { providerTs: at + second * 1000 });
  const move = (from: Addresses, to: Addresses, second: number) => inboundMessage([...from, ...to], { type: 'system', display: 'system', body: 'moved', moved: { from, to }, address: to.find(({ kind }) => kind === 'wa_id') ?? from[0], providerTs: at + second * 1000 });

  /** The last address is the only one, everything is in its contact, and answers go there. */
  async function oneContact(inbox: InboundBench, [, , last]: Addresses[], told: string): Promise<void> {
    const contacts = await inbox.contacts();
    expect([told, contacts.map(({ identities }) => identities.map(({ value }) => value).sort())]).toEqual([told, [last.map(({ value }) => value).sort()]]);
    const rows = await inbox.query<{ contactId: Buffer; openSlot: number | null; address: string }>('SELECT contact_id AS contactId, open_slot AS openSlot, address FROM conversation WHERE workspace_id = ?', [idToBytes(inbox.workspaceId)]);
    expect([told, [...new Set(rows.map(({ contactId }) => bytesToId(contactId)))]]).toEqual([told, [contacts[0].id]]);
    const open = rows.filter(({ openSlot }) => openSlot === 1);
    expect([told, open.length, last.some(({ value }) => value === open[0]?.address)]).toEqual([told, 1, true]);
  }

  it.each(WAYS)('%s: in whatever order they and the messages come, it is one contact', async (way, addresses) => {
    const [first, second, third] = addresses;
    const makes = [() => message(first, 0), () => move(first, second, 1), () => move(second, third, 2), () => message(third, 3)];
    for (const order of orders([0, 1, 2, 3])) {
      // Whoever wrote from a number before any move was told may be somebody else.
      if (way === 'numbers only' && order.indexOf(3) !== 3) continue;
      for (const together of [false, true]) {
        const inbox = new InboundBench(database);
        await inbox.addChannel();
        const told = order.map((index) => makes[index]());
        if (together) await inbox.receive(told);
        else for (const one of told) await inbox.receive(one);
        await inbox.receive(message(third, 4));
        await oneContact(inbox, addresses, `${order.join(' ')}${together ? ' together' : ''}`);
        // Meta repeats: nothing changes.
        await inbox.receive(told);
        await oneContact(inbox, addresses, `${order.join(' ')} again`);
      }
    }
  });

  it.each(WAYS)('%s: told at the same moment by several workers, it is one contact', async (_way, addresses) => {
    for (let round = 0; round < 10; round++) {
      const inbox = new InboundBench(database);
      await inbox.addChannel();
      const [first, second, third] = addresses;
      await Promise.all([inbox.receive(move(second, third, 2)), inbox.receive(move(first, second, 1)), inbox.receive(move(second, third, 2))]);
      await inbox.receive(message(third, 3));
      await oneContact(inbox, addresses, `round ${round}`);
    }
  });

  it('three moves in any order, of somebody whom nobody knew', async () => {
    const addresses = [1, 2, 3, 4].map((n) => [bsuid(`GB.${n}`), waId(`44770090000${n}`)]);
    for (const order of orders([0, 1, 2])) {
      const inbox = new InboundBench(database);
      await inbox.addChannel();
      for (const index of order) await inbox.receive(move(addresses[index], addresses[index + 1], index + 1));
      expect(await inbox.query('SELECT id FROM conversation WHERE workspace_id = ?', [idToBytes(inbox.workspaceId)])).toEqual([]);
      for (const late of [addresses[0], addresses[3], addresses[1]]) await inbox.receive(message(late, 0));
      await oneContact(inbox, addresses.slice(1), order.join(' '));
    }
  });

  /** Of both it is certain who wrote: the holder's number comes with an id of its own, or after the move. */
  const HOLDERS: [string, Addresses[], Addresses][] = [
    ['with opaque ids', WAYS[0][1], [bsuid('GB.holder'), waId('447700900001')]],
    ['numbers only', WAYS[2][1], [waId('447700900001')]],
  ];
  it.each(HOLDERS)('the next holder of the old number stays another person and keeps it, however often the move is told: %s', async (way, [first, second], holder) => {
    const makes = [() => message(first, 0), () => move(first, second, 1), () => message(holder, 2), () => move(first, second, 1)];
    for (const order of orders([0, 1, 2, 3])) {
      if (way === 'numbers only' && (order.indexOf(0) > order.indexOf(1) || order.indexOf(2) < order.indexOf(1))) continue;
      for (const together of [false, true]) {
        const inbox = new InboundBench(database);
        await inbox.addChannel();
        const told = order.map((index) => makes[index]());
        if (together) await inbox.receive(told);
        else for (const one of told) await inbox.receive(one);
        const [late, again] = [message(first, 0), message(holder, 4)];
        await inbox.receive(late);
        await inbox.receive([again, message(second, 5)]);
        const what = `${order.join(' ')}${together ? ' together' : ''}`;
        const living = (await inbox.contacts()).map(({ identities }) => identities.map(({ value }) => value).sort());
        expect([what, living.sort()]).toEqual([what, [second, holder].map((some) => some.map(({ value }) => value).sort()).sort()]);
        const holders = await inbox.conversationOf(again);
        expect([what, holders.address]).toEqual([what, '447700900001']);
        expect([what, (await inbox.conversationOf(late)).contactId === holders.contactId]).toEqual([what, false]);
      }
    }
  });

  it('who gets the first number back keeps it, in whatever order the moves come', async () => {
    const [first, second, third] = [[bsuid('GB.1'), waId('447700900001')], [bsuid('GB.2'), waId('447700900002')], [bsuid('GB.3'), waId('447700900001')]];
    for (const ids of [true, false]) {
      const [a, b, c] = [first, second, third].map((some) => some.filter(({ kind }) => ids || kind !== 'bsuid'));
      for (const order of orders([0, 1, 2])) {
        const inbox = new InboundBench(database);
        await inbox.addChannel();
        for (const index of order) await inbox.receive([move(a, b, 1), move(b, c, 2), move(a, b, 1)][index]);
        await inbox.receive(message(c, 3));
        await oneContact(inbox, [a, b, c], `${order.join(' ')}${ids ? ' with ids' : ''}`);
      }
    }
  });

  it('a number that somebody else gets after the move is not that person: the later move speaks of the next holder', async () => {
    const inbox = new InboundBench(database);
    await inbox.addChannel();
    const [old, shared, next] = ['447700900001', '447700900002', '447700900003'].map((value) => [waId(value)]);
    await inbox.receive(move(shared, next, 1));
    await inbox.receive(message(old, 2));
    await inbox.receive(move(old, shared, 5));
    await inbox.receive(message(next, 6));
    await inbox.receive(message(shared, 7));
    expect((await inbox.contacts()).map(({ identities }) => identities.map(({ value }) => value))).toEqual(expect.arrayContaining([['447700900003'], ['447700900002']]));
  });
});

function orders(of: number[]): number[][] {
  return of.length < 2 ? [of] : of.flatMap((first) => orders(of.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}
