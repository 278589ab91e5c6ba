// The small rules of the services, without starting any.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { compareWithData, rememberDataVersion } from './data-version.mjs';
import { compareVersions, parseDatabaseVersion, parseRedisVersion } from './find-binaries.mjs';
import { end, isAlive, recordOf, signal, startTime } from './processes.mjs';
import { secret } from './secrets.mjs';
import { refuseWindowsDrive, socketFolder } from './service-paths.mjs';
import { parseLibraries } from './unpack.mjs';

const scratch = (t) => {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mx-rules-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

test('a server is what --version says, not what its file is called', () => {
  assert.deepEqual(parseDatabaseVersion('/usr/sbin/mysqld  Ver 10.11.6-MariaDB-0+deb12u1 for debian-linux-gnu'), { flavour: 'mariadb', version: '10.11.6' });
  assert.deepEqual(parseDatabaseVersion('mysqld  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)'), { flavour: 'mysql', version: '8.4.3' });
  assert.equal(parseDatabaseVersion('command not found'), null);
  assert.deepEqual(parseRedisVersion('Redis server v=7.0.15 sha=00000000:0'), { flavour: 'redis', version: '7.0.15' });
  assert.deepEqual(parseRedisVersion('Valkey server v=8.0.1 sha=00000000:0'), { flavour: 'valkey', version: '8.0.1' });
});

test('versions compare by number', () => {
  assert.ok(compareVersions('10.11.6', '10.6.20') > 0);
  assert.ok(compareVersions('8.4.0', '8.0.40') > 0);
  assert.equal(compareVersions('10.11.2', '10.11.9', 2), 0);
});

test('data of another family is refused', (t) => {
  const folder = path.join(scratch(t), 'mariadb');
  rememberDataVersion(folder, { flavour: 'mariadb', version: '10.11.6' });
  assert.throws(() => compareWithData(folder, { flavour: 'mysql', version: '8.4.0' }), /written by MariaDB 10\.11\.6, but the server found here is MySQL 8\.4\.0/);
  assert.equal(compareWithData(folder, { flavour: 'mariadb', version: '10.11.1' }), 'open');
  assert.equal(compareWithData(folder, { flavour: 'mariadb', version: '11.4.2' }), 'upgrade');
});

test('a clone on a Windows drive under WSL is refused with advice', () => {
  const wsl = 'Linux version 5.15.153.1-microsoft-standard-WSL2';
  assert.throws(() => refuseWindowsDrive('/mnt/c/code/mailtrixy/.data', wsl), /Clone MailTrixy into the Linux file system/);
  refuseWindowsDrive('/home/me/mailtrixy/.data', wsl);
  refuseWindowsDrive('/mnt/c/mailtrixy/.data', 'Linux version 6.1.0 (debian)');
});

test('socket folders are short, private, one per data folder, and nobody else may plant them', (t) => {
  const data = path.join(scratch(t), 'x'.repeat(150));
  const folder = socketFolder(data);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  assert.ok(path.join(folder, 'mariadb.sock').length < 107);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.notEqual(socketFolder(`${data}2`), folder);
  rmSync(socketFolder(`${data}2`), { recursive: true });

  rmSync(folder, { recursive: true });
  const elsewhere = path.join(scratch(t), 'elsewhere');
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, folder);
  assert.throws(() => socketFolder(data), /belongs to somebody else/);
});

test('secrets are random, kept, and 0600', (t) => {
  const folder = scratch(t);
  const value = secret(folder, 'redis');
  assert.match(value, /^[0-9a-f]{48}$/);
  assert.equal(secret(folder, 'redis'), value);
  assert.notEqual(secret(folder, 'other'), value);
  assert.equal(statSync(path.join(folder, 'redis')).mode & 0o777, 0o600);
});

test('a process is signalled only when pid, start time and folder are the recorded ones', async (t) => {
  const folder = scratch(t);
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { cwd: folder, stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  const record = recordOf(child.pid, folder);
  assert.equal(isAlive(record), true);
  assert.equal(signal({ ...record, started: 'another time' }, 'SIGTERM'), false);
  assert.equal(signal({ ...record, folder: '/' }, 'SIGTERM'), false);
  assert.equal(signal({ ...record, pid: 1 }, 'SIGTERM'), false);
  assert.equal(isAlive(record), true);
  await end(record, { grace: 5_000 });
  assert.equal(isAlive(record), false);
  assert.equal(startTime(2 ** 22 + 1), null);
});

test('unpack takes libraries, not programs and not the C library', () => {
  const output = 'mariadb-server-core\n  Depends: mariadb-common\n  Depends: libaio1\n |Depends: libssl3t64\n  Depends: libc6\n  Depends: zlib1g\n    libelogind0\n  PreDepends: libcrypt1\n  Depends: <libvirtual>\n  Depends: libdbi-perl\n';
  assert.deepEqual(parseLibraries(output), ['libaio1', 'libssl3t64', 'zlib1g', 'libcrypt1']);
});
