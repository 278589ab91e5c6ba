import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@mailtrixy/server/platform/clock';
import { boundBodyTime, REQUEST_MS } from './body-time';
import { endAfterBody } from './end-after-body';
import { problemDocument } from './problem-document';
import { RawRoutes } from './raw-routes';

/**
 * The http.Server. It listens before the container exists, so that Meta and load balancers get a 503 to retry instead of
 * a refused connection; raw routes are handed out ahead of Fastify, everything else goes to it.
 */
export class FrontDoor {
  readonly server: Server;
  readonly rawRoutes = new RawRoutes();
  private framework: RequestListener | null = null;
  private open = false;
  private closing = false;
  private inFlight = 0;

  constructor() {
    this.server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: 20_000, keepAliveTimeout: 65_000 }, (request, response) => this.receive(request, response));
  }

  /** For Fastify's serverFactory. */
  attach(framework: RequestListener): Server {
    this.framework = framework;
    return this.server;
  }

  /** From now on requests are served. */
  ready(): void {
    this.open = true;
  }

  get isServing(): boolean {
    return this.open && !this.closing;
  }

  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  /** Takes no more connections and waits for the answers under way, at most `patienceMs`. */
  async drain(patienceMs: number): Promise<void> {
    this.closing = true;
    this.server.close();
    this.server.closeIdleConnections();
    for (const until = Date.now() + patienceMs; this.inFlight > 0 && Date.now() < until; ) await sleep(20);
  }

  /** Cuts what is still connected, sockets included. */
  cut(): void {
    this.server.closeAllConnections();
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    this.inFlight++;
    response.once('close', () => this.inFlight--);
    if (this.closing) response.setHeader('connection', 'close');
    if (!this.open || !this.framework) return this.answerEarly(request, response);
    const raw = this.rawRoutes.find(request);
    if (raw) raw.handle(request, response);
    else {
      boundBodyTime(request);
      this.framework(request, response);
    }
  }

  private answerEarly(request: IncomingMessage, response: ServerResponse): void {
    const alive = request.method === 'GET' && request.url === '/healthz';
    const requestId = newId();
    const body = alive ? '{"status":"alive"}' : JSON.stringify(problemDocument('DATABASE_UNAVAILABLE', 503, 'MailTrixy is starting. Try again in a moment.', [], requestId));
    const headers = {
      'content-type': alive ? 'application/json' : 'application/problem+json',
      'content-length': Buffer.byteLength(body),
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
    };
    if (alive) response.writeHead(200, headers).end(body);
    else endAfterBody(request, response, 503, { ...headers, 'retry-after': '2' }, body);
  }
}
