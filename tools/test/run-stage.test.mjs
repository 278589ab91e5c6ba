// A stage is believed by its exit code and by its tests, and a missing browser is a failure.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { findChromium } from './chromium.mjs';
import { runStage } from './run-stage.mjs';
import { STAGES, stagesNamed } from './stages.mjs';

async function resultOf(t, script, more = {}) {
  const logs = mkdtempSync(path.join(os.tmpdir(), 'mx-stage-'));
  t.after(() => rmSync(logs, { recursive: true, force: true }));
  t.mock.method(console, 'log', () => {});
  const stage = { name: 'probe', title: 'probe', args: () => ['-e', script], ...more };
  const { passed, failed } = await runStage(stage, { root: process.cwd(), env: process.env, logs });
  return { passed, failed, log: readFileSync(path.join(logs, 'probe.log'), 'utf8') };
}

const JEST = "console.log('Test Suites: 1 passed, 1 total\\nTests:       3 passed, 3 total');";

test('counts what its tests say', async (t) => {
  const { passed, failed, log } = await resultOf(t, JEST);
  assert.deepEqual({ passed, failed }, { passed: 3, failed: 0 });
  assert.match(log, /3 passed, 3 total/);
});

test('a failure without a failed test counts as one', async (t) => {
  const { passed, failed } = await resultOf(t, `${JEST} process.exit(1)`);
  assert.deepEqual({ passed, failed }, { passed: 3, failed: 1 });
});

test('a missing browser counts as a failure even when all else passes', async (t) => {
  const { passed, failed } = await resultOf(t, JEST, { handicap: () => 'no browser' });
  assert.deepEqual({ passed, failed }, { passed: 3, failed: 1 });
});

test('stages can be chosen by name, and unknown names are refused', () => {
  assert.equal(stagesNamed([]), STAGES);
  assert.deepEqual(stagesNamed(['unit', 'lint']).map(({ name }) => name), ['lint', 'unit']);
  assert.deepEqual(stagesNamed(['e2e']).map(({ name }) => name), ['build', 'e2e'], 'what a stage needs comes along');
  assert.equal(stagesNamed(['lint', 'lnit']), null);
});

test('the browser tests are left out without a Chromium, and kept with one', () => {
  const e2e = STAGES.find(({ name }) => name === 'e2e');
  const root = process.cwd();
  assert.ok(e2e.args({ root, chromium: null }).includes('--exclude=*inbox-e2e'));
  assert.ok(!e2e.args({ root, chromium: '/usr/bin/chromium' }).some((arg) => arg.startsWith('--exclude')));
  assert.match(e2e.handicap({ chromium: null }), /set CHROMIUM_PATH/);
});

test('a CHROMIUM_PATH that does not start is an error, not a reason to look elsewhere', async () => {
  await assert.rejects(findChromium(process.cwd(), () => {}, { CHROMIUM_PATH: '/nowhere/chromium' }), /CHROMIUM_PATH=\/nowhere\/chromium does not start/);
});
