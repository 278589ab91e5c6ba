// Counting tests in the summaries of Jest, Playwright and node:test.
import { plainText } from '../start/progress.mjs';

/** { passed, failed } over all summaries in the output of one stage. Skipped tests are neither. */
export function countTests(output) {
  const text = plainText(output);
  return [jest(text), playwright(text), nodeTest(text)].reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
}

/** "Test Suites: 1 failed, 2 passed, 3 total" and "Tests:       1 failed, 2 skipped, 10 passed, 13 total", once per project. */
function jest(text) {
  const counts = { passed: 0, failed: 0 };
  for (const [, suites, tests] of text.matchAll(/^\s*Test Suites:\s+(.*)\n\s*Tests:\s+(.*)$/gm)) {
    const failed = number(tests, 'failed');
    counts.passed += number(tests, 'passed');
    // A suite that does not even load has no failed test, and has failed all the same.
    counts.failed += failed > 0 ? failed : number(suites, 'failed');
  }
  return counts;
}

/** "  12 passed (30.1s)", "  1 failed", "  1 flaky", "  3 did not run", each on a line of its own. */
function playwright(text) {
  const count = (word) => [...text.matchAll(new RegExp(`^ {2}(\\d+) ${word}(?: \\(.*\\))?$`, 'gm'))].reduce((sum, [, n]) => sum + Number(n), 0);
  return { passed: count('passed'), failed: count('failed') + count('flaky') + count('interrupted') + count('did not run') };
}

/** "# pass 12", "# fail 1", "# cancelled 0" */
function nodeTest(text) {
  const count = (word) => [...text.matchAll(new RegExp(`^# ${word} (\\d+)$`, 'gm'))].reduce((sum, [, n]) => sum + Number(n), 0);
  return { passed: count('pass'), failed: count('fail') + count('cancelled') };
}

function number(list, word) {
  return Number(new RegExp(`(\\d+) ${word}`).exec(list)?.[1] ?? 0);
}
