/** A route of the simulator's control API that the browser may use, and how it is kept to the workspace's own number. */
export interface SimulatorRoute {
  method: string;
  path: RegExp;
  /** The path that is really called; `number` is the workspace's sandbox number. */
  to?: (path: string, number: string) => string;
  /** Where `phoneNumberId` is forced to the workspace's number. */
  number?: 'query' | 'body';
  /** Changes the simulator for everybody. */
  admin?: true;
}

const CUSTOMER = '/customers/[^/]+';

/**
 * Everything else of the control API (credentials, provisioning, raw webhooks) is for tests that reach the simulator
 * itself. Standing chaos and status plans go to the workspace's number and not to all.
 */
export const SIMULATOR_ROUTES: readonly SimulatorRoute[] = [
  { method: 'GET', path: /^\/health$/ },
  { method: 'GET', path: /^\/state$/ },
  { method: 'GET', path: /^\/customers$/ },
  { method: 'POST', path: /^\/customers$/ },
  { method: 'GET', path: new RegExp(`^${CUSTOMER}$`) },
  { method: 'PATCH', path: new RegExp(`^${CUSTOMER}$`) },
  { method: 'DELETE', path: new RegExp(`^${CUSTOMER}$`) },
  { method: 'GET', path: new RegExp(`^${CUSTOMER}/chat$`), number: 'query' },
  { method: 'POST', path: new RegExp(`^${CUSTOMER}/(messages|read|window)$`), number: 'body' },
  { method: 'POST', path: new RegExp(`^${CUSTOMER}/actions/[a-z-]+$`), number: 'body' },
  { method: 'GET', path: /^\/media\/\d+\/data$/, number: 'query' },
  { method: 'GET', path: /^\/error-codes$/ },
  { method: 'GET', path: /^\/fields$/ },
  { method: 'POST', path: /^\/fields\/[a-z_]+$/, number: 'body' },
  { method: 'GET', path: /^\/status-plan$/, to: (_path, number) => `/numbers/${number}/status-plan` },
  { method: 'PUT', path: /^\/status-plan$/, to: (_path, number) => `/numbers/${number}/status-plan` },
  { method: 'GET', path: /^\/chaos$/, to: (_path, number) => `/numbers/${number}/chaos` },
  { method: 'PUT', path: /^\/chaos$/, to: (_path, number) => `/numbers/${number}/chaos` },
  { method: 'GET', path: /^\/chaos\/next$/ },
  { method: 'POST', path: /^\/chaos\/next$/, number: 'body' },
  { method: 'DELETE', path: /^\/chaos\/next$/ },
  { method: 'POST', path: /^\/burst$/, number: 'body' },
  { method: 'GET', path: /^\/events$/, number: 'query' },
  { method: 'GET', path: /^\/pending$/ },
  { method: 'GET', path: /^\/deliveries$/, number: 'query' },
  { method: 'POST', path: /^\/reset$/, admin: true },
];

export function findSimulatorRoute(method: string, path: string): SimulatorRoute | null {
  return SIMULATOR_ROUTES.find((route) => route.method === method && route.path.test(path)) ?? null;
}
