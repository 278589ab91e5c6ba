import type { DataSource } from 'typeorm';

interface Row {
  flush: number;
  mode: string;
  charset: string;
  packet: number;
}

/**
 * Refuses a server on which a committed webhook could be lost or cut.
 * @throws Error that names each wrong variable and the value it needs
 */
export async function assertServerSettings(dataSource: DataSource): Promise<void> {
  const [row] = (await dataSource.query(
    'SELECT @@innodb_flush_log_at_trx_commit AS flush, @@GLOBAL.sql_mode AS mode, @@character_set_database AS charset, @@GLOBAL.max_allowed_packet AS packet',
  )) as Row[];
  const wrong = [
    Number(row.flush) === 1 ? null : `innodb_flush_log_at_trx_commit is ${row.flush}; it must be 1, or a crash loses answered webhooks`,
    /STRICT_(TRANS|ALL)_TABLES/.test(row.mode) ? null : 'sql_mode lacks STRICT_TRANS_TABLES; without it the server cuts text silently',
    row.charset === 'utf8mb4' ? null : `the database's character set is ${row.charset}; it must be utf8mb4, or emoji are lost`,
    Number(row.packet) >= 16 * 1024 * 1024 ? null : `max_allowed_packet is ${row.packet}; it must be at least 16M`,
  ].filter((text) => text !== null);
  if (wrong.length) throw new Error(`The database server is not set up for MailTrixy:\n- ${wrong.join('\n- ')}`);
}
