export { EgressClient, EgressModule, EgressError } from './lib/egress-client';
export type { EgressRequest, EgressResponse } from './lib/egress-client';
