export { Doorbell } from './lib/doorbell';
export { QueueModule } from './lib/queue.module';
export { RINGS, type Ring } from './lib/rings';
