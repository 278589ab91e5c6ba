import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@mailtrixy/server/platform/logging';

/** Nest's own lines, and those of `new Logger(…)`, in the process's log. Nest's start-up chatter goes to debug. */
export function nestLogger(logger: Logger): LoggerService {
  const line = (level: 'debug' | 'error' | 'info' | 'warn') => (message: unknown, ...rest: unknown[]) => {
    const context = rest.filter((part) => typeof part === 'string').at(-1);
    if (message instanceof Error) logger[level]({ err: message, context }, message.message);
    else logger[level]({ context, ...(level === 'error' && rest.length > 1 ? { stack: rest[0] } : {}) }, String(message));
  };
  const info = (message: unknown, ...rest: unknown[]) => {
    const chatter = ['RoutesResolver', 'RouterExplorer', 'InstanceLoader', 'NestFactory', 'NestApplication', 'WebSocketsController'].includes(String(rest.at(-1)));
    line(chatter ? 'debug' : 'info')(message, ...rest);
  };
  return { log: info, error: line('error'), warn: line('warn'), debug: line('debug'), verbose: line('debug'), fatal: line('error') };
}
