// npm run bench -- process: the built worker works off stored deliveries, beside a TypeORM find-and-save loop that does
// the same to the same tables, and beside hand-written batches (the ceiling), in one run. CPU is that of the Node process
// and of MariaDB together.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { delivery, masterKey, seedChannel } from '../lab/channel.mjs';
import { cpuSeconds, databasePid, startProgram } from '../lab/program.mjs';
import { benchDatabase } from '../lab/services.mjs';

const DELIVERIES = Number(process.env.BENCH_DELIVERIES ?? 20_000);
const CUSTOMERS = 500;
const BASELINE = Number(process.env.BENCH_BASELINE ?? 600);

export async function run({ services, dist, rounds, say }) {
  const database = await benchDatabase(services, dist);
  try {
    const channel = await seedChannel(database.pool);
    const mariadb = await databasePid(database.pool);
    const notes = mariadb === null ? ['MariaDB runs elsewhere: its CPU is not counted, so rates per CPU-second are too good'] : [];
    const turns = { mailtrixy: [], loop: [], raw: [] };
    const measureBeside = (name, script, count, first, mark) => {
      const environment = { BENCH_DATABASE_URL: database.url, BENCH_COUNT: String(count), BENCH_FIRST: String(first), BENCH_CUSTOMERS: String(CUSTOMERS), BENCH_WORKSPACE: channel.workspaceId, BENCH_CHANNEL: channel.channelId };
      return measure(name, count, () => startProgram(path.join(import.meta.dirname, script), environment), () => isStored(database.pool, channel, `wamid.${mark}${String(first + count - 1).padStart(12, '0')}`));
    };
    for (let round = 0, first = 0; round < Math.min(rounds, 3); round++, first += DELIVERIES) {
      turns.loop.push(await measureBeside('find-and-save', 'find-and-save.mjs', BASELINE, 10_000_000 + first, 'LOOP'));
      turns.raw.push(await measureBeside('raw batched', 'raw-batched.mjs', DELIVERIES, 20_000_000 + first, 'RAW'));
      const lastDelivery = await store(database.pool, channel, first);
      turns.mailtrixy.push(await measure('mailtrixy', DELIVERIES, () => startProgram(path.join(dist, 'apps/worker/main.cjs'), workerEnvironment(services, database)), () => isDone(database.pool, lastDelivery)));
      if (await waiting(database.pool)) notes.push(`round ${round + 1}: deliveries still wait after the last one was done`);
      const stored = await count(database.pool, "external_id LIKE 'wamid.BENCH%'");
      if (stored !== first + DELIVERIES) notes.push(`round ${round + 1}: ${stored} messages stored instead of ${first + DELIVERIES}`);
    }
    const best = (name, by) => Math.max(...turns[name].map((turn) => turn[by] ?? 0));
    return {
      ratios: [
        { name: 'messages per CPU-second in all [worker + MariaDB]', ratio: best('mailtrixy', 'perCpuS'), goal: 8000, unit: '/CPU-s' },
        { name: 'MailTrixy / TypeORM find-and-save loop, per CPU-second', ratio: best('mailtrixy', 'perCpuS') / best('loop', 'perCpuS'), goal: 15 },
        { name: 'MailTrixy / raw batched ceiling, per CPU-second', ratio: best('mailtrixy', 'perCpuS') / best('raw', 'perCpuS'), goal: 0.6 },
        { name: 'MailTrixy / TypeORM find-and-save loop, messages/s', ratio: best('mailtrixy', 'perS') / best('loop', 'perS'), goal: 15 },
      ],
      results: turns,
      notes,
    };

    async function measure(name, messages, start, done) {
      const before = mariadb === null ? 0 : cpuSeconds(mariadb);
      const program = await start();
      const nodeBefore = cpuSeconds(program.pid);
      const began = performance.now();
      while (!(await done())) await sleep(20);
      const seconds = (performance.now() - began) / 1000;
      const node = cpuSeconds(program.pid) - nodeBefore;
      const db = mariadb === null ? 0 : cpuSeconds(mariadb) - before;
      await program.stop();
      const result = { messages, perS: messages / seconds, perCpuS: messages / (node + db), nodeCpuS: node, databaseCpuS: db };
      say(`  ${name.padEnd(14)} ${messages} messages: ${Math.round(result.perS)}/s, ${Math.round(result.perCpuS)} per CPU-s (node ${node.toFixed(2)} s, MariaDB ${db.toFixed(2)} s)`);
      return result;
    }
  } finally {
    await database.drop();
  }
}

/** @returns the id of the delivery that is worked off last */
async function store(pool, channel, first) {
  const ids = [];
  for (let at = 0; at < DELIVERIES; at += 500) {
    const rows = Array.from({ length: 500 }, (_, index) => {
      const body = delivery(first + at + index, CUSTOMERS);
      const hash = createHash('sha256').update(body).digest();
      ids.push(idOf(first + at + index));
      return [ids.at(-1), 'http', new Date(), body, body.length, hash, channel.channelBytes, channel.secretBytes, '127.0.0.1', 'bench', `b${first + at + index}`];
    });
    await pool.query(`INSERT INTO webhook_event (id, source, received_at, body, body_bytes, body_sha256, matched_channels, matched_secret, remote_ip, user_agent, request_id) VALUES ?`, [rows]);
  }
  await pool.query("UPDATE webhook_event SET next_at = NOW(3) - INTERVAL 1 SECOND, lease_until = NOW(3) WHERE state = 'received'");
  return ids.at(-1);
}

/** Rising like the api's own ids, so that rows lie in the order of arrival. */
function idOf(number) {
  const id = Buffer.alloc(16);
  id.writeUIntBE(Date.now(), 0, 6);
  id.writeUInt32BE(number, 8);
  return id;
}

/** One look by the primary key: rows that just left the queue's index are stepped over by every look into it, at the cost of the program under measurement. */
async function isDone(pool, id) {
  const [[row]] = await pool.query('SELECT processed_at IS NOT NULL AS done FROM webhook_event WHERE id = ?', [id]);
  return Number(row.done) === 1;
}

async function waiting(pool) {
  const [[row]] = await pool.query("SELECT EXISTS (SELECT 1 FROM webhook_event WHERE state = 'received') AS waits");
  return Number(row.waits);
}

/** One look into an index: a count would be charged to the program under measurement. */
async function isStored(pool, channel, externalId) {
  const [[row]] = await pool.query('SELECT EXISTS (SELECT 1 FROM message WHERE channel_id = ? AND external_id = ?) AS stored', [channel.channelBytes, externalId]);
  return Number(row.stored) === 1;
}

async function count(pool, where) {
  const [[row]] = await pool.query(`SELECT COUNT(*) AS n FROM message WHERE ${where}`);
  return Number(row.n);
}

function workerEnvironment(services, database) {
  return { DATABASE_URL: database.url, REDIS_URL: services.redisUrl, WORKER_PORT: '0', MAILTRIXY_LOG_DIR: '', MAILTRIXY_MASTER_KEY: masterKey.toString('hex'), MAILTRIXY_INSTANCE: `bench-${process.pid}`, LOG_LEVEL: 'warn' };
}
