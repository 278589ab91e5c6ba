// npm run bench -- ingest: the built api beside two bare node:http programs, in turns, in one run.
import path from 'node:path';
import { appSecret, masterKey, seedChannel } from '../lab/channel.mjs';
import { cpuSeconds, startProgram } from '../lab/program.mjs';
import { benchDatabase } from '../lab/services.mjs';
import { load } from './load.mjs';

const GOALS = [
  { name: 'MailTrixy / one INSERT per request, 64 connections, requests/s', at: 64, of: 'each', by: 'perS', goal: 1.5 },
  { name: 'MailTrixy / one INSERT per request, 1 connection, requests/s', at: 1, of: 'each', by: 'perS', goal: 0.85 },
  { name: 'MailTrixy / group-committed, 64 connections, requests per CPU-second', at: 64, of: 'group', by: 'perCpuS', goal: 0.8 },
  { name: 'MailTrixy / group-committed, 64 connections, requests/s', at: 64, of: 'group', by: 'perS', goal: 0.8 },
];

export async function run({ services, dist, rounds, seconds, say }) {
  const database = await benchDatabase(services, dist);
  const programs = {};
  try {
    const channel = await seedChannel(database.pool);
    const bare = { BENCH_DATABASE_URL: database.url, BENCH_SECRET: appSecret, BENCH_CHANNEL: channel.channelBytes.toString('hex'), BENCH_SECRET_ID: channel.secretBytes.toString('hex') };
    const here = import.meta.dirname;
    programs.each = await startProgram(path.join(here, 'bare.mjs'), { ...bare }, {}).catch(rethrow('each'));
    programs.group = await startProgram(path.join(here, 'bare-group.mjs'), { ...bare }, {}).catch(rethrow('group'));
    programs.mailtrixy = await startProgram(path.join(dist, 'apps/api/main.cjs'), apiEnvironment(services, database)).catch(rethrow('MailTrixy'));
    for (const program of Object.values(programs)) await load(program.url, 16, 1.5); // warm up

    const results = {};
    for (const connections of [64, 1]) {
      for (let round = 0; round < rounds; round++) {
        // In turns, so that a noisy neighbour hits all alike.
        for (const [name, program] of Object.entries(programs)) {
          const before = cpuSeconds(program.pid);
          const result = await load(program.url, connections, seconds);
          const cpu = before === null ? null : cpuSeconds(program.pid) - before;
          const measured = { perS: result.requests / result.seconds, perCpuS: cpu ? result.requests / cpu : null, p50: result.p50, p99: result.p99, statuses: result.statuses };
          (results[`${name}@${connections}`] ??= []).push(measured);
          say(`  ${name.padEnd(10)} ${String(connections).padStart(2)} connections: ${Math.round(measured.perS)} req/s, ${measured.perCpuS ? Math.round(measured.perCpuS) : '?'} per CPU-s, p50 ${measured.p50.toFixed(1)} ms, p99 ${measured.p99.toFixed(1)} ms ${JSON.stringify(measured.statuses)}`);
          await database.pool.query('TRUNCATE webhook_event');
        }
      }
    }
    // The best of a program's turns is what it can do; the others tell of the neighbours.
    const best = (name, connections, by) => Math.max(...results[`${name}@${connections}`].map((result) => result[by] ?? 0));
    const ratios = GOALS.map(({ name, at, of, by, goal }) => ({ name, ratio: best('mailtrixy', at, by) / best(of, at, by), goal }));
    const wrong = Object.entries(results).flatMap(([name, turns]) => turns.filter(({ statuses }) => Object.keys(statuses).some((status) => status !== '200')).map(() => name));
    return { ratios, results, notes: wrong.length ? [`answers other than 200: ${wrong.join(', ')}`] : [] };
  } finally {
    await Promise.all(Object.values(programs).map((program) => program.stop()));
    await database.drop();
  }
}

function apiEnvironment(services, database) {
  return { DATABASE_URL: database.url, REDIS_URL: services.redisUrl, PORT: String(20_000 + Math.floor(Math.random() * 20_000)), MAILTRIXY_HOST: '127.0.0.1', MAILTRIXY_LOG_DIR: '', MAILTRIXY_MASTER_KEY: masterKey.toString('hex'), MAILTRIXY_INSTANCE: `bench-${process.pid}`, LOG_LEVEL: 'info' };
}

function rethrow(name) {
  return (error) => {
    throw new Error(`${name}: ${error.message}`);
  };
}
