// One hash over everything a build depends on.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const SOURCES = ['apps', 'libs', 'tools/scripts', 'package-lock.json', 'package.json', 'nx.json', 'tsconfig.base.json'];
const NEVER_BUILT = /(^|\/)(node_modules|dist|coverage|test-results)(\/|$)|-e2e\/|\.(spec|test|db-spec|e2e-spec|alone-spec)\.[cm]?[jt]sx?$|\.md$/;

/** A hash of names and contents of all sources, and of the Node major version. */
export function fingerprint(root) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  for (const file of SOURCES.flatMap((name) => filesBelow(root, name))) {
    hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)));
  }
  return hash.digest('hex');
}

function filesBelow(root, name) {
  if (NEVER_BUILT.test(name)) return [];
  let found;
  try {
    found = statSync(path.join(root, name));
  } catch {
    return []; // not every clone has every file
  }
  if (!found.isDirectory()) return [name];
  return readdirSync(path.join(root, name)).sort().flatMap((entry) => filesBelow(root, `${name}/${entry}`));
}
