import type { InboundIdentity } from '@mailtrixy/server/channels';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import { bsuid, InboundBench, inboundMessage, waId } from '../testing/inbound-events';

/** Reproducible: the seed stands in the test's name. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

interface Person {
  id: InboundIdentity;
  /** One number, in one or two ways of writing. */
  numbers: InboundIdentity[];
}

describe('random deliveries on two connections', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase([], { connections: 12, statementTimeoutMs: 10_000 });
  });
  afterAll(() => database?.drop());

  it.each([1, 7, 42, 2026, 5_000_011])('seed %i: everybody ends as one contact, nobody as two people, no message is lost', async (seed) => {
    const random = randomOf(seed);
    const inbox = new InboundBench(database);
    await inbox.addChannel();
    const people: Person[] = Array.from({ length: 6 }, (_, n) => {
      const tail = String(70_000_000 + n * 1111);
      return n % 2 ? { id: bsuid(`BR.${n}`), numbers: [waId(`55119${tail}`), waId(`5511${tail}`)] } : { id: bsuid(`GB.${n}`), numbers: [waId(`4477${tail}`)] };
    });
    const pick = <T>(list: readonly T[]): T => list[random(list.length)];
    const sighting = ({ id, numbers }: Person) => pick([[id], [pick(numbers)], [id, pick(numbers)]]);
    const sent: { person: Person; externalId: string }[] = [];
    const delivery = () =>
      Array.from({ length: 1 + random(4) }, () => {
        const person = pick(people);
        const message = inboundMessage(sighting(person));
        sent.push({ person, externalId: message.externalId });
        return message;
      });
    for (let step = 0; step < 14; step++) await Promise.all([inbox.receive(delivery()), inbox.receive(delivery())]);
    // In the end Meta names each person fully once, for both at the same time.
    await Promise.all(
      [0, 1].flatMap((half) => people.filter((_, n) => n % 2 === half).flatMap((person) => person.numbers.map((number) => {
        const message = inboundMessage([person.id, number]);
        sent.push({ person, externalId: message.externalId });
        return inbox.receive(message);
      }))),
    );

    const contacts = await inbox.contacts();
    const owners = new Map(contacts.flatMap(({ id, identities }) => identities.map(({ kind, value }) => [`${kind} ${value}`, id] as const)));
    for (const { id, numbers } of people) {
      const ids = new Set([id, ...numbers].map(({ kind, value }) => owners.get(`${kind} ${value}`)));
      expect([...ids]).toEqual([expect.any(String)]);
    }
    expect(contacts).toHaveLength(people.length);
    const stored = await inbox.query<{ externalId: string; contactId: Buffer }>("SELECT m.external_id AS externalId, c.contact_id AS contactId FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.workspace_id = ? AND m.direction = 'in'", [idToBytes(inbox.workspaceId)]);
    const placed = new Map(stored.map(({ externalId, contactId }) => [externalId, bytesToId(contactId)]));
    expect(placed.size).toBe(sent.length);
    for (const { person, externalId } of sent) expect(placed.get(externalId)).toBe(owners.get(`bsuid ${person.id.value}`));
    const open = await inbox.query('SELECT contact_id FROM conversation WHERE workspace_id = ? AND open_slot = 1', [idToBytes(inbox.workspaceId)]);
    expect(open).toHaveLength(people.length);
  });
});
