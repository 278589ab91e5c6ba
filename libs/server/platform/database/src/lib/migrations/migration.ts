import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One DDL statement as a TypeORM migration. MySQL commits every DDL implicitly, so a migration of two statements could
 * stop half-way and never be repeatable; hence one each. Additive first: expand, backfill, contract one release later.
 *
 * @param order  whole number, unique and rising over all migrations
 * @param name   kebab-case subject, e.g. 'create-message'
 */
export function migration(order: number, name: string, sql: string): new () => MigrationInterface {
  // TypeORM sorts by the 13 digits that end the name.
  const fullName = `${name}-${String(1_700_000_000_000 + order)}`;
  return class implements MigrationInterface {
    name = fullName;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }

    async down(): Promise<void> {
      throw new Error(`${fullName} has no way back: migrations are additive. Restore a backup instead.`);
    }
  };
}
