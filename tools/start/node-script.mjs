// Running one of MailTrixy's own one-shot programs (migrate, admin).
import { run, tail } from '../services/run-command.mjs';

/** Runs the script and resolves with what it printed on standard output; rejects with its last lines when it fails. */
export async function runNode(script, args, { cwd, env }) {
  const { code, output, stdout } = await run(process.execPath, ['--enable-source-maps', script, ...args], { cwd, env });
  if (code !== 0) throw new Error(tail(output));
  return stdout.trim();
}
