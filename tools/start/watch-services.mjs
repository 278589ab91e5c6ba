// Starts the private servers again when one of them dies under a running MailTrixy.
import { runningServer } from '../services/server-process.mjs';
import { bringUpServices } from '../services/ways.mjs';

const EVERY = 2_000;
const LONGEST_PAUSE = 60_000;

/** Looks after the servers that are ours; returns the function that ends the looking. */
export function watchServices(paths, services, say) {
  let pause = EVERY;
  let timer = setTimeout(look, EVERY);
  let working = null;
  let ended = false;

  function look() {
    const dead = services.private.filter((name) => !runningServer(paths, name));
    if (dead.length === 0) {
      pause = EVERY;
      timer = setTimeout(look, EVERY);
      return;
    }
    say(`${dead.join(' and ')} ended; starting again. Its log is in ${paths.logs}`);
    working = revive(dead).finally(() => {
      if (!ended) timer = setTimeout(look, pause);
    });
  }

  async function revive(dead) {
    try {
      const again = await bringUpServices(paths.data);
      if (again.databaseUrl !== services.databaseUrl || again.redisUrl !== services.redisUrl) {
        // Another program took the port in that moment, and the apps know only the old one.
        say(`${dead.join(' and ')} had to take another port: stop MailTrixy with Ctrl-C and start it again.`);
        return;
      }
      say(`${dead.join(' and ')} is back`);
    } catch (error) {
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      say(error.message);
    }
  }

  return async () => {
    ended = true;
    clearTimeout(timer);
    await working;
  };
}
