// npm run bench -- <name> [--json] [--rounds N] [--seconds S]: ratios of programs measured in turns in one run. Never fails
// on absolute times; exit code 1 means that a bench could not run, 2 a wrong name.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { benchServices, root } from './lab/services.mjs';

const BENCHES = { ingest: () => import('./ingest/main.mjs'), process: () => import('./process/main.mjs'), bundle: () => import('./bundle/main.mjs'), retrieval: () => import('./retrieval/main.mjs') };

const [name] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (!name || !BENCHES[name]) {
  console.error(`usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [--json] [--rounds N] [--seconds S]`);
  process.exit(2);
}
const json = process.argv.includes('--json');
const option = (key, fallback) => Number(process.argv[process.argv.indexOf(`--${key}`) + 1] ?? NaN) || fallback;
const say = (line) => (json ? console.error(line) : console.log(line));

const dist = process.env.MAILTRIXY_DIST ?? path.join(root, 'dist');
for (const app of ['api', 'worker']) {
  if (existsSync(path.join(dist, 'apps', app, 'main.cjs'))) continue;
  say(`building ${app} …`);
  execFileSync(process.execPath, [path.join(root, 'tools/scripts/build-node.mjs'), app], { stdio: ['ignore', 'ignore', 'inherit'] });
}
try {
  const { run } = await BENCHES[name]();
  const outcome = await run({ services: await benchServices(), dist, rounds: process.argv.includes('--rounds') ? option('rounds', 3) : 3, seconds: process.argv.includes('--seconds') ? option('seconds', 4) : 4, say });
  if (json) console.log(JSON.stringify({ bench: name, node: process.version, ...outcome }, null, 2));
  else {
    console.log(`\n${name}`);
    for (const { name: what, ratio, goal, unit } of outcome.ratios) console.log(`  ${ratio >= goal ? '✓' : '✗'} ${what}: ${ratio.toFixed(2)}${unit ?? '×'} (goal ≥ ${goal}${unit ?? '×'})`);
    for (const note of outcome.notes ?? []) console.log(`  ! ${note}`);
  }
  process.exit(0);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
