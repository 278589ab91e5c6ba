export { createLogger, LoggingModule, LOGGER } from './lib/logging';
export type { Logger } from 'pino';
