// A copy of the workspace to plant mistakes and changes in, without touching the one people work in.
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { run } from '../services/run-command.mjs';
import { NX_ENVIRONMENT, nxProgram } from '../start/build.mjs';

/** Copies every file Git knows or would take, commits them, and borrows node_modules. */
export function workspaceCopy(root) {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mx-workspace-')));
  const files = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0').filter(Boolean);
  for (const file of files) {
    if (!existsSync(path.join(root, file))) continue; // deleted, not yet committed
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(folder, file));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  git(folder, 'init', '--quiet', '--initial-branch=main');
  const copy = {
    folder,
    commit(message) {
      git(folder, 'add', '--all', '.');
      git(folder, '-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '--no-verify', '-m', message);
    },
    /** Runs Nx in the copy; resolves with { code, output }. */
    nx: (...args) => run(process.execPath, [nxProgram(folder), ...args], { cwd: folder, env: { ...process.env, ...NX_ENVIRONMENT }, timeout: 600_000 }),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
  copy.commit('copy');
  return copy;
}

function git(folder, ...args) {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'inherit'] });
}
