import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeIsRightOrSaysWhy, satisfies } from './node-version.mjs';

const RANGE = '^20.19.0 || ^22.13.0 || >=24.11.0';

test('takes the versions of package.json and no others', () => {
  for (const good of ['20.19.0', '20.20.2', '22.13.1', '24.11.0', '26.0.1']) assert.ok(satisfies(good, RANGE), good);
  for (const bad of ['12.22.12', '18.20.4', '20.18.3', '21.7.0', '22.12.0', '23.11.0', '24.10.0']) assert.ok(!satisfies(bad, RANGE), bad);
});

test('says in one sentence what is needed', (t) => {
  const said = [];
  t.mock.method(console, 'error', (line) => said.push(line));
  assert.equal(nodeIsRightOrSaysWhy('18.20.4', RANGE), false);
  assert.deepEqual(said, [
    'MailTrixy needs Node 20.19 or a later 20, 22.13 or a later 22, or 24.11 and newer; this is 18.20.4. Get one from nodejs.org and run the command again.',
  ]);
});
