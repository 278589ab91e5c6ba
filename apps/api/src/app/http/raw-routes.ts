import type { IncomingMessage, ServerResponse } from 'node:http';

/** A route served ahead of the framework, from the bare request. What the framework does elsewhere it does itself. */
export interface RawRoute {
  method: string;
  /** Exactly this path; a trailing slash is allowed. */
  path: string;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * The routes that the http.Server hands out before Fastify sees them. A module adds its own in onModuleInit; until the
 * container is ready the server answers 503 for them as for everything else.
 */
export class RawRoutes {
  private readonly routes = new Map<string, RawRoute>();

  add(route: RawRoute): void {
    const key = `${route.method} ${route.path}`;
    if (this.routes.has(key)) throw new Error(`There are two raw routes ${key}.`);
    this.routes.set(key, route);
  }

  find(request: IncomingMessage): RawRoute | undefined {
    if (!this.routes.size) return undefined;
    const url = request.url ?? '';
    const end = url.indexOf('?');
    const path = end < 0 ? url : url.slice(0, end);
    return this.routes.get(`${request.method} ${path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path}`);
  }

  list(): RawRoute[] {
    return [...this.routes.values()];
  }
}
