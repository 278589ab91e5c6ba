// Ending in order: what was started last stops first.
import { endRunningCommands } from '../services/run-command.mjs';

// npm passes a Ctrl-C on that the terminal has sent to everybody already, so two in one moment are one.
const SAME_MOMENT = 1_500;

/** Collects what has to be stopped, and listens for Ctrl-C, SIGTERM and a closed terminal. */
export function createShutdown({ onRequest = () => {}, onHurry = () => {} } = {}) {
  const stops = [];
  let since = null;
  let announce;
  const requested = new Promise((resolve) => (announce = resolve));

  // A closed terminal takes the screen away, and must not take the orderly end with it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, request);

  function request() {
    if (since !== null) {
      if (Date.now() - since > SAME_MOMENT) onHurry();
      return;
    }
    since = Date.now();
    onRequest();
    announce();
    endRunningCommands();
  }

  return {
    /** Resolves when somebody wants us to end. */
    requested,
    get isRequested() {
      return since !== null;
    },
    /** Registers what ends a thing that has just been started. */
    add: (stop) => stops.push(stop),
    /** Throws when the end was asked for: between two steps of a start. */
    check() {
      if (since !== null) throw new Error('stopped');
    },
    /** Stops everything, last first; one that fails does not keep the others from stopping. */
    async run() {
      while (stops.length > 0) {
        try {
          await stops.pop()();
        } catch (error) {
          console.error(`  While stopping: ${error.message}`);
        }
      }
    },
  };
}
