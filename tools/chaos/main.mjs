// npm run chaos -- [--seed S] [--minutes M]: faults under load, then the invariants. Exit code 0: all hold.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { benchServices, root } from '../bench/lab/services.mjs';
import { check, quiesce } from './checker.mjs';
import { seededRandom } from './random.mjs';
import { loadStack } from './stack-bundle.mjs';
import { prepare, storm } from './storm.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const seed = option('seed', Math.floor(Math.random() * 1_000_000));
const minutes = option('minutes', 2);
if (!Number.isInteger(seed) || !(minutes > 0)) {
  console.error('usage: npm run chaos -- [--seed whole number] [--minutes M]');
  process.exit(2);
}

const dist = process.env.MAILTRIXY_DIST ?? path.join(root, 'dist');
for (const app of ['api', 'worker', 'simulator']) {
  if (!existsSync(path.join(dist, 'apps', app, 'main.cjs'))) execFileSync(process.execPath, [path.join(root, 'tools/scripts/build-node.mjs'), app], { stdio: ['ignore', 'ignore', 'inherit'] });
}
mkdirSync(path.join(root, 'tmp'), { recursive: true });
console.log(`chaos: seed ${seed}, ${minutes} min`);
const { databaseUrl, redisUrl } = await benchServices();
const { Stack, until } = await loadStack(root);
const stack = await Stack.start({ databaseUrl, redisUrl });
let broken = ['the storm did not come to its end'];
try {
  const scene = await prepare(stack, until);
  await stack.simulator.call('PUT', '/chaos', { seed });
  const counts = await storm({ stack, scene, random: seededRandom(seed), minutes, say: console.log });
  console.log(`${counts.in} in, ${counts.out} out; ${JSON.stringify(counts.faults)}; ledger ${JSON.stringify(counts.ledger)}; waiting for quiet …`);
  await quiesce({ stack, scene, until });
  broken = await check({ stack, scene, counts });
} catch (error) {
  console.error(error);
} finally {
  await stack.stop().catch((error) => console.error(error.message));
}
console.log(broken.length ? `\n✗ ${broken.join('\n✗ ')}\n\nAgain: npm run chaos -- --seed ${seed} --minutes ${minutes}` : '\n✓ all invariants hold');
process.exit(broken.length ? 1 : 0);
