import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DynamicModule, Global, Module } from '@nestjs/common';
import pino, { type Logger } from 'pino';
import { safeError } from './safe-error';

/** Injection token of the process's pino logger. */
export const LOGGER = Symbol('Logger');

/** Paths whose values never reach a log line. */
const REDACTED = ['authorization', 'cookie', 'password', 'token', 'accessToken', 'appSecret', 'verifyToken', 'access_token', 'secret', 'code', 'set-cookie', 'x-hub-signature-256'];

/**
 * JSON lines to standard output and, when `logDir` is given, to logDir/mailtrixy.log. Strings are escaped by JSON, so
 * that a value cannot forge a second line.
 */
export function createLogger(options: { name: string; level: string; logDir: string | null }): Logger {
  const streams: pino.StreamEntry[] = [{ level: options.level as pino.Level, stream: pino.destination({ fd: 1, sync: false }) }];
  if (options.logDir) {
    mkdirSync(options.logDir, { recursive: true });
    streams.push({ level: options.level as pino.Level, stream: pino.destination({ dest: path.join(options.logDir, 'mailtrixy.log'), sync: false, mkdir: true, append: true }) });
  }
  return pino(
    {
      name: options.name,
      level: options.level,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `headers["${key}"]`, `req.headers["${key}"]`]), censor: '[redacted]' },
      serializers: { err: safeError },
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.multistream(streams),
  );
}

@Global()
@Module({})
export class LoggingModule {
  static forRoot(logger: Logger): DynamicModule {
    return { module: LoggingModule, providers: [{ provide: LOGGER, useValue: logger }], exports: [LOGGER] };
  }
}
