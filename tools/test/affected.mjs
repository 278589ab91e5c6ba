// Proves `nx affected`: one planted change in the simulator (nobody depends on it) must run its lint, tests and build,
// and nothing of the api, the worker or the inbox. Works in a copy; the work tree stays as it is.
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tail } from '../services/run-command.mjs';
import { inTime, plainText } from '../start/progress.mjs';
import { workspaceCopy } from './workspace-copy.mjs';

const PLANTED = 'apps/simulator/src/main.ts';
const MUST_RUN = 'simulator';
const MUST_NOT_RUN = ['api', 'worker', 'inbox', 'shared-dto'];

const began = Date.now();
const copy = workspaceCopy(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..'));
try {
  appendFileSync(path.join(copy.folder, PLANTED), '\n// planted by tools/test/affected.mjs\n');
  copy.commit('planted change');
  const base = '--base=HEAD~1';
  const affected = parseList((await must('show', 'projects', '--affected', base, '--json')).output);
  if (!affected.includes(MUST_RUN)) throw new Error(`The change in ${PLANTED} does not affect ${MUST_RUN}; affected: ${affected.join(', ')}`);
  const wrong = MUST_NOT_RUN.filter((name) => affected.includes(name));
  if (wrong.length > 0) throw new Error(`The change in ${PLANTED} affects ${wrong.join(', ')}, which do not depend on it.`);

  const { output } = await must('affected', '-t', 'lint', 'test', 'build', base, '--output-style=static');
  const ran = [...plainText(output).matchAll(/^> nx run (\S+)/gm)].map(([, task]) => task);
  if (!ran.includes(`${MUST_RUN}:build`)) throw new Error(`nx affected did not build ${MUST_RUN}; it ran ${ran.join(', ')}`);
  console.log(`nx affected: the change in ${PLANTED} ran ${ran.join(', ')} and nothing else (${inTime(Date.now() - began)}).`);
} catch (error) {
  console.error(`nx affected is wrong: ${error.message}`);
  process.exitCode = 1;
} finally {
  copy.dispose();
}

async function must(...args) {
  const result = await copy.nx(...args);
  if (result.code !== 0) throw new Error(`nx ${args.join(' ')} ended with code ${result.code}:\n${tail(plainText(result.output), 40)}`);
  return result;
}

/** Nx may print warnings before the list. */
function parseList(output) {
  const text = plainText(output);
  return JSON.parse(text.slice(text.indexOf('['), text.lastIndexOf(']') + 1));
}
