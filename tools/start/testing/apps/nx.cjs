// A stand-in for Nx: "builds" by copying the stand-in apps, and counts how often it was asked.
const fs = require('node:fs');
const path = require('node:path');

const root = process.cwd();
if (process.argv.includes('--watch')) setInterval(() => {}, 60_000); // Angular's watch mode: goes on until it is ended
else build();

function build() {
  // A test that kills the launcher in the middle of a build asks for a build that takes its time.
  if (fs.existsSync(path.join(root, 'slow-build'))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  const dist = path.join(root, 'dist/apps');
  fs.appendFileSync(path.join(root, 'builds.log'), `${process.argv.slice(2).join(' ')}\n`);
  for (const name of ['api', 'worker', 'simulator']) {
    fs.mkdirSync(path.join(dist, name), { recursive: true });
    const source = path.join(root, 'apps', name, 'src/main.ts');
    const program = fs.readFileSync(path.join(root, 'tools/start/testing/apps/app.cjs'), 'utf8');
    fs.writeFileSync(path.join(dist, name, 'main.cjs'), `${program}// ${fs.existsSync(source) ? fs.readFileSync(source, 'utf8') : ''}`);
  }
  fs.writeFileSync(path.join(dist, 'api/migrate.cjs'), '');
  const admin = "const [what, ...more] = process.argv.slice(2); console.log(what === 'setup-code' ? 'TESTCODE' : `${what} ${more}`);";
  fs.writeFileSync(path.join(dist, 'api/admin.cjs'), admin);
  fs.mkdirSync(path.join(dist, 'inbox/browser'), { recursive: true });
  fs.writeFileSync(path.join(dist, 'inbox/browser/index.html'), '<title>inbox</title>');
}
