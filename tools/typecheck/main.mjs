// Checks the types of the whole workspace in three compiler runs. The `typecheck` target of each project says the same
// about what a change touches; for everything at once it would parse the same libraries thirty-six times.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const PROGRAMS = [
  { name: 'server', compiler: 'typescript/bin/tsc', config: 'tools/typecheck/server.json' },
  { name: 'web', compiler: '@angular/compiler-cli/bundles/src/bin/ngc.js', config: 'tools/typecheck/web.json' },
  { name: 'browser tests', compiler: 'typescript/bin/tsc', config: 'apps/inbox-e2e/tsconfig.json' },
];

const failures = (await Promise.all(PROGRAMS.map(check))).filter((ok) => !ok).length;
process.exitCode = failures ? 1 : 0;

function check({ name, compiler, config }) {
  const began = Date.now();
  const child = spawn(process.execPath, [path.join(root, 'node_modules', compiler), '--noEmit', '-p', config], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => (console.error(`${name}: ${error.message}`), resolve(false)));
    child.on('close', (code) => {
      console.log(`${code === 0 ? '✔' : '✖'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
      if (code !== 0) console.log(output);
      resolve(code === 0);
    });
  });
}
