export * from './lib/app-title';
export * from './lib/shell.routes';
