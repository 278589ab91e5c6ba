export * from './lib/channel-tile';
export * from './lib/channel-words';
export * from './lib/health-rows';
export * from './lib/live-steps';
export * from './lib/qr-code';
export * from './lib/qr-matrix';
