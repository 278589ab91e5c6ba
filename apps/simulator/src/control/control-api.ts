import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Simulation } from '../simulation';
import { accountRoutes } from './account-routes';
import { actionRoutes } from './action-routes';
import { chaosRoutes } from './chaos-routes';
import { ControlError } from './control-error';
import { customerRoutes } from './customer-routes';
import { fieldRoutes } from './field-routes';
import { Input } from './input';
import { ledgerRoutes } from './ledger-routes';
import { mediaRoutes } from './media-routes';
import type { ControlAnswer, Route } from './route';
import { settingsRoutes } from './settings-routes';
import { templateRoutes } from './template-routes';
import { webhookRoutes } from './webhook-routes';

const routes: { route: Route; segments: string[] }[] = [
  ...settingsRoutes, ...accountRoutes, ...customerRoutes, ...actionRoutes, ...fieldRoutes, ...mediaRoutes, ...templateRoutes, ...chaosRoutes, ...webhookRoutes, ...ledgerRoutes,
].map((route) => ({ route, segments: route.path.split('/').slice(1) }));

/** `/_control`: the strings by which tests and the UI move the simulated world (docs/simulator.md). */
export class ControlApi {
  constructor(
    private readonly simulation: Simulation,
    private readonly graphBaseUrl: string,
    private readonly hosts: string[],
  ) {}

  async handle(message: IncomingMessage, url: URL, raw: Buffer, response: ServerResponse): Promise<void> {
    const answer = await this.answer(message, url, raw).catch((error: unknown) => {
      if (!(error instanceof ControlError)) throw error;
      const { code, message: text, field } = error;
      return { status: error.status, body: { error: { code, message: text, ...(field ? { field } : {}) } } };
    });
    const text = JSON.stringify(answer.body);
    response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store' });
    response.end(text);
  }

  private async answer(message: IncomingMessage, url: URL, raw: Buffer): Promise<ControlAnswer> {
    this.refuseBrowsers(message);
    const segments = url.pathname.split('/').slice(2).filter((each) => each !== '').map(decoded);
    const { route, params } = find(message.method ?? 'GET', segments);
    const body = parsed(raw);
    const input = body === null ? Input.of(undefined) : Input.of(body);
    return route.handle({ simulation: this.simulation, graphBaseUrl: this.graphBaseUrl, params, query: url.searchParams, body, input });
  }

  /** There is no login: a web page must not be able to drive the simulator, neither by fetch nor by DNS rebinding. */
  private refuseBrowsers(message: IncomingMessage): void {
    const host = (message.headers.host ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
    const local = host === 'localhost' || host === '::1' || /^127\./.test(host) || this.hosts.includes(host);
    if (message.headers.origin !== undefined || !local) {
      throw new ControlError('forbidden', 'The control API takes no requests from web pages (Origin header) or for other hosts.');
    }
  }
}

function find(method: string, segments: string[]): { route: Route; params: Record<string, string> } {
  let known = false;
  for (const { route, segments: pattern } of routes) {
    const params = matched(pattern, segments);
    if (!params) continue;
    known = true;
    if (route.method === method) return { route, params };
  }
  const path = `/_control/${segments.join('/')}`;
  throw new ControlError('not_found', known ? `${method} is not known for ${path}.` : `There is no route ${path}.`);
}

function matched(pattern: string[], segments: string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = segments[i];
    else if (part !== segments[i]) return null;
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ControlError('invalid', `The path has a broken escape: ${segment}`);
  }
}

function parsed(raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch (error) {
    throw new ControlError('invalid', `The body is not JSON: ${(error as Error).message}`);
  }
}
