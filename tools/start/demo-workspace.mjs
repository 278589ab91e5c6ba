// npm run demo: fills a fresh installation through the same doors as people use: set-up, invitations, the simulator's
// phones, replies. Nothing is written past the API, so the demo shows what the product does.
import { randomBytes, randomUUID } from 'node:crypto';
import { OWNER, STORIES, TEAM } from './demo-people.mjs';
import { seedDrafts, switchDraftsOn } from './demo-ai.mjs';
import { seedKnowledge } from './demo-knowledge.mjs';
import { seedRules } from './demo-rules.mjs';

/**
 * @param address of the running api
 * @param code the one-time set-up code; empty when an owner exists, and then nothing is done
 * @param detail told what is going on
 * @returns lines that say how to sign in, or why nothing was filled
 */
export async function seedDemo({ address, code, detail }) {
  if (!code) return ['This installation has an owner already, and the demo fills only a fresh one: sign in as before.', 'Password forgotten? npm run user -- reset-password --email YOU@EXAMPLE.ORG'];
  const password = `demo-${randomBytes(9).toString('base64url')}`;
  const owner = session(address);
  await owner('POST', '/setup', { code, ...OWNER, password, workspaceName: 'Lamp & Oak', timeZone: 'Europe/Berlin' });
  detail('the team');
  const members = new Map();
  for (const person of TEAM) members.set(person.email, await join(address, owner, person, password));
  detail('the sandbox');
  await owner('POST', '/channels/sandbox', {});
  detail('what the shop knows');
  await seedKnowledge(owner);
  await switchDraftsOn(owner);
  detail(`${STORIES.length} more customers write`);
  for (const story of STORIES) await write(owner, story);
  const rows = await conversations(owner, STORIES.length);
  detail('the team answers');
  for (const story of STORIES) await work(owner, members, rows.get(story.customer.name), story);
  detail('labels, canned replies and rules');
  await seedRules(owner, rows, STORIES);
  detail('drafts from the Knowledge Base');
  await seedDrafts(owner, rows, STORIES);
  return ['Sign in to the demo with', ...[OWNER, ...TEAM].map(({ name, email, role = 'owner' }) => `  ${email.padEnd(22)} ${name} (${role})`), `  password: ${password}`];
}

async function join(address, owner, { name, email, role }, password) {
  const { url } = await owner('POST', '/invitations', { clientId: randomUUID(), email, role });
  const member = session(address);
  const me = await member('POST', '/invitations/accept', { token: new URLSearchParams(new URL(url).hash.slice(1)).get('token'), name, email, password });
  return { call: member, id: me.user.id };
}

async function write(owner, { customer, messages }) {
  const { id } = await owner('POST', '/simulator/customers', customer);
  for (const { text, minutesAgo } of messages) await owner('POST', `/simulator/customers/${id}/messages`, { text, timestampOffset: -60 * minutesAgo });
}

/** Name → conversation, as soon as all have come through the webhook, the queue and the worker. */
async function conversations(owner, atLeast) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const rows = new Map();
    for (let cursor = ''; cursor !== null; ) {
      const page = await owner('GET', `/conversations?view=all&limit=50${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      for (const row of page.items) rows.set(row.contactName, row);
      cursor = page.nextCursor;
    }
    if (STORIES.every(({ customer }) => rows.has(customer.name))) return rows;
    if (Date.now() > deadline) throw new Error(`Only ${rows.size} of ${atLeast} demo conversations arrived. See storage/logs/mailtrixy.log.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function work(owner, members, row, { answer, assignTo, resolve, note }) {
  const agent = members.get(assignTo) ?? null;
  const call = agent?.call ?? owner;
  const send = (kind, body) => call('POST', `/conversations/${row.id}/messages`, { clientId: randomUUID(), kind, type: 'text', body });
  // Whoever answers or notes has read it first.
  if (note || answer || resolve) await call('POST', `/conversations/${row.id}/read`, { upToSeq: 1 });
  if (agent) await owner('POST', `/conversations/${row.id}/assignee`, { assigneeId: agent.id });
  if (note) await send('note', note);
  if (answer) await send('reply', answer);
  if (resolve) await call('POST', `/conversations/${row.id}/status`, { status: 'resolved' });
}

/** A browser's session without the browser. */
function session(address) {
  let cookie = '';
  return async (method, path, body) => {
    const answer = await fetch(`${address}/api${path}`, {
      method,
      headers: { 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    const set = answer.headers.getSetCookie();
    if (set.length) cookie = set.map((one) => one.split(';', 1)[0]).join('; ');
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`);
    return text ? JSON.parse(text) : null;
  };
}
