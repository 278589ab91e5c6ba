export { SandboxWindowsModule } from './lib/sandbox/sandbox-windows.module';
export { SandboxWindowsService } from './lib/sandbox/sandbox-windows.service';
export { InboundMessagesService } from './lib/inbound/inbound-messages.service';
export type { InboundArrival, StoredArrival } from './lib/inbound/inbound-arrival';
export { STATUS_SINK } from './lib/inbound/status-sink';
export type { ArrivedStatus, StatusSink } from './lib/inbound/status-sink';
export { OutboundModule } from './lib/outbound/outbound.module';
export { StatusStore } from './lib/statuses/status-store';
