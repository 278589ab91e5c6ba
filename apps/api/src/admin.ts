// The administration program: node admin.cjs <command> [options]. Answers on standard output, everything else on standard error.
import { NestFactory } from '@nestjs/core';
import { readSettings, SettingsError } from '@mailtrixy/server/platform/config';
import { isMigrated } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import pino from 'pino';
import { createWorkspace, resetPassword, setupCode } from './admin/account-commands';
import { AdminError, type AdminCommand } from './admin/admin-command';
import { AdminModule } from './admin/admin.module';
import { rotateKeys } from './admin/key-commands';
import { readArguments } from './admin/read-arguments';
import { RESEALERS } from './admin/resealers';
import { connectPatiently } from './app/database-patience';

const PATIENCE_MS = 15_000;

const COMMANDS: readonly AdminCommand[] = [setupCode, createWorkspace, resetPassword, rotateKeys(RESEALERS)];

async function main(): Promise<void> {
  const { command, options } = readArguments(process.argv.slice(2), COMMANDS);
  const settings = readSettings();
  const probe = await connectPatiently(settings.databaseUrl, { forMs: PATIENCE_MS, onWait: () => undefined });
  const migrated = await isMigrated(probe).finally(() => probe.destroy());
  if (!migrated) throw new AdminError('The database schema is not up to date. Run the migrations first (npm start does it by itself).');
  const app = await NestFactory.createApplicationContext(AdminModule.forRoot(settings, pino({ level: 'warn' }, pino.destination(2))), { logger: ['error', 'fatal'], abortOnError: false });
  try {
    await command.run({ app, options, print: (line) => process.stdout.write(`${line}\n`) });
  } finally {
    await app.close();
  }
}

main()
  .then(() => finish(0))
  .catch((error: Error & { code?: string }) => {
    const words = error instanceof DomainError ? error.detail : error instanceof AdminError || error instanceof SettingsError || error.code !== undefined ? error.message : (error.stack ?? error.message);
    process.stderr.write(`${words}\n`);
    finish(1);
  });

/** Ends even if a library keeps a connection open; what was printed is out first. */
function finish(code: number): void {
  process.stdout.write('', () => process.exit(code));
}
