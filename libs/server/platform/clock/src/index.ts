export { Clock, SystemClock, CLOCK } from './lib/clock';
export { newId, IdSource, isUuid } from './lib/ids';
export { randomToken } from './lib/random-token';
