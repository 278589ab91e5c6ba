// Who this clone is, and whether it is running already.
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createOnce, readJson, removeExactly, writeJson } from '../services/json-file.mjs';
import { isAlive, recordOf } from '../services/processes.mjs';

/**
 * Eight hex digits that name this clone's session cookie: browsers do not keep cookies of two ports apart.
 * A copied folder gets digits of its own.
 */
export function instanceId(data) {
  const file = path.join(data, 'instance.json');
  const kept = readJson(file);
  if (kept?.folder === data && /^[0-9a-f]{8}$/.test(kept.id)) return kept.id;
  const id = randomBytes(4).toString('hex');
  writeJson(file, { id, folder: data });
  return id;
}

/** Takes the clone for this process, or says who has it: { taken: true, release } or { taken: false, by }. */
export function takeClone(data, root) {
  const file = path.join(data, 'run/launcher.json');
  const mine = recordOf(process.pid, root);
  for (;;) {
    if (createOnce(file, JSON.stringify(mine))) return { taken: true, release: () => rmSync(file, { force: true }) };
    const text = textOf(file);
    if (text === null) continue; // released in this moment
    const owner = readJson(file);
    if (isAlive(owner)) return { taken: false, by: owner };
    removeExactly(file, text); // its launcher was killed
  }
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // it is gone
  }
}
