// Builds the apps with Nx and keeps a copy to run from.
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readJson, writeJson } from '../services/json-file.mjs';
import { run } from '../services/run-command.mjs';
import { failuresIn } from './failures.mjs';
import { fingerprint } from './fingerprint.mjs';
import { plainText } from './progress.mjs';

export const NODE_APPS = ['api', 'worker', 'simulator'];
const APPS = [...NODE_APPS, 'inbox'];
const MADE = ['api/main.cjs', 'api/migrate.cjs', 'api/admin.cjs', 'worker/main.cjs', 'simulator/main.cjs', 'inbox/browser/index.html'];

/** What Nx needs in its environment to do as it is told and nothing else; on GitHub it would print other headings. */
export const NX_ENVIRONMENT = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false', NG_CLI_ANALYTICS: 'false', GITHUB_ACTIONS: '' };

/** Arguments for `node` that run Nx of this clone. */
export function nxProgram(root) {
  const folder = path.join(root, 'node_modules/nx');
  const bin = readJson(path.join(folder, 'package.json'))?.bin;
  const script = typeof bin === 'string' ? bin : bin?.nx;
  if (!script) throw new Error('Nx is not installed; delete node_modules and start again.');
  return path.join(folder, script);
}

/** Runs Nx; rejects with the output of what failed. */
export async function nx(root, args, { onLine, record } = {}) {
  const { code, output } = await run(process.execPath, [nxProgram(root), ...args], { cwd: root, env: { ...process.env, ...NX_ENVIRONMENT }, onLine, record });
  if (code !== 0) throw new Error(`nx ${args.join(' ')} ended with code ${code}:\n${failuresIn(plainText(output))}`);
}

/**
 * Makes `<data>/apps` hold the built apps. It is a copy of dist/apps, so that npm test and npm run dev can build there
 * while this one runs. It lies as deep as dist/apps does: paths relative to the clone stay right.
 */
export async function buildApps(root, data, { detail, record }) {
  const folder = path.join(data, 'apps');
  const note = path.join(data, 'apps.json');
  const now = fingerprint(root);
  if (readJson(note)?.fingerprint === now && complete(folder)) return { note: 'nothing has changed', folder };

  rmSync(note, { force: true });
  await nx(root, ['run-many', '-t', 'build', '-p', APPS.join(','), '--output-style=static'], { onLine: finishedTasks(detail), record });
  const built = path.join(root, 'dist/apps');
  if (!complete(built)) throw new Error(`The build left out ${missing(built).join(', ')}.`);
  copyApps(built, folder);
  writeJson(note, { fingerprint: now });
  return { note: 'built', folder };
}

/** Builds straight into dist/apps, for watch mode. */
export async function buildInPlace(root, { detail, record }) {
  await nx(root, ['run-many', '-t', 'build', '-p', NODE_APPS.join(','), '--output-style=static'], { onLine: finishedTasks(detail), record });
  const folder = path.join(root, 'dist/apps');
  // Later builds of the inbox are its own watch mode's; but the api wants something to serve from the start.
  if (!existsSync(path.join(folder, 'inbox/browser/index.html'))) await nx(root, ['run', 'inbox:build:development'], { record });
  return { folder };
}

/** Passes on the names of finished tasks: "> nx run api:build". */
export function finishedTasks(detail) {
  return (line) => {
    const task = /^> nx run (\S+)/.exec(plainText(line))?.[1];
    if (task) detail(task);
  };
}

function copyApps(from, to) {
  const next = `${to}.next`;
  rmSync(next, { recursive: true, force: true });
  for (const app of APPS) cpSync(path.join(from, app), path.join(next, app), { recursive: true });
  rmSync(to, { recursive: true, force: true });
  renameSync(next, to);
}

function complete(folder) {
  return missing(folder).length === 0;
}

function missing(folder) {
  return MADE.filter((file) => !existsSync(path.join(folder, file)));
}
