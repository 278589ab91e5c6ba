// npm ci, only when node_modules is not what package-lock.json says.
import path from 'node:path';
import { existsSync } from 'node:fs';
import { readJson } from '../services/json-file.mjs';
import { run, tail } from '../services/run-command.mjs';

/** True when every package of the lockfile is installed in its version. Optional ones may be missing (other platforms). */
export function packagesMatchLockfile(root) {
  const wanted = readJson(path.join(root, 'package-lock.json'))?.packages;
  const installed = readJson(path.join(root, 'node_modules/.package-lock.json'))?.packages;
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([place, { version, optional, link }]) => {
    if (place === '' || link) return true;
    const found = installed[place];
    return found ? found.version === version : optional === true;
  });
}

/** Installs the packages when they are not what the lockfile says. */
export async function installPackages(root, { detail, record }) {
  if (packagesMatchLockfile(root)) return { note: 'already there' };
  if (!existsSync(path.join(root, 'package-lock.json'))) throw new Error('package-lock.json is missing: this is not a whole clone of MailTrixy.');
  detail('npm ci (the first time about a minute)');
  const [command, args] = npm();
  const { code, output } = await run(command, [...args, 'ci', '--no-fund', '--no-audit', '--loglevel=error'], { cwd: root, record });
  if (code !== 0) throw new Error(`npm ci ended with code ${code}:\n${tail(output)}`);
  return { note: 'installed' };
}

/** The npm that started us, else the one on PATH. */
function npm() {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') && existsSync(script) ? [process.execPath, [script]] : ['npm', []];
}
