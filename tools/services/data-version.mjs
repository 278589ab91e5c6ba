// Which server version wrote a data folder, and whether the one at hand may touch it.
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readJson, writeJson } from './json-file.mjs';
import { compareVersions } from './find-binaries.mjs';

const NAMES = { mariadb: 'MariaDB', mysql: 'MySQL', redis: 'Redis', valkey: 'Valkey' };

/** What wrote the data in `folder`: { flavour, version }, or null for an empty one. */
export function dataVersion(folder) {
  return readJson(noteFile(folder)) ?? mariadbOwnNote(folder);
}

/** Remembers which server has opened the data; called after every successful start. */
export function rememberDataVersion(folder, { flavour, version }) {
  writeJson(noteFile(folder), { flavour, version });
}

/**
 * What to do before `server` opens `folder`: 'open', or 'upgrade' for data of an older release line.
 * Data of a newer server, or of the other family, is refused with advice: it would be damaged.
 */
export function compareWithData(folder, server) {
  const data = dataVersion(folder);
  if (!data) return 'open';
  const has = `${NAMES[data.flavour]} ${data.version}`;
  const found = `${NAMES[server.flavour]} ${server.version}`;
  if (data.flavour !== server.flavour) {
    throw new Error(
      `The data in ${folder} was written by ${has}, but the server found here is ${found}. ` +
        `Install ${NAMES[data.flavour]}, or move that folder away to begin with empty data.`,
    );
  }
  const difference = compareVersions(server.version, data.version, 2);
  if (difference < 0) {
    throw new Error(
      `The data in ${folder} was written by ${has}, which is newer than the ${found} found here. An older server would ` +
        `damage it. Install ${has} or newer, or move that folder away to begin with empty data.`,
    );
  }
  return difference > 0 ? 'upgrade' : 'open';
}

/** Copies the data beside itself before an upgrade; an existing copy of the same version is kept. */
export function copyBeforeUpgrade(folder) {
  const copy = `${folder}-${dataVersion(folder).version}`;
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(folder, unfinished, { recursive: true, preserveTimestamps: true });
  renameSync(unfinished, copy);
  writeJson(noteFile(copy), dataVersion(folder));
  return copy;
}

// Beside the folder and not in it: servers treat a strange file in their folder as a database.
function noteFile(folder) {
  return `${folder}.version.json`;
}

/** MariaDB writes its version itself: known even where our note got lost. */
function mariadbOwnNote(folder) {
  for (const name of ['mariadb_upgrade_info', 'mysql_upgrade_info']) {
    try {
      const version = /^\d+\.\d+\.\d+/.exec(readFileSync(path.join(folder, name), 'utf8'))?.[0];
      if (version) return { flavour: 'mariadb', version };
    } catch {
      continue; // not this name
    }
  }
  return null;
}
