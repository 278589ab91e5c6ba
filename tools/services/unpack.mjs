// The way "unpack": Debian's (or Ubuntu's) own packages, downloaded and unpacked into the data folder. Needs no root.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findDatabaseServers, findProgram, findRedisServers, searchFolders } from './find-binaries.mjs';
import { run, tail } from './run-command.mjs';
import { shortPathTo } from './service-paths.mjs';

// redis-server is only a link to a program in redis-tools; mariadb-client brings mariadb-upgrade.
const WANTED = ['mariadb-server-core', 'mariadb-client-core', 'mariadb-client', 'redis-server', 'redis-tools'];

// Always there on a machine that runs Node; a second copy of the C library would not work at all.
const PART_OF_THE_SYSTEM = new Set(['libc6', 'libgcc-s1', 'libc-bin']);

/** The unpacked servers, downloaded on first use: { database: ServerBinary[], redis: ServerBinary[] }. */
export async function unpackedServers(paths, say) {
  const missing = ['apt-get', 'apt-cache', 'dpkg'].filter((name) => !findProgram([name], searchFolders()));
  if (missing.length > 0) throw new Error(`this is not Debian or Ubuntu (no ${missing.join(', ')})`);
  if (!existsSync(paths.runtime)) await downloadAndUnpack(paths, say);

  const prefix = path.join(shortPathTo(paths), path.basename(paths.runtime));
  const libraries = ['usr/lib', 'lib'].flatMap((folder) => multiarchFolders(prefix, folder));
  const env = { LD_LIBRARY_PATH: libraries.join(':') };
  const folders = ['usr/sbin', 'usr/bin'].map((folder) => path.join(prefix, folder));
  const servers = {
    database: await findDatabaseServers({ folders, env, prefix }),
    redis: await findRedisServers({ folders, env, prefix }),
  };
  if (servers.database.length === 0 || servers.redis.length === 0) {
    throw new Error(`the packages in ${paths.runtime} do not run here; delete that folder to download them again`);
  }
  return servers;
}

async function downloadAndUnpack(paths, say) {
  const work = mkdtempSync(path.join(os.tmpdir(), 'mailtrixy-apt-'));
  const unfinished = `${paths.runtime}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  try {
    const apt = await packageLists(work, say);
    const packages = await withLibraries(WANTED, apt);
    say(`downloading ${packages.length} Debian packages`);
    const downloads = path.join(work, 'downloads');
    mkdirSync(downloads);
    await must('apt-get', [...apt, 'download', ...packages], { cwd: downloads });
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(downloads)) {
      await must('dpkg', ['-x', path.join(downloads, file), unfinished], { cwd: work });
    }
    renameSync(unfinished, paths.runtime);
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** apt's options: the machine's package lists where there are some, else lists of our own (no root needed). */
async function packageLists(work, say) {
  if (await knowsPackages([])) return [];
  const folder = path.join(work, 'apt');
  mkdirSync(path.join(folder, 'lists/partial'), { recursive: true });
  mkdirSync(path.join(folder, 'cache/archives/partial'), { recursive: true });
  const own = ['-o', `Dir::State::Lists=${folder}/lists`, '-o', `Dir::Cache=${folder}/cache`, '-o', 'Debug::NoLocking=1'];
  say('reading the package lists');
  await must('apt-get', [...own, 'update'], { cwd: work });
  if (!(await knowsPackages(own))) throw new Error('the package sources of this machine have no MariaDB or no Redis');
  return own;
}

async function knowsPackages(apt) {
  const { output } = await run('apt-cache', [...apt, 'policy', 'mariadb-server-core', 'redis-tools'], { env: english(), timeout: 30_000 });
  return (output.match(/Candidate: \d/g) ?? []).length === 2;
}

/** The packages and every library they need, whatever the release calls them today. */
async function withLibraries(names, apt) {
  const all = new Set(names);
  for (let fresh = names; fresh.length > 0; ) {
    const options = ['--no-recommends', '--no-suggests', '--no-conflicts', '--no-breaks', '--no-replaces', '--no-enhances'];
    const { output } = await run('apt-cache', [...apt, 'depends', ...options, ...fresh], { env: english(), timeout: 30_000 });
    fresh = parseLibraries(output).filter((name) => !all.has(name));
    for (const name of fresh) all.add(name);
  }
  return [...all];
}

/** The libraries named in the output of `apt-cache depends`. Programs and virtual packages (<…>) are left out. */
export function parseLibraries(output) {
  const found = [...output.matchAll(/^[ |]*(?:Pre)?Depends: ((?:lib|zlib1g)[a-z0-9.+-]*)(?::any)?$/gm)].map(([, name]) => name);
  return [...new Set(found)].filter((name) => !PART_OF_THE_SYSTEM.has(name) && !name.endsWith('-perl'));
}

function multiarchFolders(prefix, folder) {
  const base = path.join(prefix, folder);
  if (!existsSync(base)) return [];
  return readdirSync(base).filter((name) => name.includes('-linux-gnu')).map((name) => path.join(base, name));
}

async function must(program, args, options) {
  const { code, output } = await run(program, args, { env: english(), timeout: 300_000, ...options });
  if (code !== 0) throw new Error(`${program} ended with code ${code}:\n${tail(output, 6)}`);
}

function english() {
  return { ...process.env, LC_ALL: 'C' };
}
