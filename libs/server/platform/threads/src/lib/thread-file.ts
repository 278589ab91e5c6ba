import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const built = new Map<string, string>();

/**
 * The JavaScript file of a thread `<name>.thread.ts` or a child process `<name>.child.ts`, which must stand somewhere under
 * libs/server. Built apps have it in threads/ beside their main file; run from sources (tests) it is built on first use.
 * @throws Error when there is neither
 */
export function threadFile(name: string): string {
  const beside = path.join(__dirname, 'threads', `${name}.cjs`);
  if (existsSync(beside)) return beside;
  const known = built.get(name);
  if (known) return known;
  const script = buildScript(__dirname);
  if (!script) throw new Error(`The file of ${name} is not built: ${beside} is missing.`);
  const file = execFileSync(process.execPath, [script, '--thread', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  built.set(name, file);
  return file;
}

function buildScript(folder: string): string | null {
  const script = path.join(folder, 'tools/scripts/build-node.mjs');
  if (existsSync(script)) return script;
  const parent = path.dirname(folder);
  return parent === folder ? null : buildScript(parent);
}
