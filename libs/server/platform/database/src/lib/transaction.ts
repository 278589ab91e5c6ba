import type { DataSource, EntityManager } from 'typeorm';
import { IDLE_TRANSACTION_S } from './data-source';

/** ER_LOCK_DEADLOCK, ER_LOCK_WAIT_TIMEOUT: the work was rolled back and may simply be done again. */
const RETRYABLE = new Set([1213, 1205]);

const CONNECTION_LOST = new Set(['PROTOCOL_CONNECTION_LOST', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'ENOENT', 'ER_SERVER_SHUTDOWN', 'ER_CON_COUNT_ERROR', 'POOL_CLOSED', 'ER_OPTION_PREVENTS_STATEMENT', 'ER_NEW_ABORTING_CONNECTION', 'ER_CONNECTION_KILLED', 'ER_CLIENT_INTERACTION_TIMEOUT', 'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR', 'PROTOCOL_ENQUEUE_AFTER_QUIT']);

interface DriverError {
  code?: string;
  errno?: number;
  driverError?: DriverError;
}

/** True when the database refused the work only because somebody else held its locks. */
export function isDeadlock(error: unknown): boolean {
  return RETRYABLE.has(numberOf(error));
}

/** True when the database could not be reached, or the connection broke: nothing is known about the last statement. */
export function isConnectionError(error: unknown): boolean {
  const { code, driverError } = (error ?? {}) as DriverError;
  return CONNECTION_LOST.has(code ?? '') || CONNECTION_LOST.has(driverError?.code ?? '') || /Queue limit reached|Pool is closed|closed state/i.test(error instanceof Error ? error.message : '');
}

/** True for ER_DUP_ENTRY, optionally on one named key. */
export function isDuplicate(error: unknown, key?: string): boolean {
  return numberOf(error) === 1062 && (!key || (error as Error).message.includes(key));
}

function numberOf(error: unknown): number {
  const { errno, driverError } = (error ?? {}) as DriverError;
  return errno ?? driverError?.errno ?? 0;
}

/**
 * Runs `work` in one transaction; a deadlock or lock wait does it again, up to `tries` times, with growing jittered pauses.
 * `work` must therefore have no effect outside the database.
 */
export async function inTransaction<T>(dataSource: DataSource, work: (tx: EntityManager) => Promise<T>, tries = 4): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await dataSource.transaction('READ COMMITTED', work);
    } catch (error) {
      if (!isDeadlock(error) || attempt >= tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 * 2 ** attempt * (0.5 + Math.random())));
    }
  }
}

/**
 * From here on the server itself ends the session, and with it the transaction, when it hears nothing of us for so long: a
 * process that hangs cannot let its rows go. MariaDB's sessions always do so within a transaction (`sessionSql`); MySQL
 * only knows how long a session may be idle, so this one may end in the pool too, which then opens another.
 */
export async function limitIdleTransaction(tx: EntityManager, seconds = IDLE_TRANSACTION_S): Promise<void> {
  if (tx.connection.options.type === 'mysql') await tx.query(`SET SESSION wait_timeout = ${seconds}`);
}
