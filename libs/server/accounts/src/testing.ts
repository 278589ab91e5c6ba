export { MovableClock } from './lib/testing/movable-clock';
export { createAccounts } from './lib/testing/create-accounts';
export type { TestAccounts } from './lib/testing/create-accounts';
export { SEED_PASSWORD, seedWorkspace } from './lib/testing/seed-workspace';
export type { SeededMember, SeededWorkspace } from './lib/testing/seed-workspace';
