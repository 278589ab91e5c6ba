// Load and faults at once. Nothing in here judges: checker.mjs does, afterwards.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import Redis from 'ioredis';

const CUSTOMERS = 8;
// Lost answers to sends that were taken are the hard part, hence most of the list.
const SEND_MODES = ['accept-then-500', 'accept-then-500-html', 'accept-then-reset', 'accept-then-truncated', 'accept-then-empty', 'accept-then-wrong-shape', 'reset', '500', '503-html', '429'];

/** One workspace with one number, whose customers have all written once. */
export async function prepare(stack, until) {
  await stack.simulator.call('PATCH', '/settings', { retry: { baseMs: 100, factor: 1.5, capMs: 1000, maxTries: 1000, timeoutMs: 5000 } });
  const workspace = await stack.workspace();
  const { channel, number } = await stack.channel(workspace.owner, { customers: Array.from({ length: CUSTOMERS }, (_, index) => ({ name: `Customer ${index}` })) });
  for (const [index, { id }] of number.customers.entries()) {
    // Half of the phones are slow to tell: a lost answer then stays open long enough for a wrong repeat to happen.
    if (index % 2) await stack.simulator.call('PUT', `/customers/${id}/status-plan`, { sentAfterMs: 4000, deliveredAfterMs: 6000 });
    await stack.simulator.write(id, number.phoneNumberId, 'hello');
  }
  const conversations = await until('the conversations', async () => {
    const { items } = await workspace.owner.get(`/conversations?view=all&channelId=${channel.id}`);
    return items.length === CUSTOMERS && items;
  }, 60_000);
  return { workspace, channel, number, conversations };
}

/** @returns how many messages went each way and what was done to the system */
export async function storm({ stack, scene, random, minutes, say }) {
  const end = performance.now() + minutes * 60_000;
  const counts = { in: 0, out: 0, faults: {} };
  const sends = [];
  const during = async (work, low, high) => {
    while (performance.now() < end) {
      await work().catch((error) => say(`  (${error.message.slice(0, 160)})`));
      await sleep(random.between(low, high));
    }
  };
  const customersWrite = async () => {
    const customer = random.pick(scene.number.customers);
    await stack.simulator.write(customer.id, scene.number.phoneNumberId, `in ${counts.in++}`);
  };
  const agentsWrite = async () => {
    const conversation = random.pick(scene.conversations);
    sends.push(sendUntilAnswered(scene.workspace.owner, conversation.id, `out ${counts.out++}`));
  };
  const nemesis = async () => {
    const name = random.pick(Object.keys(FAULTS));
    counts.faults[name] = (counts.faults[name] ?? 0) + 1;
    say(`  ${name}`);
    await FAULTS[name]({ stack, scene, random });
  };
  await Promise.all([during(customersWrite, 100, 400), during(agentsWrite, 200, 600), during(nemesis, 1500, 4000)]);
  await stack.simulator.call('PUT', '/chaos', null);
  for (const victim of [stack.api, stack.worker]) {
    if (!victim.running) await victim.start();
    victim.signal('SIGCONT');
  }
  await Promise.all(sends);
  counts.ledger = (await stack.simulator.call('GET', '/ledger/summary')).counts;
  return counts;
}

const FAULTS = {
  'kill the worker': ({ stack }) => restartKilled(stack.worker),
  'kill the api': ({ stack }) => restartKilled(stack.api),
  'stop the worker for a while': async ({ stack, random }) => {
    stack.worker.signal('SIGSTOP');
    await sleep(random.between(500, 12_000));
    stack.worker.signal('SIGCONT');
  },
  'empty Redis': async ({ stack }) => {
    // Only what is ours: the server may be shared with other tests.
    const redis = new Redis(stack.env.REDIS_URL);
    const keys = await redis.keys(`mx-${stack.env.MAILTRIXY_INSTANCE}*`);
    if (keys.length) await redis.del(keys);
    redis.disconnect();
  },
  'answers get lost': ({ stack, random }) => change(stack, { send: { mode: random.pick(SEND_MODES), probability: 0.4, retryAfter: 1, statusesBeforeResponse: random.next() < 0.3 } }),
  'webhooks double, shuffle and lie': ({ stack, random }) => change(stack, { webhook: { duplicate: 3, duplicateProbability: 0.5, reorderWindow: 6, signature: random.pick(['ok', 'wrong', 'malformed', 'none']), signatureProbability: 0.2 } }),
  'calm weather': ({ stack, random }) => (random.next() < 0.5 ? change(stack, { send: { mode: 'ok' } }) : change(stack, { webhook: {} })),
};

let weather = {};

/** One kind of trouble changes, the other stays: lost answers and shuffled webhooks belong together. */
function change(stack, part) {
  weather = { ...weather, ...part };
  return stack.simulator.call('PUT', '/chaos', weather);
}

async function restartKilled(victim) {
  victim.signal('SIGCONT');
  victim.signal('SIGKILL');
  await victim.ended(10_000);
  await victim.start();
}

/** What a browser does: the same clientId until there is an answer. */
async function sendUntilAnswered(owner, conversationId, body) {
  const clientId = randomUUID();
  for (;;) {
    try {
      return await owner.post(`/conversations/${conversationId}/messages`, { clientId, kind: 'reply', type: 'text', body });
    } catch (error) {
      if (error.status && error.status < 500 && error.status !== 429) throw error;
      await sleep(250);
    }
  }
}
