// npm run workspace|user|keys -- … : the api's admin program against this clone's database.
// Works beside a running npm start, and also without one: then it starts the servers for the moment.
import { existsSync, realpathSync } from 'node:fs';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from '../services/json-file.mjs';
import { bringUpServices } from '../services/ways.mjs';
import { appEnvironment } from './app-environment.mjs';

const root = realpathSync(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..'));
process.chdir(root);
const folder = path.join(root, '.data/apps');
const program = path.join(folder, 'api/admin.cjs');
if (!existsSync(program)) {
  console.error('MailTrixy has not been built here yet. Run npm start once, then this command again.');
  process.exit(1);
}
let services;
try {
  services = await bringUpServices(path.join(root, '.data'));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const kept = readJson(services.paths.ports, {});
const ports = { api: kept.api ?? 3000, simulator: kept.simulator ?? 3100, worker: kept.worker ?? 3200 };
const env = appEnvironment({ root, paths: services.paths, services, ports, folder, mode: 'start' });
const child = spawn(process.execPath, ['--enable-source-maps', program, ...process.argv.slice(2)], { cwd: root, env, stdio: 'inherit' });
child.once('exit', async (code) => {
  if (!services.adopted) await services.stop();
  process.exit(code ?? 1);
});
