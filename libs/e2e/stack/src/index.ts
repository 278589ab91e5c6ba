export { ApiClient, ApiFailure } from './lib/api-client';
export { ManagedProcess } from './lib/managed-process';
export { services } from './lib/services';
export { Simulator } from './lib/simulator';
export type { LedgerRow, Provisioned, SimulatedCustomer } from './lib/simulator';
export { Stack } from './lib/stack';
export type { StackOptions, TestWorkspace } from './lib/stack';
export { until } from './lib/until';
export { workspaceRoot } from './lib/workspace-root';
