// The story of npm start: from a bare clone to a running MailTrixy, and back to nothing running.
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from '../services/json-file.mjs';
import { endRecorded } from '../services/run-command.mjs';
import { servicePaths } from '../services/service-paths.mjs';
import { bringUpServices } from '../services/ways.mjs';
import { appEnvironment, appPorts } from './app-environment.mjs';
import { endLeftover, superviseApp } from './app-process.mjs';
import { buildApps, buildInPlace, NODE_APPS } from './build.mjs';
import { seedDemo } from './demo-workspace.mjs';
import { installPackages } from './install.mjs';
import { takeClone } from './instance.mjs';
import { runNode } from './node-script.mjs';
import { bold, box, inTime, red, say, step, yellow } from './progress.mjs';
import { waitUntilReady } from './readiness.mjs';
import { createShutdown } from './shutdown.mjs';
import { watchServices } from './watch-services.mjs';
import { watchSources } from './watch-sources.mjs';

/** What the flags of main.mjs ask for. */
export function optionsFrom(args) {
  const unknown = args.filter((arg) => !['--demo', '--dev'].includes(arg));
  if (unknown.length > 0) {
    console.error(`Unknown option ${unknown[0]}. npm start, npm run demo and npm run dev take none.`);
    process.exit(2);
  }
  return { mode: args.includes('--dev') ? 'dev' : 'start', demo: args.includes('--demo') };
}

/** Starts everything, waits for Ctrl-C, stops everything. */
export async function launch({ mode, demo }) {
  const root = realpathSync(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..'));
  process.chdir(root); // this process and its apps are recognised by this folder after a crash
  const apps = [];
  const shutdown = createShutdown({
    onRequest: () => say('\n  Stopping …'),
    onHurry: () => apps.forEach((app) => app.kill()),
  });
  try {
    await start({ root, mode, demo, apps, shutdown });
    await shutdown.requested;
  } catch (error) {
    if (!shutdown.isRequested) {
      process.exitCode = 1;
      console.error(`\n${red('MailTrixy did not start.')}\n${error.message}\n`);
    }
  }
  await shutdown.run();
  if (shutdown.isRequested) say('Everything is stopped.');
  process.exit();
}

async function start({ root, mode, demo, apps, shutdown }) {
  const began = Date.now();
  console.log(`\n${bold('MailTrixy')} on Node ${process.versions.node}\n`);
  const paths = servicePaths(path.join(root, '.data'));
  mkdirSync(path.join(root, 'storage/logs'), { recursive: true });
  const clone = takeClone(paths.data, root);
  if (!clone.taken) throw new Error(alreadyRunning(paths, clone.by));
  shutdown.add(clone.release);
  for (const name of NODE_APPS) await endLeftover(paths, name);
  const record = path.join(paths.run, 'command.json');
  await endRecorded(record);

  const next = (label, work) => (shutdown.check(), step(label, work));
  await next('Packages', (detail) => installPackages(root, { detail, record }));
  const services = await next('MariaDB and Redis', (detail) => bringUp(paths, shutdown, detail));
  const { folder } = await next('Building', (detail) => (mode === 'dev' ? buildInPlace(root, { detail, record }) : buildApps(root, paths.data, { detail, record })));
  const ports = await appPorts(paths);
  const env = appEnvironment({ root, paths, services, ports, folder, mode });
  const node = (script, ...args) => runNode(path.join(folder, 'api', script), args, { cwd: root, env });
  await next('Database schema', () => node('migrate.cjs').then(() => undefined));

  shutdown.check();
  // Registered before the apps are, so that it ends after them: stop order is apps, Redis, MariaDB.
  shutdown.add(watchServices(paths, services, say));
  await next('api, worker and simulator', async (detail) => {
    shutdown.add(() => Promise.all(apps.map((app) => app.stop())));
    const begin = (name) => {
      const app = superviseApp({ name, script: path.join(folder, name, 'main.cjs'), env, root, paths, say: news });
      app.firstReady.then(() => detail(`${name} is ready`), () => {});
      apps.push(app);
      return app.firstReady;
    };
    await Promise.race([inOrder(begin, paths), shutdown.requested]);
    await Promise.race([waitUntilReady(`http://127.0.0.1:${ports.api}/readyz`), shutdown.requested]);
  });
  shutdown.check();
  if (mode === 'dev') shutdown.add(watchSources({ root, apps, say: news }));
  const setupCode = () => node('admin.cjs', 'setup-code');
  const seeded = demo ? await next('Demo workspace', async (detail) => seedDemo({ address: `http://127.0.0.1:${ports.api}`, code: await setupCode(), detail })) : null;
  const code = await setupCode();
  console.log(`\n${welcome({ env, ports, code, seeded, mode, services })}\n`);
  say(`Ready after ${inTime(Date.now() - began)}.`);
}

/** All at once, except the very first time: then the api makes the keyring, and the worker must find that one. */
async function inOrder(begin, paths) {
  if (existsSync(path.join(paths.data, 'keys'))) return Promise.all(NODE_APPS.map(begin));
  const [first, ...others] = NODE_APPS;
  await begin(first);
  return Promise.all(others.map(begin));
}

async function bringUp(paths, shutdown, detail) {
  const services = await bringUpServices(paths.data, { say: detail });
  shutdown.add(services.stop);
  const origin = { env: 'from DATABASE_URL and REDIS_URL', path: 'installed here', unpack: 'Debian packages in .data/runtime', apt: 'installed with apt', docker: 'in Docker' };
  return Object.assign(services, { note: services.adopted && services.private.length > 0 ? 'still running, taken over' : origin[services.way] });
}

function welcome({ env, ports, code, seeded, mode, services }) {
  const address = env.MAILTRIXY_PUBLIC_URL.replace(/\/$/, '');
  const lines = [
    ['Inbox', address],
    ...(code ? [['First owner', `${address}/setup#code=${code}`]] : []),
    ['Simulator', `${address}/simulator (its own API: http://localhost:${ports.simulator})`],
    ['Logs', 'storage/logs/mailtrixy.log'],
    [],
    ['To stop', services.private.length > 0 ? 'Ctrl-C (the apps, then Redis and MariaDB)' : 'Ctrl-C'],
  ];
  const title = mode === 'dev' ? 'MailTrixy is running and watches its sources' : 'MailTrixy is running';
  return [box(title, lines), ...(seeded ? ['', ...seeded.map((line) => `  ${line}`)] : [])].join('\n');
}

function alreadyRunning(paths, { pid }) {
  const port = readJson(paths.ports)?.api;
  const where = port ? ` at http://localhost:${port}` : '';
  return `It runs already from this folder${where} (process ${pid}). Stop that one with Ctrl-C first.`;
}

function news(text) {
  say(`${yellow('!')} ${text}`);
}
