import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countTests } from './count-tests.mjs';

test('adds up the summaries of all Jest projects, colours or not', () => {
  const output = [
    '> nx run api:test',
    '\u001b[1mTest Suites: \u001b[22m\u001b[1m\u001b[32m2 passed\u001b[39m\u001b[22m, 2 total',
    '\u001b[1mTests:       \u001b[22m\u001b[1m\u001b[32m8 passed\u001b[39m\u001b[22m, 8 total',
    'Test Suites: 1 failed, 2 passed, 3 total',
    'Tests:       2 failed, 1 skipped, 10 passed, 13 total',
  ].join('\n');
  assert.deepEqual(countTests(output), { passed: 18, failed: 2 });
});

test('does not stumble over the line ends of a terminal', () => {
  assert.deepEqual(countTests('Test Suites: 1 passed, 1 total\r\nTests:       3 passed, 3 total\r\n'), { passed: 3, failed: 0 });
});

test('a Jest suite that does not load counts as a failure', () => {
  assert.deepEqual(countTests('Test Suites: 1 failed, 1 passed, 2 total\nTests:       5 passed, 5 total\n'), { passed: 5, failed: 1 });
});

test('reads Playwright, and takes flaky and unrun tests for failures', () => {
  assert.deepEqual(countTests('  1 failed\n    [chromium] › a.spec.ts:3 › signs in\n  1 flaky\n  2 skipped\n  3 did not run\n  12 passed (30.1s)\n'), { passed: 12, failed: 5 });
});

test('reads node:test, subtests included', () => {
  assert.deepEqual(countTests('# tests 12\n# pass 11\n# fail 1\n# cancelled 0\n# skipped 0\n'), { passed: 11, failed: 1 });
});

test('does not take sentences for summaries', () => {
  assert.deepEqual(countTests('    3 failed attempts were retried\n  ✓ 2 passed messages are shown\n'), { passed: 0, failed: 0 });
});
