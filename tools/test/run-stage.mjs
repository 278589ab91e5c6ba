// Running one stage: progress on the screen, everything in its log, and how many tests passed.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../services/run-command.mjs';
import { NX_ENVIRONMENT } from '../start/build.mjs';
import { red, step, plainText } from '../start/progress.mjs';
import { countTests } from './count-tests.mjs';
import { failuresIn } from '../start/failures.mjs';

/** Only against a stage that hangs: the browser and end-to-end suites take over 15 minutes on a busy machine. */
const LONGEST = 45 * 60_000;
const BETWEEN_PLAIN_NEWS = 10_000;

/** Resolves with { title, milliseconds, passed, failed }; a stage that fails without a failed test counts as one. */
export async function runStage(stage, context) {
  const began = Date.now();
  const log = path.join(context.logs, `${stage.name}.log`);
  const handicap = stage.handicap?.(context) ?? null;
  const { passed, failed, output } = await step(stage.title, async (detail) => {
    const result = await run(process.execPath, stage.args(context), {
      cwd: context.root,
      env: { ...context.env, ...NX_ENVIRONMENT },
      timeout: LONGEST,
      record: context.record,
      onLine: progressLines(detail),
    });
    const text = plainText(result.output);
    writeFileSync(log, text);
    const counts = countTests(text);
    if (result.code !== 0 && counts.failed === 0) counts.failed = 1;
    if (handicap) counts.failed += 1;
    return { ...counts, output: result.code === 0 ? '' : text, note: counts.passed + counts.failed > 0 ? `${counts.passed} passed, ${counts.failed} failed` : undefined };
  }).catch((error) => ({ passed: 0, failed: 1, output: error.message }));

  if (output) console.log(`\n${red(`${stage.title} failed.`)} All of its output: ${path.relative(context.root, log)}\n\n${failuresIn(output)}\n`);
  if (handicap) console.log(`\n${red(handicap)}\n`);
  return { title: stage.title, milliseconds: Date.now() - began, passed, failed };
}

/** The name of the task or test that has just ended: each one on a terminal, now and then in a log. */
function progressLines(detail) {
  let done = 0;
  let last = Date.now();
  return (line) => {
    const name = /^> nx run (\S+)/.exec(plainText(line))?.[1] ?? /^\s*(?:not )?ok \d+ - (.*)/.exec(line)?.[1];
    if (!name) return;
    done += 1;
    if (!process.stdout.isTTY && Date.now() - last < BETWEEN_PLAIN_NEWS) return;
    last = Date.now();
    detail(`${done} done, last ${name}`);
  };
}
