// A registry that lacks other-platform builds makes npm drop those optional dependencies from package-lock.json, and
// `npm ci` then fails with "Missing: NAME@ from lock file". This writes the dropped entries back, so that one lockfile
// serves every platform. The entries carry no integrity hash: those platforms install them unverified.
// usage: node tools/scripts/lock-fill.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'package-lock.json';
const OS = ['darwin', 'win32', 'linux', 'android', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony'];
const CPU = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32'];

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const packages = lock.packages;
const missing = [];

for (const [at, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!resolves(at, name)) missing.push({ name, entry: platformEntry(name, range, entry), of: at });
  }
}

if (process.argv.includes('--check')) {
  console.log(`${missing.length} missing from ${FILE}`);
  process.exitCode = missing.length ? 1 : 0;
} else {
  for (const { name, entry } of missing) packages[`node_modules/${name}`] = entry;
  lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  writeFileSync(FILE, JSON.stringify(lock, null, 2) + '\n');
  console.log(`added ${missing.length} to ${FILE}`);
}

function resolves(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (!at) return false;
  }
}

function platformEntry(name, range, parent) {
  const words = name.split('/').pop().split(/[-_]/);
  const version = /\d+\.\d+\.\d+[^ ]*/.exec(range)?.[0];
  if (!version) throw new Error(`cannot pin ${name}@${range}`);
  const os = words.filter((word) => OS.includes(word));
  const cpu = words.filter((word) => CPU.includes(word));
  const libc = words.find((word) => /^(musl|gnu|musleabihf|gnueabihf|glibc)$/.test(word));
  // A name without a platform ("…-all-unknown") is never the right one on a known platform.
  const anywhereElse = !os.length && !cpu.length ? OS.map((word) => `!${word}`) : os.length ? os : ['none'];
  return {
    version,
    ...(cpu.length ? { cpu } : {}),
    ...(parent.dev ? { dev: true } : {}),
    ...(os.includes('linux') && libc ? { libc: [libc.startsWith('musl') ? 'musl' : 'glibc'] } : {}),
    license: parent.license ?? 'MIT',
    optional: true,
    os: anywhereElse,
  };
}
