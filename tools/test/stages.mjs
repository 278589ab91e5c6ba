// What npm test consists of, in order: the quick and cheap first.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { nxProgram } from '../start/build.mjs';
import { CHROMIUM_ADVICE } from './chromium.mjs';

// Latencies are measured there, and three programs and a browser at a time are enough for two cores.
const ONE_AT_A_TIME = '--parallel=1';
const nxTargets = (...more) => ({ root }) => [nxProgram(root), 'run-many', '--output-style=static', ...more];
/**
 * One stage. `args` are for node; `services`, `browser` and `needs` (another stage) say what must be there before;
 * `handicap` is a failure known beforehand.
 */
export const STAGES = [
  { name: 'lint', title: 'lint', args: nxTargets('-t', 'lint') },
  { name: 'types', title: 'types', args: ({ root }) => [path.join(root, 'tools/typecheck/main.mjs')] },
  { name: 'unit', title: 'unit tests', args: nxTargets('-t', 'test') },
  { name: 'build', title: 'builds', args: nxTargets('-t', 'build') },
  { name: 'bundle', title: 'bundle sizes', args: ({ root }) => [path.join(root, 'tools/scripts/check-bundle.mjs')], needs: 'build' },
  { name: 'tools', title: 'launcher and workspace tests', args: toolTests },
  { name: 'integration', title: 'integration tests', args: nxTargets('-t', 'test-db'), services: true },
  {
    name: 'e2e',
    title: 'end-to-end and browser tests',
    args: ({ root, chromium }) => nxTargets('-t', 'e2e', ONE_AT_A_TIME, ...(chromium ? [] : ['--exclude=*inbox-e2e']))({ root }),
    services: true,
    browser: true,
    needs: 'build', // it runs what lies in dist
    handicap: ({ chromium }) => (chromium ? null : `The browser tests did not run. ${CHROMIUM_ADVICE}`),
  },
  // Suites share the servers, each with a database and queues of its own; these stop them, so nothing may run beside them.
  { name: 'alone', title: 'end-to-end, servers stopped', args: nxTargets('-t', 'e2e-alone'), services: true, needs: 'build' },
];

/** The stages with these names (all when there are none); null when a name is unknown. What they need comes along. */
export function stagesNamed(names) {
  if (names.length === 0) return STAGES;
  if (!names.every((name) => STAGES.some((stage) => stage.name === name))) return null;
  const needed = STAGES.filter(({ name }) => names.includes(name)).map(({ needs }) => needs);
  return STAGES.filter(({ name }) => names.includes(name) || needed.includes(name));
}

/** Named one by one: what `node --test folder` means differs between the versions of Node. */
function toolTests({ root }) {
  return ['--test', '--test-reporter=tap', '--test-concurrency=1', ...testFilesBelow(path.join(root, 'tools'))];
}

function testFilesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : testFilesBelow(place);
    return entry.name.endsWith('.test.mjs') ? [place] : [];
  });
}
