export * from './lib/entry-guards';
export * from './lib/http-context';
export * from './lib/members-api';
export * from './lib/people-store';
export * from './lib/problem-interceptor';
export * from './lib/session-store';
export * from './lib/setup-api';
