export { SystemClock, CLOCK } from './lib/clock';
export type { Clock } from './lib/clock';
export { newId, isUuid } from './lib/ids';
export type { IdSource } from './lib/ids';
export { randomToken } from './lib/random-token';
