export { GraphClient } from './lib/graph/graph-client';
export { WhatsAppDriver } from './lib/graph/whatsapp.driver';
export { WhatsAppGraphModule } from './lib/graph/graph.module';
