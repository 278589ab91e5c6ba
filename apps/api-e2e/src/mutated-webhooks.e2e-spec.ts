import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Stack, until, workspaceRoot, type Provisioned, type TestWorkspace } from '@mailtrixy/e2e/stack';

const FIXTURES = path.join(workspaceRoot(), 'libs/server/whatsapp-cloud/src/lib/inbound/fixtures');
const POSTS = 200;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

describe('mutated webhooks', () => {
  let stack: Stack;
  let workspace: TestWorkspace;
  let number: Provisioned;
  const examples = readdirSync(FIXTURES).filter((name) => name.endsWith('.json')).map((name) => ({ name, text: readFileSync(path.join(FIXTURES, name), 'utf8') }));

  beforeAll(async () => {
    stack = await Stack.start();
    workspace = await stack.workspace();
    ({ number } = await stack.channel(workspace.owner));
  });
  afterAll(() => stack.stop());

  async function post(body: string): Promise<number> {
    const bytes = Buffer.from(body);
    const signature = `sha256=${createHmac('sha256', number.appSecret).update(bytes).digest('hex')}`;
    const answer = await fetch(`${stack.url}/api/webhooks/whatsapp`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature }, body: bytes });
    await answer.arrayBuffer();
    return answer.status;
  }

  /** An example, moved to the test's own number. */
  const example = (at: number): Json => JSON.parse(examples[at % examples.length].text.replaceAll('118820043377615', number.phoneNumberId).replaceAll('210984455012377', number.wabaId)) as Json;
  const sibling = (tag: string): Json => ({ id: number.wabaId, changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata: { phone_number_id: number.phoneNumberId }, contacts: [{ wa_id: '447700900555', profile: { name: 'Sibling' } }], messages: [{ id: `wamid.${tag}`, from: '447700900555', timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: tag } }] } }] });
  const withSibling = (body: Json, tag: string): Json => {
    const entry = typeof body === 'object' && body !== null && !Array.isArray(body) && Array.isArray(body['entry']) ? body['entry'] : [body];
    return { object: 'whatsapp_business_account', entry: [...entry, sibling(tag)] };
  };
  async function arrived(tags: string[]): Promise<void> {
    await until(`${tags.length} siblings`, async () => {
      const rows = await stack.sql<{ external_id: string }>(`SELECT external_id FROM message WHERE external_id IN (${tags.map((tag) => `'wamid.${tag}'`).join(',')})`);
      return rows.length === tags.length;
    }, 60_000);
  }

  it(`answers 200 to ${POSTS} of them and never loses a sibling`, async () => {
    const tags: string[] = [];
    for (let at = 0; at < POSTS; at++) {
      const random = seeded(at + 1);
      tags.push(`MUT${at}`);
      expect({ at, status: await post(JSON.stringify(withSibling(mutate(example(at), random), `MUT${at}`))) }).toEqual({ at, status: 200 });
    }
    await arrived(tags);
    expect(stack.api.log).not.toMatch(/"status":5\d\d/);
  });

  it('takes twenty examples in one POST, escaped as Meta escapes them', async () => {
    for (let from = 0; from < examples.length; from += 20) {
      const entries = Array.from({ length: 20 }, (_, offset) => (example(from + offset) as { entry: Json[] }).entry).flat();
      const text = JSON.stringify({ object: 'whatsapp_business_account', entry: [...entries, sibling(`BATCH${from}`)] });
      const escaped = text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).replaceAll('/', '\\/');
      expect(await post(escaped)).toBe(200);
    }
    await arrived(Array.from({ length: Math.ceil(examples.length / 20) }, (_, at) => `BATCH${at * 20}`));
  });

  it('takes 3 MB and a thousand updates in one POST', async () => {
    const big = { ...(sibling('BIG') as { changes: Json }), padding: 'ä'.repeat(500_000) };
    expect(await post(JSON.stringify({ object: 'whatsapp_business_account', entry: [big] }).replaceAll('ä', '\\u00e4'))).toBe(200);
    const thousand = { id: number.wabaId, changes: [{ field: 'messages', value: { metadata: { phone_number_id: number.phoneNumberId }, statuses: Array.from({ length: 1000 }, (_, at) => ({ id: `wamid.S${at}`, status: 'delivered', timestamp: '1795342880', recipient_id: '447700900142' })) } }] };
    expect(await post(JSON.stringify({ object: 'whatsapp_business_account', entry: [thousand, sibling('AFTER1000')] }))).toBe(200);
    await arrived(['AFTER1000']);
  });
});

/** Deterministic numbers from 0 to 1 (mulberry32), so that a failing case can be run again by its index. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const JUNK: Json[] = [null, [], {}, '', 0, -1, true, 'x'.repeat(300), '\u0000', '👩‍👩‍👧', 9_007_199_254_740_993, { deep: [[[[[[1]]]]]] }];

/** Missing members, nulls, empty arrays, numbers as strings, unknown keys, doubled elements: about one place in ten. */
function mutate(value: Json, random: () => number): Json {
  const roll = random();
  if (roll < 0.05) return JUNK[Math.floor(random() * JUNK.length)];
  if (roll < 0.1 && typeof value === 'string' && /^\d+$/.test(value)) return Number(value);
  if (roll < 0.1 && typeof value === 'number') return String(value);
  if (Array.isArray(value)) {
    const items = roll < 0.12 ? [...value, ...value] : roll < 0.14 ? [] : value;
    return items.map((item) => mutate(item, random));
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).flatMap(([key, member]): [string, Json][] => (random() < 0.06 ? [] : [[key, mutate(member, random)]]));
  if (roll > 0.97) members.push(['brand_new_member', { anything: [1, 'two'] }]);
  return Object.fromEntries(members);
}
