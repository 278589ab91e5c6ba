import type { DataSource } from 'typeorm';

const LOCK = 'mailtrixy_migrate';
const LOCK_WAIT_S = 60;

/**
 * Brings the schema up to date. Several processes may call it at once: a named lock lets one of them work.
 * @returns names of the migrations that ran now
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const holder = dataSource.createQueryRunner();
  try {
    const [{ held }] = await holder.query('SELECT GET_LOCK(CONCAT(DATABASE(), ?), ?) AS held', [`.${LOCK}`, LOCK_WAIT_S]);
    if (Number(held) !== 1) throw new Error(`Another process has been migrating for ${LOCK_WAIT_S} s. Try again when it is done.`);
    return (await dataSource.runMigrations({ transaction: 'none' })).map((done) => done.name);
  } finally {
    await holder.query('SELECT RELEASE_LOCK(CONCAT(DATABASE(), ?))', [`.${LOCK}`]).catch(() => undefined);
    await holder.release();
  }
}

/** True when every migration of this build has run. */
export async function isMigrated(dataSource: DataSource): Promise<boolean> {
  return !(await dataSource.showMigrations());
}
