// Small files that survive a kill in the middle of a write, and of which two processes do not both become the owner.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

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

/**
 * Creates the file with its whole content in one moment (a plain write is empty first, and an empty mark of ownership
 * looks like a dead one). False when there is such a file already.
 */
export function createOnce(file, text) {
  const next = `${file}.${process.pid}.next`;
  writeFileSync(next, text, { mode: 0o600 });
  try {
    linkSync(next, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(next, { force: true });
  }
}

/**
 * Removes the file if it still holds `text`. Two processes may have found the same mark of a dead owner; the slower one
 * must not remove what the quicker one has put in its place.
 */
export function removeExactly(file, text) {
  const aside = `${file}.${process.pid}.aside`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return; // somebody else has removed it
  }
  if (readFileSync(aside, 'utf8') !== text) createOnce(file, readFileSync(aside, 'utf8'));
  rmSync(aside, { force: true });
}
