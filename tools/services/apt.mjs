// The way "apt" (only when forced): installs the servers with apt-get, as root.
import { findProgram, searchFolders } from './find-binaries.mjs';
import { run, tail } from './run-command.mjs';

/** Installs Debian packages; rejects with the reason when that is not possible here. */
export async function aptInstall(packages, say) {
  if (!findProgram(['apt-get'], searchFolders())) throw new Error('there is no apt-get on this machine');
  if (process.getuid?.() !== 0) throw new Error('apt-get needs root');
  say(`apt-get install ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  let result = await install(packages, env);
  if (result.code !== 0) {
    // Fresh containers come without package lists, long-lived machines with stale ones.
    await run('apt-get', ['update'], { env, timeout: 300_000 });
    result = await install(packages, env);
  }
  if (result.code !== 0) throw new Error(`apt-get ended with code ${result.code}:\n${tail(result.output, 6)}`);
}

function install(packages, env) {
  return run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, timeout: 900_000 });
}
