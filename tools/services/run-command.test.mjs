import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { startTime } from './processes.mjs';
import { run } from './run-command.mjs';

// A program with a child in a group of its own, as Nx has its tasks; the child says its pid.
const withChild = (child, onTerm) => `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
  process.on('SIGTERM', () => { ${onTerm} });
  setInterval(() => {}, 1000);`;

test('a program that takes too long may end its own first', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mailtrixy-run-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const goodbye = path.join(folder, 'goodbye');
  const child = `process.on('SIGTERM', () => { require('node:fs').writeFileSync(${JSON.stringify(goodbye)}, 'put in order'); process.exit(0); }); console.log(process.pid); setInterval(() => {}, 1000);`;
  const { pid, result } = await runUntilReady(withChild(child, "child.once('exit', () => process.exit(3)); child.kill('SIGTERM');"));
  assert.equal(result.code, 3);
  assert.equal(readFileSync(goodbye, 'utf8'), 'put in order');
  assert.equal(startTime(pid), null);
});

test('what is deaf, or was left behind in a group of its own, is ended with force', async () => {
  const deaf = "process.on('SIGTERM', () => {}); console.log(process.pid); setInterval(() => {}, 1000);";
  const { pid, result } = await runUntilReady(withChild(deaf, 'process.exit(4);'), 300);
  assert.equal(startTime(pid), null);
  assert.equal(result.code, 4);
});

async function runUntilReady(program, grace) {
  let pid = 0;
  const result = await run(process.execPath, ['-e', program], { timeout: 3_000, grace, onLine: (line) => (pid = Number(line)) });
  assert.ok(pid > 1, 'the child was there before the time was up');
  return { pid, result };
}
