import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failuresIn } from './failures.mjs';

test('shows the output of failed Nx tasks, and not that of the others', () => {
  const output = '> nx run a:test\n\n3 passed\n\n> nx run b:test\n\nExpected: 1\n\n> nx run c:build:production\n\nboom\n\n\n NX   Running target test failed\n\nFailed tasks:\n\n- b:test\n- c:build:production\n\n  Run duration: 1s\n';
  assert.equal(failuresIn(output), '> nx run b:test\n\nExpected: 1\n\n> nx run c:build:production\n\nboom');
});

test('shows the failed tests of node:test without the suites around them', () => {
  const output = "# Subtest: suite\n    not ok 1 - adds\n      ---\n      error: 'no'\n      ...\n    ok 2 - fine\nnot ok 1 - suite\n  ---\n  failureType: 'subtestsFailed'\n  ...\n# fail 1\n";
  assert.equal(failuresIn(output), "    not ok 1 - adds\n      ---\n      error: 'no'\n      ...");
});

test('shows the end of anything else', () => {
  assert.equal(failuresIn(Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n')).split('\n')[0], 'line 40');
});
