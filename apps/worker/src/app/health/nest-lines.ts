import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@mailtrixy/server/platform/logging';

/** Nest's own lines in the worker's log; its start-up chatter goes to debug. */
export function nestLines(logger: Logger): LoggerService {
  const line = (level: 'debug' | 'error' | 'warn') => (message: unknown, ...rest: unknown[]) => logger[level]({ context: rest.at(-1), ...(message instanceof Error ? { err: message } : {}) }, message instanceof Error ? message.message : String(message));
  return { log: line('debug'), error: line('error'), warn: line('warn'), debug: line('debug'), verbose: line('debug'), fatal: line('error') };
}
