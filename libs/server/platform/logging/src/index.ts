export { createLogger, LoggingModule, LOGGER } from './lib/logging';
export { safeError } from './lib/safe-error';
export type { Logger } from 'pino';
