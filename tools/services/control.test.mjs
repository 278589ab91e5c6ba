// The handles with which tests take Redis and the database away from a running MailTrixy.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { control, describeServices } from './control.mjs';
import { findDatabaseServers, findRedisServers } from './find-binaries.mjs';
import { isAlive } from './processes.mjs';
import { askRedis } from './redis-login.mjs';
import { bringUpServices } from './ways.mjs';

const installed = (await findDatabaseServers()).length > 0 && (await findRedisServers()).length > 0;

describe('control', { skip: !installed && 'no servers are installed on this machine' }, () => {
  let base;
  let services;
  let file;
  before(async () => {
    base = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mx-control-')));
    services = await bringUpServices(base, { env: {}, database: 'mailtrixy_test', ports: { mariadb: 35406, redis: 35479 } });
    file = describeServices(services, path.join(base, 'run/services.json'));
  });
  after(async () => {
    await services?.stop();
    rmSync(base, { recursive: true, force: true });
  });

  for (const name of ['redis', 'mariadb']) {
    test(`${name}: kill -9 and start again on the same port, with its data`, async () => {
      const server = control(file)[name];
      const before = server.record;
      await server.kill();
      assert.equal(isAlive(before), false);
      await server.start();
      assert.equal(server.record.port, before.port);
      assert.notEqual(server.record.pid, before.pid);
    });
  }

  test('pause leaves the port open and the question unanswered; resume heals it', async () => {
    const redis = control(file).redis;
    const { port } = redis.record;
    const password = new URL(services.redisUrl).password;
    redis.pause();
    await assert.rejects(askRedis({ host: '127.0.0.1', port }, password, ['PING'], { timeout: 300 }), /no answer in time/);
    redis.resume();
    assert.equal(await askRedis({ host: '127.0.0.1', port }, password), 'PONG');
  });

  test('works as a program too, for tests that cannot import modules', () => {
    const before = control(file).redis.record.pid;
    const program = fileURLToPath(new URL('control.mjs', import.meta.url));
    execFileSync(process.execPath, [program, 'restart', 'redis'], { env: { ...process.env, MAILTRIXY_TEST_SERVICES: file } });
    assert.notEqual(control(file).redis.record.pid, before);
  });

  test('refuses servers that are somebody else’s', () => {
    const foreign = describeServices({ ...services, way: 'env', private: [] }, path.join(base, 'run/foreign.json'));
    assert.throws(() => control(foreign).redis, /comes by the way "env" and is not ours to stop/);
  });
});
