// Random passwords of the private servers, one file each, readable by the owner alone.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The secret of that name, made on first use. */
export function secret(folder, name) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, name);
  try {
    writeFileSync(file, randomBytes(24).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    chmodSync(file, 0o600); // a restored backup may have come back readable for all
  }
  const value = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{32,}$/.test(value)) throw new Error(`${file} does not hold a password; delete it and start again.`);
  return value;
}
