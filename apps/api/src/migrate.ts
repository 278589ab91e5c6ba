// Brings the database schema up to date, then ends: 0 done, 1 not, with the reason in words.
import { readSettings, SettingsError } from '@mailtrixy/server/platform/config';
import { assertServerSettings, migrate } from '@mailtrixy/server/platform/database';
import { connectPatiently } from './app/database-patience';

const PATIENCE_MS = 60_000;

async function main(): Promise<void> {
  const { databaseUrl } = readSettings();
  const dataSource = await connectPatiently(databaseUrl, { forMs: PATIENCE_MS, onWait: (reason) => write(`Waiting for the database (${reason}) …`) });
  try {
    await assertServerSettings(dataSource);
    const done = await migrate(dataSource);
    write(done.length ? `Ran ${done.length} migrations; the schema is up to date.` : 'The schema was up to date.');
  } finally {
    await dataSource.destroy();
  }
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: Error) => {
  process.stderr.write(`${error instanceof SettingsError ? error.message : `The schema could not be brought up to date: ${error.message}`}\n`);
  process.exitCode = 1;
});
