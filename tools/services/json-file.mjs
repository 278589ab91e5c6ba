// Small JSON files that survive a kill in the middle of a write.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** The parsed file, or `otherwise` where it is missing or broken. */
export function readJson(file, otherwise = null) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return otherwise; // missing, or cut short by a crash: both mean "nothing known"
  }
}

/** Writes beside the file and renames, so that a reader sees the old or the new content, never half of it. */
export function writeJson(file, value) {
  const next = `${file}.${process.pid}.next`;
  writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, file);
}
