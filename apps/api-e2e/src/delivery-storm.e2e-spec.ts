import { createHmac } from 'node:crypto';
import { Stack, until, type Provisioned, type TestWorkspace } from '@mailtrixy/e2e/stack';

type Json = Record<string, unknown>;
interface Person {
  id: string;
  userId: string | null;
  /** One phone, in one or two ways of writing. */
  numbers: string[];
  username: string | null;
  /** Who moved: the addresses before, then known under the ones above. */
  before: { userId: string; number: string } | null;
}
/** One element of a delivery, with the card that Meta puts beside it. */
interface Element {
  channel: number;
  field: string;
  list: string;
  element: Json;
  card: Json | null;
}
interface Talk {
  wamid: string;
  person: Person;
  channel: number;
  at: number;
  body: string;
  kind: 'bubble' | 'echo' | 'past' | 'notice';
  opens: boolean;
}

const PEOPLE = 20;
const CONNECTIONS = 16;
/** Another one from the environment finds other orders. */
const SEED = Number(process.env['MAILTRIXY_STORM_SEED'] ?? 2026);

/**
 * Everything that may arrive, in random order, twice, on sixteen connections: what stands in the inbox afterwards must be
 * what a model says that knows every event and no order.
 */
describe('a storm of deliveries', () => {
  let stack: Stack;
  let workspace: TestWorkspace;
  let numbers: Provisioned[];
  const random = seeded(SEED);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const chance = (part: number) => random() < part;
  const shuffled = <T>(list: readonly T[]): T[] => list.map((one) => ({ one, at: random() })).sort((a, b) => a.at - b.at).map(({ one }) => one);
  const now = Math.floor(Date.now() / 1000);
  let count = 0;
  const wamid = () => `wamid.STORM${++count}`;

  const people: Person[] = Array.from({ length: PEOPLE }, (_, n) => {
    const tail = String(81_000_000 + n * 7919).slice(0, 8);
    const numbers = n % 5 === 1 ? [`55119${tail}`, `5511${tail}`] : n % 5 === 2 ? [`521${tail}44`, `52${tail}44`] : n % 5 === 3 ? [`549${tail}55`, `54${tail}55`] : n % 5 === 4 ? [] : [`4477${tail}`];
    const moves = n % 10 === 5;
    return { id: `P${n}`, userId: n % 10 === 0 ? null : `GB.NOW${n}`, numbers, username: n % 5 === 4 ? `user.${n}` : null, before: moves ? { userId: `GB.OLD${n}`, number: `4479${tail}` } : null };
  });
  // The old numbers of those who moved belong to somebody else now.
  for (const { before, id } of people.filter((person) => person.before)) people.push({ id: `H${id}`, userId: `GB.HOLDER${id}`, numbers: [before?.number ?? ''], username: null, before: null });

  const talks: Talk[] = [];
  const elements: Element[] = [];
  const edits = new Map<string, { at: number; body: string }>();
  const revoked = new Set<string>();
  const reactions = new Map<string, { at: number; emoji: string | null }>();
  const stops = new Map<string, { at: number; stopped: boolean }>();

  /** The person as Meta may name them: by any address that they have, old payloads with the id in the number's place. */
  function named(person: Person): { from: Json; card: Json | null } {
    if (person.before && chance(0.4)) return { from: { from: person.before.number, from_user_id: person.before.userId }, card: chance(0.5) ? { wa_id: person.before.number, user_id: person.before.userId } : null };
    const number = person.numbers.length ? pick(person.numbers) : null;
    // A number alone says nothing certain where it may have had another holder.
    const sure = !people.some((other) => other.before && person.numbers.includes(other.before.number));
    const form = person.userId === null ? 'number' : number === null ? pick(['id', 'idInFrom']) : pick(sure ? ['number', 'id', 'both', 'both', 'idInFrom'] : ['both', 'both']);
    const [id, phone] = [form !== 'number' ? person.userId : null, form === 'number' || form === 'both' ? number : null];
    const from = form === 'idInFrom' ? { from: person.userId } : { ...(phone && { from: phone }), ...(id && { from_user_id: id }) };
    const card = chance(0.3) ? null : { profile: { name: `Name ${person.id}`, ...(person.username && { username: person.username }) }, ...(id && { user_id: id }), ...(phone && { wa_id: phone }) };
    return { from, card };
  }

  function say(person: Person, channel: number): void {
    const id = wamid();
    const at = now - 3600 - Math.floor(random() * 3600);
    const { from, card } = named(person);
    const what = pick<[string, Json]>([
      ['text', { text: { body: `words ${id} ä👩‍👩‍👧` } }],
      ['location', { location: { latitude: 52.37, longitude: 4.89, name: `words ${id}` } }],
      ['button', { button: { payload: 'x', text: `words ${id}` } }],
      ['interactive', { interactive: { type: 'list_reply', list_reply: { id: 'a', title: `words ${id}` } } }],
      ['order', { order: { catalog_id: '1', text: `words ${id}`, product_items: [{ product_retailer_id: 'M', quantity: '2', item_price: 1.5, currency: 'EUR' }] } }],
      ['text', { text: { body: `words ${id}` }, context: { id: `wamid.STORM${Math.floor(random() * 400)}`, from: '1' } }],
    ]);
    elements.push({ channel, field: 'messages', list: 'messages', card, element: { ...from, id, timestamp: chance(0.2) ? at : String(at), type: what[0], ...what[1] } });
    talks.push({ wamid: id, person, channel, at, body: `words ${id}`, kind: 'bubble', opens: true });
  }

  function echo(person: Person, channel: number, past: boolean): void {
    const id = wamid();
    const at = past ? now - 86_400 * 40 - count : now - 3600 - Math.floor(random() * 3600);
    const { from } = named(person);
    const to = { ...(from['from'] ? { to: from['from'] } : {}), ...(from['from_user_id'] ? { to_user_id: from['from_user_id'] } : {}) };
    const element = { id, timestamp: String(at), type: 'text', text: { body: `echo ${id}` } };
    talks.push({ wamid: id, person, channel, at, body: `echo ${id}`, kind: past ? 'past' : 'echo', opens: false });
    if (!past) return void elements.push({ channel, field: 'smb_message_echoes', list: 'message_echoes', card: null, element: { ...element, ...to, from: '15550001111' } });
    elements.push({ channel, field: 'history', list: 'messages', card: null, element: { ...element, ...from } });
  }

  function call(person: Person, channel: number): void {
    const id = `wacid.STORM${++count}`;
    const at = now - 1800 - Math.floor(random() * 3600);
    const { from, card } = named(person);
    for (const [event, key] of [['connect', id], ['terminate', `${id}#end`]]) {
      elements.push({ channel, field: 'calls', list: 'calls', card, element: { ...from, id, event, direction: 'USER_INITIATED', timestamp: String(at) } });
      talks.push({ wamid: key, person, channel, at, body: '', kind: 'bubble', opens: event === 'connect' });
    }
  }

  /** What later changes a message, from the person who wrote it. */
  function change(talk: Talk): void {
    const { person, channel, wamid: target } = talk;
    const event = (at: number, type: string, member: Json) => {
      const { from, card } = named(person);
      elements.push({ channel, field: 'messages', list: 'messages', card, element: { ...from, id: wamid(), timestamp: String(at), type, [type]: member } });
    };
    const steps = 1 + Math.floor(random() * 3);
    for (let step = 1; step <= steps; step++) {
      const at = now - 3000 + step * 60;
      if (chance(0.5)) {
        const emoji = step === 3 ? null : pick(['👍', '❤️', '👩‍👩‍👧‍👦', '🇪🇺']);
        event(at, 'reaction', { message_id: target, ...(emoji ? { emoji } : chance(0.5) ? { emoji: '' } : {}) });
        reactions.set(target, { at, emoji });
      } else if (talk.kind === 'bubble' && talk.body) {
        event(at, 'edit', { original_message_id: target, message: { type: 'text', text: { body: `edited ${step} ${target}` } } });
        edits.set(target, { at, body: `edited ${step} ${target}` });
      }
    }
    if (chance(0.15)) {
      event(now - 2000, 'revoke', { original_message_id: target });
      revoked.add(target);
    }
  }

  beforeAll(async () => {
    stack = await Stack.start({ env: { MAILTRIXY_RATE_LIMIT_FACTOR: '100' } });
    workspace = await stack.workspace();
    const first = await stack.channel(workspace.owner);
    const second = await stack.channel(workspace.owner, { appId: first.number.appId, wabaId: first.number.wabaId, appSecret: first.number.appSecret });
    numbers = [first.number, second.number];
  });
  afterAll(() => stack?.stop());

  const envelope = (some: readonly Element[]): string => {
    const groups = new Map<string, Element[]>();
    for (const one of some) groups.set(`${one.channel} ${one.field} ${one.list}`, [...(groups.get(`${one.channel} ${one.field} ${one.list}`) ?? []), one]);
    const changes = shuffled([...groups.values()]).map((group) => {
      const [{ channel, field, list }] = group;
      const cards = group.flatMap(({ card }) => (card ? [card] : []));
      return { field, value: { messaging_product: 'whatsapp', metadata: { phone_number_id: numbers[channel].phoneNumberId, display_phone_number: '15550001111' }, ...(cards.length && { contacts: shuffled(cards) }), [list]: group.map(({ element }) => element) } };
    });
    return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: numbers[0].wabaId, changes }] });
  };
  async function post(body: string): Promise<void> {
    const escaped = body.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const signature = `sha256=${createHmac('sha256', numbers[0].appSecret).update(escaped).digest('hex')}`;
    const answer = await fetch(`${stack.url}/api/webhooks/whatsapp`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature }, body: escaped });
    await answer.arrayBuffer();
    expect(answer.status).toBe(200);
  }

  it('leaves what the model says', async () => {
    for (let n = 0; n < 1500; n++) {
      const [person, channel] = [pick(people), chance(0.7) ? 0 : 1];
      const kind = random();
      if (kind < 0.75) say(person, channel);
      else if (kind < 0.85) echo(person, channel, false);
      else if (kind < 0.95) echo(person, channel, true);
      else call(person, channel);
    }
    for (const talk of talks.filter(({ kind }) => kind !== 'past')) if (chance(0.15)) change(talk);
    for (const person of people) {
      for (const [at, stopped] of [[now - 900, chance(0.5)], [now - 600, chance(0.5)]] as const) {
        const form = person.userId ? { user_id: person.userId } : { wa_id: person.numbers[0] };
        elements.push({ channel: 0, field: 'user_preferences', list: 'user_preferences', card: null, element: { ...form, category: 'marketing_messages', value: stopped ? 'stop' : 'resume', timestamp: at } });
        stops.set(person.id, { at, stopped });
      }
      // Once each, Meta names everybody fully.
      for (const number of person.numbers) {
        if (!person.userId) continue;
        const id = wamid();
        elements.push({ channel: 0, field: 'messages', list: 'messages', card: { user_id: person.userId, wa_id: number }, element: { from: number, from_user_id: person.userId, id, timestamp: String(now - 500), type: 'text', text: { body: `words ${id}` } } });
        talks.push({ wamid: id, person, channel: 0, at: now - 500, body: `words ${id}`, kind: 'bubble', opens: true });
      }
    }
    // Who moves is told before the rest: a move of somebody unknown is not kept.
    const movers = people.filter((person) => person.before);
    for (const person of movers) {
      const { before } = person;
      const id = wamid();
      const element = { from: before?.number, from_user_id: before?.userId, id, timestamp: String(now - 7300), type: 'text', text: { body: `words ${id}` } };
      talks.push({ wamid: id, person, channel: 0, at: now - 7300, body: `words ${id}`, kind: 'bubble', opens: true });
      await post(envelope([{ channel: 0, field: 'messages', list: 'messages', card: null, element }]));
    }
    await until('the movers', async () => Number((await stack.sql<{ n: number }>("SELECT COUNT(*) AS n FROM message WHERE direction = 'in'"))[0].n) === movers.length, 20_000);
    for (const person of movers) elements.push({ channel: 0, field: 'messages', list: 'messages', card: null, element: { from: person.before?.number, id: wamid(), timestamp: String(now - 7200), type: 'system', system: { type: 'user_changed_number', body: 'moved', wa_id: person.numbers[0], user_id: person.userId, previous_user_id: person.before?.userId } } });

    const bodies: string[] = [envelope(shuffled(elements).slice(0, 1000))];
    for (const _round of [1, 2]) for (let rest = shuffled(elements); rest.length; ) bodies.push(envelope(rest.splice(0, 1 + Math.floor(random() * 40))));
    const queue = shuffled([...bodies, ...bodies.slice(0, 20)]);
    await Promise.all(Array.from({ length: CONNECTIONS }, async () => { for (let body = queue.pop(); body; body = queue.pop()) await post(body); }));
    await until('every delivery to be done', async () => Number((await stack.sql<{ n: number }>("SELECT COUNT(*) AS n FROM webhook_event WHERE state <> 'done'"))[0].n) === 0, 60_000);
    expect(await stack.sql('SELECT kind, state, last_error FROM webhook_item')).toEqual([]);

    const channels = await stack.sql<{ id: Buffer; external_id: string }>('SELECT id, external_id FROM channel');
    const channelOf = (index: number) => (channels.find(({ external_id }) => external_id === numbers[index].phoneNumberId) as { id: Buffer }).id.toString('hex');
    const rows = await stack.sql<{ wamid: string; body: string | null; contact: string; conversation: string; channel: string; revoked: number; direction: string }>(
      "SELECT m.external_id AS wamid, m.body, HEX(c.contact_id) AS contact, HEX(c.id) AS conversation, LOWER(HEX(m.channel_id)) AS channel, m.revoked_at IS NOT NULL AS revoked, m.direction FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.external_id IS NOT NULL AND m.type <> 'system'",
    );
    const byWamid = new Map(rows.map((row) => [row.wamid, row]));
    expect(rows.length).toBe(talks.length);

    // Everybody is one contact, and no two are the same.
    const contactsOf = new Map(people.map((person) => [person.id, new Set(talks.filter((talk) => talk.person === person).map((talk) => byWamid.get(talk.wamid)?.contact))]));
    const split = [...contactsOf].filter(([, contacts]) => contacts.size !== 1).map(([id, contacts]) => `${id}: ${[...contacts].join(' ')}`);
    expect(split).toEqual([]);
    expect(new Set([...contactsOf.values()].map((contacts) => [...contacts][0])).size).toBe(people.length);
    expect(Number((await stack.sql<{ n: number }>('SELECT COUNT(*) AS n FROM contact WHERE merged_into IS NULL'))[0].n)).toBe(people.length);

    // Bodies, take-backs, sides, channels.
    const wrong = talks.filter((talk) => {
      const row = byWamid.get(talk.wamid);
      const body = edits.get(talk.wamid)?.body ?? talk.body;
      return !row || row.channel !== channelOf(talk.channel) || Boolean(row.revoked) !== revoked.has(talk.wamid) || (talk.body !== '' && !row.body?.startsWith(body)) || row.direction !== (talk.kind === 'echo' ? 'out' : 'in');
    });
    expect(wrong.map((talk) => ({ ...talk, person: talk.person.id, row: byWamid.get(talk.wamid) }))).toEqual([]);

    // One open conversation per channel and person; unread, last seq and window by the model.
    const conversations = await stack.sql<{ id: string; contact: string; channel: string; open: number | null; unread: number; last: number; rows: number; max: number; preview_seq: number; preview_type: string; talk: number | null; expires: Date | null; address: string }>(
      `SELECT HEX(c.id) AS id, HEX(c.contact_id) AS contact, LOWER(HEX(c.channel_id)) AS channel, c.open_slot AS open, c.unread_count AS unread, c.last_seq AS last, c.preview_seq, c.preview_type, c.address,
        (SELECT COUNT(*) FROM message m WHERE m.conversation_id = c.id) AS \`rows\`, (SELECT MAX(seq) FROM message m WHERE m.conversation_id = c.id) AS max,
        (SELECT MAX(seq) FROM message m WHERE m.conversation_id = c.id AND m.direction IN ('in', 'out') AND m.received_at IS NOT NULL) AS talk,
        (SELECT expires_at FROM reply_window w WHERE w.channel_id = c.channel_id AND w.contact_id = c.contact_id) AS expires FROM conversation c`,
    );
    const problems: string[] = [];
    for (const one of conversations) {
      if (Number(one.last) !== Number(one.max) || Number(one.rows) !== Number(one.max)) problems.push(`${one.id}: last_seq ${one.last}, max ${one.max}, rows ${one.rows}`);
      if (one.preview_type !== 'reaction' && one.talk !== null && Number(one.preview_seq) !== Number(one.talk)) problems.push(`${one.id}: preview of ${one.preview_seq}, last talk ${one.talk}`);
    }
    for (const person of people) {
      const contact = [...(contactsOf.get(person.id) ?? [])][0];
      for (const channel of [0, 1]) {
        const own = talks.filter((talk) => talk.person === person && talk.channel === channel);
        const open = conversations.filter((one) => one.contact === contact && one.channel === channelOf(channel) && one.open === 1);
        if (open.length !== (own.length ? 1 : 0)) problems.push(`${person.id} on ${channel}: ${open.length} open conversations for ${own.length} messages`);
        if (!open.length) continue;
        const unread = own.filter(({ kind }) => kind === 'bubble').length;
        if (open[0].unread !== unread) problems.push(`${person.id} on ${channel}: unread ${open[0].unread}, model ${unread}`);
        const last = Math.max(0, ...own.filter(({ opens }) => opens).map(({ at }) => at));
        const expires = open[0].expires ? open[0].expires.getTime() / 1000 : 0;
        if (expires !== (last ? last + 86_400 : 0)) problems.push(`${person.id} on ${channel}: window ${expires}, model ${last + 86_400}`);
        if (person.before && (open[0].address === person.before.number || open[0].address === person.before.userId)) problems.push(`${person.id} on ${channel}: answers go to the old address ${open[0].address}`);
      }
    }
    expect(problems).toEqual([]);

    const shown = new Map<string, string>();
    for (const row of await stack.sql<{ target: string; emoji: string | null }>("SELECT target_external_id AS target, emoji FROM reaction WHERE side = 'contact' ORDER BY provider_ts")) shown.set(row.target, row.emoji ?? '');
    expect([...reactions].filter(([target, { emoji }]) => (shown.get(target) ?? '') !== (emoji ?? ''))).toEqual([]);
    const stopped = new Map((await stack.sql<{ id: string; at: Date | null }>('SELECT HEX(id) AS id, opted_out_at AS at FROM contact WHERE merged_into IS NULL')).map(({ id, at }) => [id, at !== null]));
    expect([...stops].filter(([id, stop]) => stopped.get([...(contactsOf.get(id) ?? [])][0] ?? '') !== stop.stopped).map(([id]) => id)).toEqual([]);
    expect(stack.api.log).not.toMatch(/"status":5\d\d/);
  }, 120_000);
});

/** Deterministic numbers from 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}
