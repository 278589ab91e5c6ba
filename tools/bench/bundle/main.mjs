// Not a race but the same question: what a person downloads before a page is usable, against its budget.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../lab/services.mjs';

export async function run({ dist }) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'tools/scripts/check-bundle.mjs'), '--json', '--dist', path.join(dist, 'apps/inbox')], { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status === 2 || !stdout) throw new Error(stderr.trim());
  const pages = JSON.parse(stdout);
  return {
    ratios: pages.map(({ name, gzip, budgetKb }) => ({ name: `${name}: ${(gzip / 1000).toFixed(1)} of ${budgetKb} kB gzip`, ratio: budgetKb / (gzip / 1000), goal: 1 })),
    notes: [],
    pages,
  };
}
