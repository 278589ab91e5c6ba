// The private MariaDB (or MySQL) of one clone.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { compareWithData, copyBeforeUpgrade, rememberDataVersion } from './data-version.mjs';
import { findProgram, searchFolders } from './find-binaries.mjs';
import { asRoot, fromTree, serverOptions } from './mariadb-options.mjs';
import { logIn } from './mysql-login.mjs';
import { choosePort } from './ports.mjs';
import { run, tail } from './run-command.mjs';
import { secret } from './secrets.mjs';
import { runningServer, startServer, stopServer, stopUnrecorded } from './server-process.mjs';
import { shortPathTo } from './service-paths.mjs';

const USER = 'mailtrixy';

/**
 * Makes the private database run: adopts it when it is alive already, else creates or upgrades its data and starts it.
 * Returns { url, rootUrl, record, adopted }.
 */
export async function bringUpMariadb(paths, binary, { preferredPort, database, say }) {
  const passwords = { root: secret(paths.secrets, 'mariadb-root'), app: secret(paths.secrets, 'mariadb-app') };
  const running = runningServer(paths, 'mariadb');
  if (running && sameOptions(paths, binary, running) && (await ready(running.socket, passwords.app))) {
    return describe(running, passwords, database, true);
  }

  if (running) await stopServer(paths, 'mariadb');
  await stopUnrecorded(path.join(paths.run, 'mariadb.pid'), paths.mariadb, 'mariadb');
  const needed = compareWithData(paths.mariadb, binary);
  if (needed === 'upgrade') say(`upgrading the database's data; a copy of it stays in ${copyBeforeUpgrade(paths.mariadb)}`);
  if (!existsSync(path.join(paths.mariadb, 'mysql'))) await createData(paths, binary);

  const port = await choosePort(paths.ports, 'mariadb', preferredPort);
  const socket = path.join(paths.sockets, 'mariadb.sock');
  rmSync(socket, { force: true });
  const initFile = writeInitFile(paths, binary, passwords, database);
  const plan = {
    name: 'mariadb',
    binary: binary.path,
    args: serverOptions(paths, binary, { port, socket, initFile }),
    env: binary.env,
    folder: paths.mariadb,
    port,
    version: binary.version,
    pidFile: path.join(paths.run, 'mariadb.pid'),
    log: path.join(paths.logs, 'mariadb.log'),
    socket,
  };
  const record = await startServer(paths, plan, () => mariadbAnswers(socket, passwords.app));
  if (needed === 'upgrade') await upgradeSystemTables(paths, binary, socket, passwords.root);
  rememberDataVersion(paths.mariadb, binary);
  return describe(record, passwords, database, false);
}

/** Rejects until the server behind that socket takes the apps' password, that is, has run the whole init file. */
export async function mariadbAnswers(socket, password) {
  await logIn({ path: socket }, USER, password);
}

function describe(record, passwords, database, adopted) {
  return {
    url: `mysql://${USER}:${passwords.app}@127.0.0.1:${record.port}/${database}`,
    rootUrl: `mysql://root:${passwords.root}@localhost/?socketPath=${encodeURIComponent(record.socket)}`,
    record,
    adopted,
  };
}

/** False after an update of MailTrixy or of the server: then the old process must make way. */
function sameOptions(paths, binary, { port, socket, binary: program, version, args }) {
  const initFile = initFileOf(paths);
  return program === binary.path && version === binary.version && isDeepStrictEqual(args, serverOptions(paths, binary, { port, socket, initFile }));
}

async function ready(socket, password) {
  try {
    await mariadbAnswers(socket, password);
    return true;
  } catch {
    return false; // alive, but not serving us (its socket may have been swept out of the temp folder)
  }
}

/** Creates the data beside its place and moves it there when complete: an interrupted start leaves no half database. */
async function createData(paths, binary) {
  const unfinished = `${paths.mariadb}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  // Through the short path: the installer is a shell script that does not quote.
  const folder = path.join(shortPathTo(paths), path.basename(unfinished));
  const [program, args] = binary.flavour === 'mysql' ? mysqlInstaller(binary, folder) : mariadbInstaller(paths, binary, folder);
  const { code, output } = await run(program, args, { cwd: paths.sockets, env: { ...process.env, ...binary.env }, timeout: 180_000 });
  if (code !== 0 || !existsSync(path.join(unfinished, 'mysql'))) {
    throw new Error(`The empty database could not be created (${path.basename(program)} ended with code ${code}):\n${tail(output)}`);
  }
  rmSync(paths.mariadb, { recursive: true, force: true });
  renameSync(unfinished, paths.mariadb);
}

function mariadbInstaller(paths, binary, folder) {
  const folders = [path.dirname(binary.path), ...(binary.prefix ? [path.join(binary.prefix, 'usr/bin')] : []), ...searchFolders()];
  const program = findProgram(['mariadb-install-db', 'mysql_install_db'], folders);
  if (!program) throw new Error(`${binary.path} is here, but mariadb-install-db is not: the installation of MariaDB is incomplete.`);
  const basedir = fromTree(binary).filter((option) => option.startsWith('--basedir'));
  return [
    program,
    ['--no-defaults', ...asRoot(), ...basedir, `--datadir=${folder}`, '--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve', '--innodb-log-file-size=16M'],
  ];
}

function mysqlInstaller(binary, folder) {
  return [binary.path, ['--no-defaults', ...asRoot(), '--initialize-insecure', `--datadir=${folder}`]];
}

/**
 * What the server does before it lets anybody in, at every start: passwords, users, the database. So there is never a
 * moment in which root has no password, and a lost secrets file heals itself.
 */
function writeInitFile(paths, { flavour }, passwords, database) {
  const strangers = `User = '' OR (User = 'root' AND Host <> 'localhost')`;
  const statements = [
    flavour === 'mariadb' ? `DELETE FROM mysql.global_priv WHERE ${strangers}` : `DELETE FROM mysql.user WHERE ${strangers}`,
    'FLUSH PRIVILEGES',
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${passwords.root}'`,
    `CREATE DATABASE IF NOT EXISTS \`${database}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
    ...['127.0.0.1', 'localhost'].flatMap((host) => [
      `CREATE USER IF NOT EXISTS '${USER}'@'${host}' IDENTIFIED BY '${passwords.app}'`,
      `ALTER USER '${USER}'@'${host}' IDENTIFIED BY '${passwords.app}'`,
      `GRANT ALL ON \`mailtrixy%\`.* TO '${USER}'@'${host}'`,
    ]),
  ];
  const file = initFileOf(paths);
  writeFileSync(file, statements.map((sql) => `${sql};\n`).join(''), { mode: 0o600 });
  return file;
}

function initFileOf(paths) {
  return path.join(paths.secrets, 'mariadb-init.sql');
}

/** MariaDB leaves its system tables to a separate program; MySQL does it by itself. */
async function upgradeSystemTables(paths, binary, socket, rootPassword) {
  if (binary.flavour !== 'mariadb') return;
  const folders = [path.dirname(binary.path), ...(binary.prefix ? [path.join(binary.prefix, 'usr/bin')] : []), ...searchFolders()];
  const program = findProgram(['mariadb-upgrade', 'mysql_upgrade'], folders);
  if (!program) throw new Error('The data must be upgraded, but mariadb-upgrade is not installed. Install the MariaDB client programs.');
  const options = path.join(paths.secrets, 'mariadb-root.cnf');
  writeFileSync(options, `[client]\nuser=root\npassword=${rootPassword}\nsocket=${socket}\n`, { mode: 0o600 });
  const env = { ...process.env, ...binary.env, PATH: [...new Set(folders)].join(path.delimiter) };
  const { code, output } = await run(program, [`--defaults-file=${options}`], { env, timeout: 600_000 });
  rmSync(options, { force: true });
  if (code !== 0) throw new Error(`mariadb-upgrade ended with code ${code}:\n${tail(output)}`);
}
