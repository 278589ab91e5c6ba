// Two clones that look for a port in the same moment.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const LIBRARY = fileURLToPath(new URL('ports.mjs', import.meta.url));
const AT_ONCE = 6;

/** A process that chooses a port, prints it, and keeps it until its input ends. */
function chooser(base, name) {
  const script = `import(${JSON.stringify(LIBRARY)}).then(async ({ choosePort }) => {
    console.log(await choosePort(process.argv[1], 'api', 41000));
    process.stdin.resume().on('end', () => process.exit());
  })`;
  const child = spawn(process.execPath, ['-e', script, path.join(base, name)], { env: { ...process.env, TMPDIR: base }, stdio: ['pipe', 'pipe', 'inherit'] });
  return { child, port: new Promise((resolve) => child.stdout.once('data', (text) => resolve(Number(text)))) };
}

test('never get the same one, even where a killed launcher has left its claims', async (t) => {
  const base = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mx-ports-')));
  t.after(() => rmSync(base, { recursive: true, force: true }));
  const claims = path.join(base, `mailtrixy-ports-${process.getuid?.() ?? os.userInfo().username}`);
  mkdirSync(claims, { mode: 0o700 });
  for (let port = 41_000; port < 41_010; port += 1) writeFileSync(path.join(claims, String(port)), '4194303 of a dead launcher');

  const choosers = Array.from({ length: AT_ONCE }, (_, i) => chooser(base, `${i}.json`));
  const ports = await Promise.all(choosers.map(({ port }) => port));
  for (const { child } of choosers) {
    child.stdin.end();
    await once(child, 'close');
  }
  assert.equal(new Set(ports).size, AT_ONCE, ports.join(', '));
});
