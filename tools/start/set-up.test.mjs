// When packages are installed, when apps are built, and what a clone is called.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { seedDemo } from './demo-workspace.mjs';
import { fingerprint } from './fingerprint.mjs';
import { packagesMatchLockfile } from './install.mjs';
import { instanceId, takeClone } from './instance.mjs';

function scratch(t) {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mx-set-up-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function put(root, file, content) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), typeof content === 'string' ? content : JSON.stringify(content));
}

test('packages count as installed only in the versions of the lockfile', (t) => {
  const root = scratch(t);
  const wanted = {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true, os: ['darwin'] },
  };
  const installed = (packages) => put(root, 'node_modules/.package-lock.json', { packages });
  put(root, 'package-lock.json', { packages: wanted });
  assert.equal(packagesMatchLockfile(root), false, 'nothing installed');
  installed({ 'node_modules/a': { version: '1.0.0' } });
  assert.equal(packagesMatchLockfile(root), true, 'the optional one is for another platform');
  installed({ 'node_modules/a': { version: '1.0.1' } });
  assert.equal(packagesMatchLockfile(root), false, 'another version');
  installed({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } });
  assert.equal(packagesMatchLockfile(root), false, 'another version of an optional one');
  put(root, 'node_modules/.package-lock.json', '{"packages":{"node_modules/a"');
  assert.equal(packagesMatchLockfile(root), false, 'cut short');
});

test('sources and lockfile change the fingerprint; tests, output and data do not', (t) => {
  const root = scratch(t);
  put(root, 'apps/api/src/main.ts', 'one');
  put(root, 'package-lock.json', '{}');
  const first = fingerprint(root);
  for (const file of ['apps/api/src/main.spec.ts', 'libs/x/src/y.db-spec.ts', 'apps/inbox-e2e/src/a.ts', 'dist/apps/api/main.cjs', '.data/x', 'libs/x/README.md']) put(root, file, 'x');
  assert.equal(fingerprint(root), first);
  const seen = new Set([first]);
  for (const file of ['apps/api/src/main.ts', 'apps/api/src/other.ts', 'libs/x/src/index.ts', 'package-lock.json', 'tools/scripts/build-node.mjs']) {
    put(root, file, 'changed');
    seen.add(fingerprint(root));
  }
  assert.equal(seen.size, 6);
  renameSync(path.join(root, 'apps/api/src/other.ts'), path.join(root, 'apps/api/src/renamed.ts'));
  seen.add(fingerprint(root));
  assert.equal(seen.size, 7, 'a rename is a change');
});

test('a clone keeps its cookie name; a copy of it gets another one', (t) => {
  const root = scratch(t);
  const [one, two] = ['one', 'two'].map((name) => path.join(root, name));
  mkdirSync(one);
  const id = instanceId(one);
  assert.match(id, /^[0-9a-f]{8}$/);
  assert.equal(instanceId(one), id);
  renameSync(one, two);
  assert.notEqual(instanceId(two), id);
});

test('a clone belongs to one launcher at a time, and to nobody after a crash', (t) => {
  const data = scratch(t);
  mkdirSync(path.join(data, 'run'));
  const first = takeClone(data, process.cwd());
  assert.equal(first.taken, true);
  assert.deepEqual([takeClone(data, process.cwd()).taken, takeClone(data, process.cwd()).by.pid], [false, process.pid]);
  first.release();
  put(data, 'run/launcher.json', { pid: process.pid, started: 'before a crash', folder: process.cwd() });
  assert.equal(takeClone(data, process.cwd()).taken, true);
});

test('a demo of an installation that has an owner says why nothing was filled', async () => {
  const lines = await seedDemo({ address: 'http://127.0.0.1:9', code: '', detail: () => assert.fail('nothing is done') });
  assert.match(lines.join('\n'), /has an owner already[^]*reset-password/);
});
