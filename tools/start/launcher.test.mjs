// npm start as a whole, on stand-in apps and real servers.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTime } from '../services/processes.mjs';
import { fakeClone, pidGone } from './testing/fake-clone.mjs';

const READY = 'Ready after';
const LONG_NAME = `Mail Trixy ${'x'.repeat(120)}`;

async function askApi(clone, route) {
  const response = await fetch(`http://localhost:${clone.port('api')}${route}`);
  return { response, text: await response.text() };
}

async function appsOf(clone) {
  const { text } = await askApi(clone, '/env');
  const api = JSON.parse(text);
  return { api, pids: ['app-api', 'app-worker', 'app-simulator'].map((name) => clone.record(name).pid) };
}

describe('a clone in a path of more than 120 characters with a space', () => {
  let clone;
  before(async () => (clone = await fakeClone({ name: LONG_NAME })));
  after(() => clone.dispose());

  test('starts, prints address and set-up link, and Ctrl-C leaves no process', async () => {
    assert.ok(clone.root.length > 120);
    const launcher = clone.start();
    await launcher.says(READY);
    const port = clone.port('api');
    assert.match(launcher.text(), new RegExp(`http://localhost:${port}/setup#code=TESTCODE`));
    assert.match(launcher.text(), /Simulator\s+http:\/\/localhost:\d+\/simulator/);
    const { pids } = await appsOf(clone);
    const servers = ['mariadb', 'redis'].map((name) => clone.record(name).pid);
    assert.equal(await launcher.stop(), 0, launcher.text());
    for (const pid of [...pids, ...servers]) assert.ok(await pidGone(pid), `process ${pid} is still there`);
  });

  test('stops the apps before Redis and Redis before MariaDB', async () => {
    const launcher = clone.start();
    await launcher.says(READY);
    const { pids } = await appsOf(clone);
    const [mariadb, redis] = ['mariadb', 'redis'].map((name) => clone.record(name).pid);
    const order = [];
    const watching = [...pids.map((pid) => ['app', pid]), ['redis', redis], ['mariadb', mariadb]].map(async ([name, pid]) => {
      await pidGone(pid, 20_000);
      order.push(name);
    });
    await launcher.stop();
    await Promise.all(watching);
    assert.deepEqual(order, ['app', 'app', 'app', 'redis', 'mariadb']);
  });

  test('starts a second time in less than 10 seconds, on the same ports, without a build', async () => {
    const [port, builds] = [clone.port('api'), clone.builds()];
    const began = Date.now();
    const launcher = clone.start();
    await launcher.says(READY);
    assert.ok(Date.now() - began < 10_000, `${Date.now() - began} ms`);
    assert.equal(clone.port('api'), port);
    assert.equal(clone.builds(), builds);
    await launcher.stop();
  });

  test('keeps passwords out of arguments and out of reach of others', async () => {
    const launcher = clone.start();
    await launcher.says(READY);
    const { pids } = await appsOf(clone);
    const all = [...pids, clone.record('mariadb').pid, clone.record('redis').pid, launcher.pid];
    const args = all.map((pid) => execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })).join('\n');
    for (const name of ['mariadb-root', 'mariadb-app', 'redis']) {
      const file = path.join(clone.data, 'secrets', name);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.ok(!args.includes(readFileSync(file, 'utf8')), `${name} is visible in ps`);
    }
    assert.equal(statSync(path.dirname(clone.record('mariadb').socket)).mode & 0o777, 0o700);
    await launcher.stop();
  });
});

describe('a launcher that was killed with kill -9', () => {
  let clone;
  before(async () => (clone = await fakeClone()));
  after(() => clone.dispose());

  test('loses its apps, keeps its servers, and the next start takes those over', async () => {
    const first = clone.start();
    await first.says(READY);
    const { pids } = await appsOf(clone);
    const [mariadb, redis] = ['mariadb', 'redis'].map((name) => clone.record(name).pid);
    first.signal('SIGKILL');
    assert.equal(await first.ended, 'SIGKILL');
    for (const pid of pids) assert.ok(await pidGone(pid), `app ${pid} outlived its launcher`);
    assert.ok(startTime(mariadb) && startTime(redis));

    const port = clone.port('api');
    const second = clone.start();
    await second.says(READY);
    assert.match(second.text(), /still running, taken over/);
    assert.equal(clone.record('mariadb').pid, mariadb);
    assert.equal(clone.record('redis').pid, redis);
    assert.equal(clone.port('api'), port);
    await second.stop();
    for (const pid of [mariadb, redis]) assert.ok(await pidGone(pid));
  });

  test('loses the build it was at, before the next start builds', async () => {
    writeFileSync(path.join(clone.root, 'slow-build'), '');
    rmSync(path.join(clone.data, 'apps.json'));
    const first = clone.start();
    await first.says('Building');
    await clone.until(() => clone.record('command') !== null);
    const build = clone.record('command').pid;
    first.signal('SIGKILL');
    await first.ended;
    assert.ok(startTime(build), 'the build goes on without its launcher');

    rmSync(path.join(clone.root, 'slow-build'));
    const second = clone.start();
    await second.says(READY);
    assert.equal(startTime(build), null);
    await second.stop();
  });

  test('does not keep a second launcher from saying that the first one runs', async () => {
    const first = clone.start();
    await first.says(READY);
    const second = clone.start();
    assert.equal(await second.ended, 1);
    assert.match(second.text(), /It runs already from this folder at http:\/\/localhost:\d+/);
    assert.equal((await askApi(clone, '/')).text, 'api');
    await first.stop();
  });
});

describe('what goes wrong under a running MailTrixy', () => {
  let clone;
  before(async () => (clone = await fakeClone()));
  after(() => clone.dispose());

  test('a crashed app and a killed Redis come back, and the launcher says so', async () => {
    const launcher = clone.start();
    await launcher.says(READY);
    await askApi(clone, '/crash').catch(() => {}); // it ends in the middle of the answer
    await launcher.says('api ended (code 7); starting it again in 0.5 s');
    await launcher.says('api is back');
    assert.equal((await askApi(clone, '/')).text, 'api');

    process.kill(clone.record('redis').pid, 'SIGKILL');
    await launcher.says('redis is back');
    await launcher.stop();
  });

  test('a pid that belongs to somebody else by now is not signalled', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    mkdirSync(path.join(clone.data, 'run'), { recursive: true });
    const wrong = JSON.stringify({ pid: stranger.pid, started: 'another time', folder: path.join(clone.data, 'mariadb') });
    for (const name of ['mariadb', 'redis', 'app-api', 'launcher']) writeFileSync(path.join(clone.data, `run/${name}.json`), wrong);
    for (const name of ['mariadb', 'redis']) writeFileSync(path.join(clone.data, `run/${name}.pid`), String(stranger.pid));
    const launcher = clone.start();
    await launcher.says(READY);
    await launcher.stop();
    assert.ok(startTime(stranger.pid), 'the stranger was ended');
    stranger.kill('SIGKILL');
  });

  test('a busy port makes way for the next one', async () => {
    const kept = clone.port('api');
    const blocker = net.createServer().listen(kept, '0.0.0.0');
    const launcher = clone.start();
    await launcher.says(READY);
    assert.ok(clone.port('api') > kept);
    assert.equal((await askApi(clone, '/')).text, 'api');
    await launcher.stop();
    blocker.close();
  });

  test('Ctrl-C in the middle of a start leaves nothing behind', async () => {
    const launcher = clone.start();
    await launcher.says('MariaDB and Redis');
    await sleep(150);
    await launcher.stop();
    assert.match(launcher.text(), /Everything is stopped/);
    for (const name of ['mariadb', 'redis', 'app-api']) assert.equal(clone.record(name), null);
  });
});

test('two clones side by side, started in the same moment, share neither port nor process nor cookie', async () => {
  const clones = [await fakeClone({ name: 'one' }), await fakeClone({ name: 'two' })];
  try {
    const launchers = clones.map((clone) => clone.start());
    await Promise.all(launchers.map((launcher) => launcher.says(READY)));
    for (const name of ['api', 'worker', 'simulator', 'mariadb', 'redis']) assert.notEqual(clones[0].port(name), clones[1].port(name));
    for (const name of ['mariadb', 'redis']) assert.notEqual(clones[0].record(name).pid, clones[1].record(name).pid);
    const cookies = await Promise.all(clones.map(async (clone) => (await askApi(clone, '/sign-in')).response.headers.get('set-cookie')));
    const names = cookies.map((cookie) => cookie.split('=')[0]);
    assert.match(names[0], /^mx_[0-9a-f]{8}$/);
    assert.notEqual(names[0], names[1]);

    await launchers[0].stop();
    assert.equal((await askApi(clones[1], '/')).text, 'api', 'stopping one clone must not touch the other');
    await launchers[1].stop();
  } finally {
    for (const clone of clones) await clone.dispose();
  }
});

test('npm run workspace works beside npm start, and without it', async () => {
  const clone = await fakeClone();
  const workspace = () => execFileSync(process.execPath, ['tools/start/admin.mjs', 'workspace', 'create', '--name', 'A shop'], { cwd: clone.root, encoding: 'utf8' });
  try {
    assert.throws(workspace, /has not been built here yet/);
    const launcher = clone.start();
    await launcher.says(READY);
    const { pid } = clone.record('mariadb');
    assert.equal(workspace(), 'workspace create,--name,A shop\n');
    assert.equal(clone.record('mariadb').pid, pid, 'the servers in use stay');
    await launcher.stop();

    assert.equal(workspace(), 'workspace create,--name,A shop\n');
    assert.equal(clone.record('mariadb'), null, 'servers started for the moment are stopped');
  } finally {
    await clone.dispose();
  }
});

test('npm run dev builds a changed app again and restarts that one alone', async () => {
  const clone = await fakeClone();
  try {
    for (const name of ['api', 'worker']) mkdirSync(path.join(clone.root, `apps/${name}/src`), { recursive: true });
    const launcher = clone.start({ args: ['--dev'] });
    await launcher.says(READY);
    const before = { api: clone.record('app-api').pid, worker: clone.record('app-worker').pid };
    await sleep(200);
    writeFileSync(path.join(clone.root, 'apps/api/src/main.ts'), 'changed');
    await launcher.says('built again; restarting api');
    await launcher.says('api is back');
    assert.notEqual(clone.record('app-api').pid, before.api);
    assert.equal(clone.record('app-worker').pid, before.worker);
    assert.equal((await askApi(clone, '/')).text, 'api');
    assert.equal(await launcher.stop(), 0);
    assert.ok(!execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes(clone.root), 'a watcher is left');
  } finally {
    await clone.dispose();
  }
});
