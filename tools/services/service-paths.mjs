// Where the private servers of one clone keep their things.
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, realpathSync, symlinkSync, readlinkSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

// mariadbd refuses socket paths over 107 characters; some room is left for the file name.
const LONGEST_SOCKET_FOLDER = 80;

/** All folders below one data folder (.data or .data-test), made on the way, private to this user. */
export function servicePaths(dataFolder) {
  if (process.platform === 'win32') throw new Error('On Windows MailTrixy runs under WSL: open a Linux shell there and start it from its home folder.');
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const data = realpathSync(dataFolder);
  refuseWindowsDrive(data);
  chmodSync(data, 0o700);
  const paths = {
    data,
    secrets: path.join(data, 'secrets'),
    run: path.join(data, 'run'),
    logs: path.join(data, 'logs'),
    mariadb: path.join(data, 'mariadb'),
    redis: path.join(data, 'redis'),
    runtime: path.join(data, 'runtime'),
    ports: path.join(data, 'ports.json'),
  };
  for (const folder of [paths.secrets, paths.run, paths.logs]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  paths.sockets = socketFolder(data);
  return paths;
}

/** The 0700 folder for sockets: short whatever the clone's path, one per data folder and user. */
export function socketFolder(data) {
  const user = process.getuid?.() ?? os.userInfo().username;
  const name = `mailtrixy-${user}-${createHash('sha256').update(data).digest('hex').slice(0, 8)}`;
  const base = os.tmpdir().length + name.length < LONGEST_SOCKET_FOLDER ? os.tmpdir() : '/tmp';
  const folder = path.join(base, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  // The temp folder is everybody's: somebody else may have made this name first, to read our sockets.
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) {
    throw new Error(`${folder} belongs to somebody else; remove it, or set TMPDIR to a folder of your own.`);
  }
  chmodSync(folder, 0o700);
  return folder;
}

/**
 * A short path without spaces or colons that leads to the data folder, for programs that cannot take the real one:
 * mariadb-install-db does not quote its arguments, and LD_LIBRARY_PATH is split at colons.
 */
export function shortPathTo(paths) {
  const link = path.join(paths.sockets, 'data');
  if (readLink(link) !== paths.data) {
    rmSync(link, { force: true });
    symlinkSync(paths.data, link);
  }
  return link;
}

/** Refuses a data folder on a Windows drive under WSL: locks and fsync there do not hold, and data gets lost. */
export function refuseWindowsDrive(folder, kernel = kernelVersion()) {
  if (!/microsoft/i.test(kernel) || !/^\/mnt\/[a-z](\/|$)/i.test(folder)) return;
  throw new Error(
    `This clone lies on a Windows drive (${folder}). A database cannot keep its promises there. ` +
      'Clone MailTrixy into the Linux file system (for example ~/mailtrixy) and start it from there.',
  );
}

function kernelVersion() {
  try {
    return readFileSync('/proc/version', 'utf8');
  } catch {
    return ''; // not Linux
  }
}

function readLink(link) {
  try {
    return readlinkSync(link);
  } catch {
    return null; // not there yet
  }
}
