import { readSettings, SettingsError, type Settings } from '@mailtrixy/server/platform/config';
import { assertServerSettings, isMigrated } from '@mailtrixy/server/platform/database';
import { createLogger, type Logger } from '@mailtrixy/server/platform/logging';
import { createApp } from './app/create-app';
import { connectPatiently } from './app/database-patience';
import { FrontDoor } from './app/http/front-door';

const DRAIN_MS = 7000;
const CLOSE_MS = 10_000;

async function main(): Promise<void> {
  const settings = readSettings();
  const logger = createLogger({ name: 'api', level: settings.logLevel, logDir: settings.logDir });
  const frontDoor = new FrontDoor();
  const stop = new AbortController();
  let close: (() => Promise<void>) | null = null;

  const end = (reason: string) => {
    if (stop.signal.aborted) return;
    stop.abort();
    logger.info({ reason }, 'stopping');
    setTimeout(() => process.exit(1), CLOSE_MS).unref();
    void frontDoor
      .drain(DRAIN_MS)
      .then(() => close?.())
      .catch((error: unknown) => logger.error({ err: error }, 'could not close everything'))
      .finally(() => {
        frontDoor.cut();
        logger.flush(() => process.exit(0));
      });
  };
  process.once('SIGTERM', () => end('SIGTERM'));
  process.once('SIGINT', () => end('SIGINT'));
  process.once('disconnect', () => end('the launcher went away'));

  // Listening comes first: until the database is there every request gets a 503 that asks to try again.
  await frontDoor.listen(settings.port, settings.host);
  await requireSchema(settings, logger);
  if (stop.signal.aborted) return;
  const app = await createApp({ settings, logger, frontDoor });
  close = () => app.close();
  if (stop.signal.aborted) return;
  frontDoor.ready();
  logger.info({ url: settings.publicUrl, port: settings.port }, 'ready');
  process.send?.({ type: 'ready', url: settings.publicUrl });
}

/** Something outside the program must be put right first. */
class NotReadyError extends Error {}

/** Waits for the database. @throws Error in words when its settings lose data or its schema is an older one */
async function requireSchema(settings: Settings, logger: Logger): Promise<void> {
  const dataSource = await connectPatiently(settings.databaseUrl, { forMs: Infinity, onWait: (reason) => logger.warn({ reason }, 'waiting for the database') });
  try {
    await assertServerSettings(dataSource);
    if (!(await isMigrated(dataSource))) throw new NotReadyError('The database schema is not up to date. Run "node dist/apps/api/migrate.cjs" (npm start does it by itself), then start again.');
  } finally {
    await dataSource.destroy();
  }
}

main().catch((error: Error & { code?: string }) => {
  // What an administrator can mend is said in words; the stack is for what only we can.
  const words = error instanceof SettingsError || error instanceof NotReadyError || error.code !== undefined;
  process.stderr.write(`MailTrixy's api does not start. ${words ? error.message : (error.stack ?? error.message)}\n`);
  process.exit(1);
});
