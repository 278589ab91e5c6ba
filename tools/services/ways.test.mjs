// Every way to servers, against real servers where there are some; docker against a stand-in (no engine needed).
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { findDatabaseServers, findProgram, findRedisServers, searchFolders } from './find-binaries.mjs';
import { logIn } from './mysql-login.mjs';
import { askRedis } from './redis-login.mjs';
import { readJson, writeJson } from './json-file.mjs';
import { bringUpServices } from './ways.mjs';

const PORTS = { mariadb: 35306, redis: 35379 };
let base;
before(() => (base = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mx-ways-')))));
after(() => rmSync(base, { recursive: true, force: true }));

const installed = (await findDatabaseServers()).length > 0 && (await findRedisServers()).length > 0;
const debian = findProgram(['apt-get'], searchFolders()) && findProgram(['dpkg'], searchFolders());

function inEnvironment(values, work) {
  const before = { ...process.env };
  Object.assign(process.env, values);
  return work().finally(() => {
    for (const name of Object.keys(values)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });
}

async function assertBothAnswer(services) {
  const database = new URL(services.databaseUrl);
  await logIn({ host: database.hostname, port: Number(database.port) }, database.username, database.password);
  const redis = new URL(services.redisUrl);
  assert.equal(await askRedis({ host: redis.hostname, port: Number(redis.port) }, redis.password), 'PONG');
}

describe('way path', { skip: !installed && 'no servers are installed on this machine' }, () => {
  test('runs the installed servers privately, and only with our passwords', async () => {
    const services = await bringUpServices(path.join(base, 'path'), { env: { MAILTRIXY_SERVICES: 'path' }, ports: PORTS });
    try {
      assert.equal(services.way, 'path');
      await assertBothAnswer(services);
      const port = Number(new URL(services.databaseUrl).port);
      await assert.rejects(logIn({ host: '127.0.0.1', port }, 'root', ''), /Access denied/);
      await assert.rejects(logIn({ path: new URL(services.rootUrl).searchParams.get('socketPath') }, 'root', ''), /Access denied/);
      await assert.rejects(logIn({ host: '127.0.0.1', port }, 'nobody', ''), /Access denied/);
      await assert.rejects(askRedis({ host: '127.0.0.1', port: Number(new URL(services.redisUrl).port) }, ''), /NOAUTH/);
    } finally {
      await services.stop();
    }
  });

  test('takes over servers that run, unless their options are old ones', async () => {
    const data = path.join(base, 'path');
    const first = await bringUpServices(data, { env: {}, ports: PORTS });
    try {
      const pid = () => readJson(path.join(data, 'run/mariadb.json')).pid;
      const before = pid();
      assert.equal((await bringUpServices(data, { env: {}, ports: PORTS })).adopted, true);
      assert.equal(pid(), before);
      const record = readJson(path.join(data, 'run/mariadb.json'));
      writeJson(path.join(data, 'run/mariadb.json'), { ...record, args: [...record.args, '--old'] });
      assert.equal((await bringUpServices(data, { env: {}, ports: PORTS })).adopted, false);
      assert.notEqual(pid(), before);
    } finally {
      await first.stop();
    }
  });

  test('refuses data of a newer server in words, and upgrades older data after a copy', async () => {
    const data = path.join(base, 'path');
    const note = path.join(data, 'mariadb.version.json');
    const { flavour, version } = readJson(note);
    writeJson(note, { flavour, version: '99.1.0' });
    await assert.rejects(bringUpServices(data, { env: {}, ports: PORTS }), /written by \w+ 99\.1\.0, which is newer than/);
    writeJson(note, { flavour, version: '10.0.1' });
    const news = [];
    const services = await bringUpServices(data, { env: {}, ports: PORTS, say: (line) => news.push(line) });
    await services.stop();
    assert.match(news.join(), /a copy of it stays in .*mariadb-10\.0\.1/);
    assert.ok(existsSync(path.join(data, 'mariadb-10.0.1/mysql')));
    assert.equal(readJson(note).version, version);
  });

  test('takes the next port when its own is busy', async () => {
    const data = path.join(base, 'path');
    const kept = readJson(path.join(data, 'ports.json'));
    const blockers = [kept.mariadb, kept.redis].map((port) => net.createServer().listen(port, '127.0.0.1'));
    const services = await bringUpServices(data, { env: {}, ports: PORTS });
    await assertBothAnswer(services);
    await services.stop();
    blockers.forEach((blocker) => blocker.close());
    assert.ok(readJson(path.join(data, 'ports.json')).mariadb > kept.mariadb);
  });
});

describe('way unpack', { skip: !debian && 'not Debian or Ubuntu' }, () => {
  test('downloads Debian packages into the data folder and runs from there', async () => {
    const data = path.join(base, 'unpack with space');
    const services = await bringUpServices(data, { env: { MAILTRIXY_SERVICES: 'unpack' }, ports: PORTS });
    try {
      assert.equal(services.way, 'unpack');
      await assertBothAnswer(services);
      for (const server of [services.database, services.redis]) {
        assert.ok(realpathSync(server.path).startsWith(path.join(data, 'runtime')), server.path);
      }
    } finally {
      await services.stop();
    }
  });
});

describe('way env', { skip: !installed && 'no servers are installed on this machine' }, () => {
  let servers;
  before(async () => (servers = await bringUpServices(path.join(base, 'env-servers'), { env: {}, ports: PORTS })));
  after(() => servers?.stop());

  test('uses the servers it is given, and starts and stops none', async () => {
    const data = path.join(base, 'env');
    const env = { DATABASE_URL: servers.databaseUrl, REDIS_URL: servers.redisUrl };
    const services = await bringUpServices(data, { env });
    assert.deepEqual([services.way, services.databaseUrl, services.redisUrl], ['env', env.DATABASE_URL, env.REDIS_URL]);
    await services.stop();
    await assertBothAnswer(servers);
    assert.ok(!existsSync(path.join(data, 'mariadb')));
  });

  test('takes one from the environment and brings up the other itself', async () => {
    const services = await bringUpServices(path.join(base, 'env-half'), { env: { DATABASE_URL: servers.databaseUrl }, ports: PORTS });
    assert.equal(services.databaseUrl, servers.databaseUrl);
    assert.notEqual(services.redisUrl, servers.redisUrl);
    await assertBothAnswer(services);
    await services.stop();
  });

  test('says in words what is wrong, without the password', async () => {
    const wrong = servers.databaseUrl.replace(/:[0-9a-f]+@/, ':guessed@');
    await assert.rejects(bringUpServices(path.join(base, 'env'), { env: { DATABASE_URL: wrong } }), (error) => {
      assert.match(error.message, /DATABASE_URL \(127\.0\.0\.1:\d+\) does not take us: 1045 Access denied/);
      return !error.message.includes('guessed');
    });
    await assert.rejects(bringUpServices(path.join(base, 'env'), { env: { DATABASE_URL: 'postgres://x' } }), /is not an address like mysql:/);
    await assert.rejects(bringUpServices(path.join(base, 'env'), { env: { MAILTRIXY_SERVICES: 'env' } }), /needs both DATABASE_URL and REDIS_URL/);
    await assert.rejects(bringUpServices(path.join(base, 'env'), { env: { MAILTRIXY_SERVICES: 'wish' } }), /choose one of env, path, unpack, apt, docker/);
  });
});

describe('way docker (a stand-in for docker on PATH; no container runs)', () => {
  test('calls docker compose with a project of its own and with no secret in the arguments', async () => {
    const folder = path.join(base, 'fake-bin');
    mkdirSync(folder);
    const calls = path.join(base, 'docker-calls.log');
    writeFileSync(
      path.join(folder, 'docker'),
      `#!/bin/sh\nprintf '%s|' "$@" >> '${calls}'\nprintf '%s\\n' "$MAILTRIXY_DOCKER_DATABASE_PORT $MAILTRIXY_DOCKER_APP_PASSWORD" >> '${calls}'\n`,
    );
    chmodSync(path.join(folder, 'docker'), 0o755);
    const data = path.join(base, 'docker');
    const services = await inEnvironment({ PATH: `${folder}${path.delimiter}${process.env.PATH}` }, async () => {
      const up = await bringUpServices(data, { env: { MAILTRIXY_SERVICES: 'docker' }, ports: PORTS });
      await up.stop();
      return up;
    });
    const lines = readFileSync(calls, 'utf8').trim().split('\n').map((line) => line.split('|'));
    const up = lines.find((line) => line.includes('up'));
    const project = up[up.indexOf('--project-name') + 1];
    assert.match(project, /^mailtrixy-[0-9a-f]{8}$/);
    assert.deepEqual(up.slice(0, 6), ['compose', '--project-name', project, '--file', path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), 'docker/compose.yaml'), 'up']);
    assert.deepEqual(up.slice(6, 8), ['--detach', '--wait']);
    assert.ok(lines.some((line) => line.includes('stop') && line.includes(project)));

    const password = readFileSync(path.join(data, 'secrets/mariadb-app'), 'utf8');
    const { mariadb, redis } = readJson(path.join(data, 'ports.json'));
    assert.equal(up.at(-1), `${mariadb} ${password}`, 'port and password travel in the environment');
    for (const line of lines) assert.ok(!line.slice(0, -1).join(' ').includes(password));
    assert.equal(services.databaseUrl, `mysql://mailtrixy:${password}@127.0.0.1:${mariadb}/mailtrixy`);
    assert.ok(services.redisUrl.endsWith(`@127.0.0.1:${redis}/0`));
  });
});
