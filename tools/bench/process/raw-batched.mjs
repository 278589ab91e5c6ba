// The ceiling: what the loop of find-and-save.mjs does, as hand-written batches: 500 messages per transaction, one
// statement per table, counters added up per conversation. No framework, no deliveries to claim, no window, Logs or outbox.
import { randomBytes } from 'node:crypto';
import mysql from 'mysql2/promise';
import { connection } from '../lab/services.mjs';
import { delivery } from '../lab/channel.mjs';

const { BENCH_DATABASE_URL, BENCH_COUNT, BENCH_FIRST, BENCH_CUSTOMERS, BENCH_WORKSPACE, BENCH_CHANNEL } = process.env;
const BATCH = 500;
const hex = (id) => `x'${id.replaceAll('-', '')}'`;
const id16 = () => `x'${Date.now().toString(16).padStart(12, '0')}${randomBytes(10).toString('hex')}'`;
const bytesOf = (buffer) => `x'${buffer.toString('hex')}'`;
const workspace = hex(BENCH_WORKSPACE);
const channel = hex(BENCH_CHANNEL);
const db = await mysql.createConnection({ ...connection(BENCH_DATABASE_URL), timezone: 'Z', queryFormat: (sql) => sql });
const text = (value) => db.escape(value);
const rows = async (sql) => (await db.query(sql))[0];
const time = (ms) => `'${new Date(ms).toISOString().slice(0, 23).replace('T', ' ')}'`;
await db.query("SET SESSION time_zone = '+00:00', transaction_isolation = 'READ-COMMITTED'").catch(() => db.query("SET SESSION time_zone = '+00:00', tx_isolation = 'READ-COMMITTED'"));
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
// Bodies exist before the clock runs, as stored deliveries do.
const bodies = Array.from({ length: Number(BENCH_COUNT) }, (_, index) => delivery(Number(BENCH_FIRST) + index, Number(BENCH_CUSTOMERS)));
process.send({ type: 'ready', url: '' });

for (let at = 0; at < bodies.length; at += BATCH) {
  const messages = bodies.slice(at, at + BATCH).map((body) => {
    const { contacts, messages } = JSON.parse(body.toString('utf8')).entry[0].changes[0].value;
    return { ...messages[0], waId: `8${messages[0].from}`, wamid: messages[0].id.replace('BENCH', 'RAW'), name: contacts[0].profile.name };
  });
  await db.query('START TRANSACTION');
  const stored = new Set((await rows(`SELECT external_id AS wamid FROM message WHERE channel_id = ${channel} AND external_id IN (${messages.map(({ wamid }) => text(wamid)).join(',')})`)).map(({ wamid }) => wamid));
  await storeBatch(messages.filter(({ wamid }) => !stored.has(wamid)));
  await db.query('COMMIT');
}

async function storeBatch(messages) {
  if (!messages.length) return;
  const owners = await ownersOf(messages);
  const missing = new Map(messages.filter(({ waId }) => !owners.has(waId)).map((message) => [message.waId, { ...message, contact: id16() }]));
  if (missing.size) {
    await db.query(`INSERT INTO contact (id, workspace_id, profile_name) VALUES ${[...missing.values()].map(({ contact, name }) => `(${contact},${workspace},${text(name)})`).join(',')}`);
    await db.query(`INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value, unique_value) VALUES ${[...missing.values()].map(({ contact, waId }) => `(${id16()},${workspace},${contact},'wa_id',${text(waId)},${text(waId)})`).join(',')}`);
    for (const [waId, { contact }] of missing) owners.set(waId, contact);
  }
  const contacts = [...new Set(messages.map(({ waId }) => owners.get(waId)))];
  const found = await rows(`SELECT id, contact_id AS contact, last_seq AS seq FROM conversation WHERE channel_id = ${channel} AND contact_id IN (${contacts.join(',')}) AND open_slot = 1 FOR UPDATE`);
  const threads = new Map(found.map(({ id, contact, seq }) => [bytesOf(contact), { id: bytesOf(id), seq: Number(seq), unread: 0 }]));
  const now = time(Date.now());
  const values = messages.map(({ waId, wamid, timestamp, text: { body } }) => {
    const contact = owners.get(waId);
    if (!threads.has(contact)) threads.set(contact, { id: id16(), seq: 0, unread: 0 });
    const thread = threads.get(contact);
    Object.assign(thread, { contact, waId, body, seq: thread.seq + 1, unread: thread.unread + 1 });
    return `(${thread.id},${thread.seq},${id16()},${workspace},${channel},'in','text',${text(body)},${text(wamid)},'contact',${time(Number(timestamp) * 1000)})`;
  });
  const touched = [...threads.values()].map(({ id, contact, waId, seq, body, unread }) => `(${id},${workspace},${channel},${contact},'open',1,'wa_id',${text(waId)},${seq},${now},${text(body.slice(0, 255))},${unread})`);
  await db.query(`INSERT INTO conversation (id, workspace_id, channel_id, contact_id, status, open_slot, address_kind, address, last_seq, last_message_at, preview, unread_count) VALUES ${touched.join(',')} ON DUPLICATE KEY UPDATE last_seq = VALUES(last_seq), last_message_at = GREATEST(last_message_at, VALUES(last_message_at)), preview = VALUES(preview), unread_count = unread_count + VALUES(unread_count)`);
  await db.query(`INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, body, external_id, author_kind, provider_ts) VALUES ${values.join(',')}`);
}

async function ownersOf(messages) {
  const found = await rows(`SELECT unique_value AS waId, contact_id AS contact FROM contact_identity WHERE workspace_id = ${workspace} AND kind = 'wa_id' AND unique_value IN (${[...new Set(messages.map(({ waId }) => text(waId)))].join(',')})`);
  return new Map(found.map(({ waId, contact }) => [waId, bytesOf(contact)]));
}
