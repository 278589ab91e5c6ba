import { setTimeout as sleep } from 'node:timers/promises';
import { createDataSource, isConnectionError } from '@mailtrixy/server/platform/database';
import type { DataSource } from 'typeorm';

/** A connection to a database that may still be starting. */
export interface Patience {
  /** Milliseconds before it gives up; Infinity: never. */
  forMs: number;
  /** Told now and then while waiting. */
  onWait: (reason: string) => void;
}

const PAUSE_MS = 500;
const SAY_EVERY_MS = 10_000;

/** @throws the last error when the patience ends, and at once for what waiting cannot mend (wrong password, no such database) */
export async function connectPatiently(databaseUrl: string, patience: Patience): Promise<DataSource> {
  const began = Date.now();
  for (let said = -Infinity; ; await sleep(PAUSE_MS)) {
    try {
      return await (await createDataSource(databaseUrl, [], { connections: 2, statementTimeoutMs: 0 })).initialize();
    } catch (error) {
      if (!isConnectionError(error) || Date.now() - began > patience.forMs) throw error;
      if (Date.now() - said > SAY_EVERY_MS) {
        said = Date.now();
        patience.onWait((error as Error).message);
      }
    }
  }
}
