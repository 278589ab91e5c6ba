import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { readSettings, SettingsError } from '@mailtrixy/server/platform/config';
import { createLogger } from '@mailtrixy/server/platform/logging';
import { HealthServer } from './app/health/health-server';
import { nestLines } from './app/health/nest-lines';
import { WorkerModule } from './app/worker.module';

const CLOSE_MS = 30_000;

async function main(): Promise<void> {
  const settings = readSettings();
  const logger = createLogger({ name: 'worker', level: settings.logLevel, logDir: settings.logDir });
  // Health answers before the database does, so that "alive but waiting" can be told from "dead".
  const health = new HealthServer(settings);
  await health.listen();

  let close: (() => Promise<void>) | null = null;
  let ending = false;
  const end = (reason: string) => {
    if (ending) return;
    ending = true;
    logger.info({ reason }, 'stopping');
    setTimeout(() => process.exit(1), CLOSE_MS).unref();
    void Promise.resolve(close?.())
      .catch((error: unknown) => logger.error({ err: error }, 'could not close everything'))
      .finally(() => logger.flush(() => process.exit(0)));
  };
  process.once('SIGTERM', () => end('SIGTERM'));
  process.once('SIGINT', () => end('SIGINT'));
  process.once('disconnect', () => end('the launcher went away'));

  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(settings, logger), { logger: nestLines(logger), abortOnError: false });
  close = () => app.close();
  if (ending) return;
  health.attach(app);
  logger.info({ health: health.url }, 'ready');
  process.send?.({ type: 'ready', url: health.url });
}

main().catch((error: Error) => {
  process.stderr.write(`MailTrixy's worker does not start. ${error instanceof SettingsError ? error.message : (error.stack ?? error.message)}\n`);
  process.exit(1);
});
