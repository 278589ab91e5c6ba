// Waiting for the api's own word that it can serve.
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the address answers 200; rejects with the last answer when it does not within `patience` milliseconds. */
export async function waitUntilReady(address, patience = 60_000) {
  let last = 'no answer';
  for (const until = Date.now() + patience; Date.now() < until; await sleep(100)) {
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(5_000) });
      if (response.ok) return;
      last = `${response.status} ${(await response.text()).slice(0, 500)}`;
    } catch (error) {
      last = error.cause?.message ?? error.message; // not listening yet
    }
  }
  throw new Error(`${address} does not become ready. Its last answer: ${last}`);
}
