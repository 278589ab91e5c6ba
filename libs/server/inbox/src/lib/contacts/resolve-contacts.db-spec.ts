import type { InboundIdentity } from '@mailtrixy/server/channels';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import { bsuid, InboundBench, inboundMessage, username, waId } from '../testing/inbound-events';

const [NADIA, NADIA_NUMBER] = [bsuid('GB.40718823365519027741'), waId('447700900142')];
const [OTHER, NEW_NUMBER] = [bsuid('GB.55120099318844006612'), waId('447700900777')];

describe('whose message it is', () => {
  let database: TestDatabase;
  let inbox: InboundBench;
  beforeAll(async () => {
    database = await createTestDatabase([], { connections: 12, statementTimeoutMs: 10_000 });
  });
  beforeEach(async () => {
    inbox = new InboundBench(database);
    await inbox.addChannel();
  });
  afterAll(() => database?.drop());

  const from = async (...identities: InboundIdentity[]) => {
    const message = inboundMessage(identities);
    await inbox.receive(message);
    return inbox.conversationOf(message);
  };
  const moved = (before: InboundIdentity[], after: InboundIdentity[], externalId?: string) => inboundMessage([...before, ...after], { ...(externalId ? { externalId } : {}), type: 'system', display: 'system', body: 'changed number', moved: { from: before, to: after }, address: after.find(({ kind }) => kind === 'wa_id') ?? before[0] });
  const valuesOf = (contact: { identities: { value: string }[] }) => contact.identities.map(({ value }) => value).sort();

  it('knows a person by either address, fills in the other, and sends to the one that came last', async () => {
    const first = await from(NADIA_NUMBER);
    const second = await from(NADIA, NADIA_NUMBER, username('nadia'));
    const third = await from(NADIA);
    expect([second.id, third.id]).toEqual([first.id, first.id]);
    expect(third).toMatchObject({ addressKind: 'bsuid', address: NADIA.value });
    expect(valuesOf(third.contact)).toEqual([NADIA_NUMBER.value, NADIA.value, 'nadia'].sort());
    expect(third.contact.displayName).toBe('@nadia');
  });

  it('needs no phone: a person with an opaque id only has a name of it', async () => {
    expect((await from(bsuid('AR.91827364554637281918'))).contact).toMatchObject({ displayName: 'WhatsApp user ·…1918', identities: [{ kind: 'bsuid' }] });
  });

  it.each([
    ['Brazil', '5511987654321', '551187654321'],
    ['Mexico', '5215512345678', '525512345678'],
    ['Argentina', '5491123456789', '541123456789'],
  ])('%s: both ways of writing are one contact, and the answer goes to the address that came last', async (_country, a, b) => {
    const first = await from(waId(a));
    const second = await from(waId(b));
    expect(second).toMatchObject({ id: first.id, address: b });
    expect((await from(waId(a))).address).toBe(a);
    expect(await inbox.contacts()).toHaveLength(1);
  });

  it('never joins two people with opaque ids of their own because their numbers look alike', async () => {
    const one = await from(bsuid('BR.1'), waId('5511987654321'));
    const two = await from(bsuid('BR.2'), waId('551187654321'));
    expect(two.contactId).not.toBe(one.contactId);
    expect((await from(waId('551187654321'))).contactId).toBe(two.contactId);
  });

  it('heals a duplicate when one message names both, and keeps every message', async () => {
    const byNumber = await from(NADIA_NUMBER);
    const byId = await from(NADIA);
    expect(byId.contactId).not.toBe(byNumber.contactId);
    const healed = await from(NADIA, NADIA_NUMBER);
    expect(await inbox.contacts()).toMatchObject([{ id: healed.contactId }]);
    expect(healed.earlier).toHaveLength(1);
    const open = await inbox.query('SELECT id FROM conversation WHERE workspace_id = ? AND open_slot = 1', [idToBytes(inbox.workspaceId)]);
    expect(open).toHaveLength(1);
    expect(await inbox.query("SELECT id FROM message WHERE workspace_id = ? AND direction = 'in'", [idToBytes(inbox.workspaceId)])).toHaveLength(3);
  });

  it('a number that comes with another opaque id of the account has changed hands: nothing goes to its new holder by mistake', async () => {
    const before = await from(NADIA, NADIA_NUMBER);
    const stranger = await from(OTHER, NADIA_NUMBER);
    expect(stranger.contactId).not.toBe(before.contactId);
    expect((await from(NADIA_NUMBER)).contactId).toBe(stranger.contactId);
    const old = await from(NADIA);
    expect(old.contactId).toBe(before.contactId);
    expect(valuesOf(old.contact)).toEqual([NADIA.value]);
    const addresses = await inbox.query<{ address: string }>('SELECT address FROM conversation WHERE contact_id = ?', [idToBytes(before.contactId)]);
    expect(addresses).toEqual([{ address: NADIA.value }]);
  });

  it('an opaque id of another account does not speak against the number', async () => {
    const first = await from(NADIA, NADIA_NUMBER);
    const elsewhere = inboundMessage([bsuid('GB.999'), NADIA_NUMBER], { accountExternalId: 'another account' });
    await inbox.receive(elsewhere);
    expect((await inbox.conversationOf(elsewhere)).contactId).toBe(first.contactId);
    expect((await from(NADIA, NADIA_NUMBER)).contactId).toBe(first.contactId);
  });

  describe('a move told by WhatsApp', () => {
    it('moves the addresses, leaves the old ones to whoever gets them, and tells it in the thread', async () => {
      const before = await from(NADIA, NADIA_NUMBER);
      await inbox.receive(moved([NADIA, NADIA_NUMBER], [OTHER, NEW_NUMBER]));
      const after = await from(OTHER, NEW_NUMBER);
      expect(after).toMatchObject({ id: before.id, address: NEW_NUMBER.value });
      expect(valuesOf(after.contact)).toEqual([NEW_NUMBER.value, OTHER.value].sort());
      expect((await inbox.thread(before.id)).map(({ type }) => type)).toContain('system');
      expect((await from(NADIA_NUMBER)).contactId).not.toBe(before.contactId);
    });

    it('sends to the new address though nobody has written since', async () => {
      const before = await from(NADIA);
      await inbox.receive(inboundMessage([NADIA, OTHER], { type: 'system', display: 'system', moved: { from: [NADIA], to: [OTHER] }, address: NADIA }));
      expect((await inbox.contacts())[0].identities).toEqual([OTHER]);
      expect(await inbox.query('SELECT address FROM conversation WHERE id = ?', [idToBytes(before.id)])).toEqual([{ address: OTHER.value }]);
    });

    it('within one delivery: the answer goes to the new address', async () => {
      const message = inboundMessage([NADIA]);
      await inbox.receive([message, inboundMessage([NADIA, OTHER], { type: 'system', display: 'system', moved: { from: [NADIA], to: [OTHER] }, address: NADIA })]);
      expect(await inbox.conversationOf(message)).toMatchObject({ address: OTHER.value, contact: { identities: [OTHER] } });
    });

    it.each([['apart', false], ['together', true]])('what was written before it but comes later is still theirs, and leads no answer to the old number (%s)', async (_how, together) => {
      const before = await from(NADIA, NADIA_NUMBER);
      const [move, late] = [moved([NADIA, NADIA_NUMBER], [OTHER, NEW_NUMBER]), inboundMessage([NADIA, NADIA_NUMBER])];
      if (together) await inbox.receive([move, late]);
      else for (const one of [move, late]) await inbox.receive(one);
      expect(await inbox.conversationOf(late)).toMatchObject({ id: before.id, contactId: before.contactId, address: NEW_NUMBER.value });
      const holder = await from(bsuid('GB.holder'), NADIA_NUMBER);
      expect(holder.contactId).not.toBe(before.contactId);
      await inbox.receive(inboundMessage([NADIA, NADIA_NUMBER]));
      expect((await from(NADIA_NUMBER)).contactId).toBe(holder.contactId);
      expect(await inbox.contacts()).toHaveLength(2);
    });

    it('joins the two contacts when the new address wrote first, because opaque ids prove it', async () => {
      const old = await from(NADIA, NADIA_NUMBER);
      const fresh = await from(OTHER, NEW_NUMBER);
      expect(fresh.contactId).not.toBe(old.contactId);
      await inbox.receive(moved([NADIA, NADIA_NUMBER], [OTHER, NEW_NUMBER]));
      expect(await inbox.contacts()).toHaveLength(1);
      expect((await from(OTHER)).contactId).toBe((await inbox.contacts())[0].id);
    });

    it('never merges by numbers alone', async () => {
      const old = await from(NADIA_NUMBER);
      const fresh = await from(NEW_NUMBER);
      await inbox.receive(moved([NADIA_NUMBER], [NEW_NUMBER]));
      expect(await inbox.contacts()).toHaveLength(2);
      expect((await from(NEW_NUMBER)).contactId).toBe(fresh.contactId);
      expect((await from(NADIA_NUMBER)).contactId).not.toBe(old.contactId);
    });

    it('repeats without effect, and makes no conversation of somebody who never wrote', async () => {
      const before = await from(NADIA, NADIA_NUMBER);
      const move = moved([NADIA, NADIA_NUMBER], [OTHER, NEW_NUMBER]);
      for (let i = 0; i < 3; i++) await inbox.receive(move);
      expect(valuesOf((await inbox.contacts())[0])).toEqual([NEW_NUMBER.value, OTHER.value].sort());
      expect((await inbox.thread(before.id)).filter(({ type }) => type === 'system')).toHaveLength(1);
      const unknown = moved([bsuid('GB.7')], [bsuid('GB.8')]);
      for (let i = 0; i < 2; i++) await inbox.receive(unknown);
      // Remembered, because the move before this one may come after it.
      expect((await inbox.contacts()).map(valuesOf)).toEqual([[NEW_NUMBER.value, OTHER.value].sort(), ['GB.8']]);
      expect(await inbox.query('SELECT id FROM conversation WHERE workspace_id = ?', [idToBytes(inbox.workspaceId)])).toHaveLength(1);
    });
  });

  it('a phone shared on request becomes an address of the sender, and of nobody else', async () => {
    const card = { name: 'Tomás', phones: [{ phone: '+54 9 11 2345-6789', type: 'CELL', waId: '5491123456789' }], emails: [], organisation: null, addresses: [], urls: [], birthday: null };
    const hidden = await from(bsuid('AR.1'));
    await inbox.receive(inboundMessage([bsuid('AR.1')], { type: 'contacts', body: 'Tomás', content: { kind: 'contacts', cards: [card], requested: true } }));
    expect((await from(waId('541123456789'))).contactId).toBe(hidden.contactId);
    await inbox.receive(inboundMessage([bsuid('AR.2')], { type: 'contacts', body: 'Tomás', content: { kind: 'contacts', cards: [card], requested: false } }));
    expect((await from(waId('5491123456789'))).contactId).toBe(hidden.contactId);
  });

  describe('names', () => {
    const at = Date.now() - 60_000;
    const named = (profileName: string, second: number, tag = profileName) => inboundMessage([NADIA, NADIA_NUMBER, username(tag)], { profileName, providerTs: at + second * 1000 });
    const shown = async () => (await inbox.contacts()).map(({ profileName, identities }) => [profileName, identities.find(({ kind }) => kind === 'username')?.value]);

    it.each(['012', '021', '102', '120', '201', '210'].flatMap((order) => [[order, false], [order, true]] as const))('the newest of Meta counts, in whatever order they come: %s, together: %s', async (order, together) => {
      const told = [...order].map((n) => named(['old', 'middle', 'new'][Number(n)], Number(n)));
      if (together) await inbox.receive(told);
      else for (const one of told) await inbox.receive(one);
      expect(await shown()).toEqual([['new', 'new']]);
    });

    it('a name that was told again since is newer than one that comes late', async () => {
      for (const message of [named('new', 1), named('new', 5), named('old', 3)]) await inbox.receive(message);
      expect(await shown()).toEqual([['new', 'new']]);
    });

    it('who goes back to an earlier name is called by it', async () => {
      for (const message of [named('one', 1), named('two', 2), named('one', 3)]) await inbox.receive(message);
      expect(await shown()).toEqual([['one', 'one']]);
    });

    it('history does not bring an old name back', async () => {
      await inbox.receive(named('new', 5));
      await inbox.receive(inboundMessage([NADIA, NADIA_NUMBER], { profileName: 'old', historical: true, providerTs: at - 86_400_000 }));
      expect((await shown())[0][0]).toBe('new');
    });
  });

  it('makes one contact when deliveries with one address each race with one that names both', async () => {
    for (let round = 0; round < 12; round++) {
      const [id, number] = [bsuid(`GB.race${round}`), waId(`44770091${1000 + round}`)];
      await Promise.all([inbox.receive(inboundMessage([number])), inbox.receive(inboundMessage([id])), inbox.receive(inboundMessage([id, number])), inbox.receive(inboundMessage([id, number]))]);
    }
    expect(await inbox.contacts()).toHaveLength(12);
    expect(await inbox.query("SELECT id FROM message WHERE workspace_id = ? AND direction = 'in'", [idToBytes(inbox.workspaceId)])).toHaveLength(48);
  });

  it('makes one contact when both ways of writing a new number race', async () => {
    for (let round = 0; round < 12; round++) {
      const tail = 87654300 + round;
      await Promise.all([`55119${tail}`, `5511${tail}`, `55119${tail}`, `5511${tail}`].map((value) => inbox.receive(inboundMessage([waId(value)]))));
    }
    expect(await inbox.contacts()).toHaveLength(12);
  });
});
