export { createDataSource, connectionOptions, dataSourceOptions, detectServer, sessionSql } from './lib/data-source';
export type { DatabaseServer, Entities, PoolOptions } from './lib/data-source';
export { DatabaseModule } from './lib/database.module';
export { bytesToId, idColumn, idToBytes, nullableBytesToId, nullableIdToBytes } from './lib/id-column';
export { migrate, isMigrated } from './lib/migrate';
export { bytesSql, dateSql, idSql, listSql, numberSql, rowsSql, textSql } from './lib/sql-literals';
export { assertServerSettings } from './lib/server-settings';
export { inTransaction, isConnectionError, isDeadlock, isDuplicate, limitIdleTransaction } from './lib/transaction';
export { MIGRATIONS } from './lib/migrations';
