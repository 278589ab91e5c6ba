// The command line of the private database server.
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The server's own zone. npm test sets it two hours off: no rule of ours may depend on it. */
export const SERVER_TIME_ZONE = 'MAILTRIXY_SERVER_TIME_ZONE';

/** The arguments for mariadbd or mysqld. No secret among them: any user of the machine may read arguments. */
export function serverOptions(paths, binary, { port, socket, initFile }) {
  return [
    '--no-defaults', // must be the first; the machine's own /etc/mysql is none of our business
    ...asRoot(),
    ...fromTree(binary),
    `--datadir=${paths.mariadb}`,
    `--socket=${socket}`,
    `--pid-file=${path.join(paths.run, 'mariadb.pid')}`,
    `--log-error=${path.join(paths.logs, 'mariadb.log')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--skip-log-bin',
    '--performance-schema=OFF',
    '--innodb-buffer-pool-size=256M',
    '--innodb-flush-log-at-trx-commit=1', // an answered webhook must survive a power cut
    '--max-allowed-packet=64M',
    '--max-connections=200',
    '--transaction-isolation=READ-COMMITTED',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    `--default-time-zone=${process.env[SERVER_TIME_ZONE] ?? '+00:00'}`,
    '--sql-mode=STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
    ...(binary.flavour === 'mariadb' ? ['--innodb-log-file-size=16M'] : ['--innodb-redo-log-capacity=32M', '--mysqlx=OFF']),
    `--init-file=${initFile}`,
  ];
}

/** Both server families refuse to run as root unless told so; in a container there is nobody else to run as. */
export function asRoot() {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

/** A server unpacked into a folder of ours must be told where its messages and plugins are. */
export function fromTree({ prefix }) {
  if (!prefix) return [];
  const messages = ['mariadb', 'mysql'].map((name) => path.join(prefix, 'usr/share', name)).find((folder) => existsSync(folder));
  return [`--basedir=${path.join(prefix, 'usr')}`, ...(messages ? [`--lc-messages-dir=${messages}`] : [])];
}
