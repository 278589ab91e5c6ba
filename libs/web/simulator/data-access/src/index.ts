export * from './lib/simulator-api';
export * from './lib/simulator-store';
export * from './lib/simulator-types';
