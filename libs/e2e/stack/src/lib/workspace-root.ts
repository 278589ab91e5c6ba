import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder with nx.json: tests are started from anywhere below it. */
export function workspaceRoot(): string {
  for (let at = process.cwd(); ; at = path.dirname(at)) {
    if (existsSync(path.join(at, 'nx.json'))) return at;
    if (at === path.dirname(at)) throw new Error('Run the tests from inside the workspace.');
  }
}
