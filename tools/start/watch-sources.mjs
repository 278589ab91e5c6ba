// npm run dev: builds again what has changed and restarts the apps whose program is a different one then.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, watch } from 'node:fs';
import path from 'node:path';
import { end, recordOf } from '../services/processes.mjs';
import { buildInPlace, NX_ENVIRONMENT, nxProgram } from './build.mjs';

const QUIET = 300;
const FOLDERS = ['apps/api', 'apps/worker', 'apps/simulator', 'libs/server', 'libs/shared'];

/** Begins to watch; returns the function that ends it. */
export function watchSources({ root, apps, say }) {
  const programs = new Map(apps.map((app) => [app.name, hashOf(root, app.name)]));
  let timer = null;
  let building = false;
  let again = false;

  const watchers = FOLDERS.filter((folder) => existsSync(path.join(root, folder))).map((folder) => watch(path.join(root, folder), { recursive: true }, (_event, file) => {
    if (!/\.(ts|json|sql)$/.test(String(file)) || /\.(spec|db-spec|e2e-spec|alone-spec)\.ts$/.test(String(file))) return;
    clearTimeout(timer);
    timer = setTimeout(rebuild, QUIET);
  }));
  const inbox = buildInboxContinuously(root, say);

  async function rebuild() {
    if (building) {
      again = true;
      return;
    }
    building = true;
    try {
      await buildInPlace(root, { detail: () => {} });
      const changed = apps.filter((app) => hashOf(root, app.name) !== programs.get(app.name));
      for (const app of changed) programs.set(app.name, hashOf(root, app.name));
      if (changed.length > 0) say(`built again; restarting ${changed.map((app) => app.name).join(', ')}`);
      await Promise.all(changed.map((app) => app.restart()));
    } catch (error) {
      say(error.message); // a mistake in the sources: the old programs run on
    }
    building = false;
    if (again) {
      again = false;
      void rebuild();
    }
  }

  return async () => {
    clearTimeout(timer);
    watchers.forEach((watcher) => watcher.close());
    await inbox();
  };
}

/** Angular's own watch mode. */
function buildInboxContinuously(root, say) {
  const child = spawn(process.execPath, [nxProgram(root), 'run', 'inbox:build:development', '--watch'], {
    cwd: root,
    env: { ...process.env, ...NX_ENVIRONMENT },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const record = recordOf(child.pid, root);
  const show = (chunk) => String(chunk).split('\n').filter((line) => /error|✘|bundle generation (complete|failed)/i.test(line)).forEach((line) => say(`inbox: ${line.trim()}`));
  child.stdout.on('data', show);
  child.stderr.on('data', show);
  return () => end(record, { grace: 3_000, group: true });
}

function hashOf(root, app) {
  try {
    return createHash('sha256').update(readFileSync(path.join(root, 'dist/apps', app, 'main.cjs'))).digest('hex');
  } catch {
    return ''; // in the middle of a build
  }
}
