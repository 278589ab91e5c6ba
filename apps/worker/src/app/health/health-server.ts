import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplicationContext } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, register, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import type { Settings } from '@mailtrixy/server/platform/config';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { oldestRows } from './oldest-rows';

/** GET /healthz (alive), /readyz (the container is up and the database answers), /metrics, on WORKER_PORT. */
export class HealthServer {
  private readonly server: Server;
  private readonly registry = new Registry();
  private readonly age = new Gauge({ name: 'mailtrixy_oldest_row_age_seconds', help: 'Age of the oldest waiting row, by table and state', labelNames: ['table', 'state'], registers: [this.registry] });
  private readonly waiting = new Gauge({ name: 'mailtrixy_waiting_rows', help: 'Waiting rows, counted up to 10000', labelNames: ['table', 'state'], registers: [this.registry] });
  private readonly lostRings = new Gauge({ name: 'mailtrixy_lost_rings', help: 'Wake-ups that Redis did not take since the start', registers: [this.registry] });
  private app: INestApplicationContext | null = null;

  constructor(private readonly settings: Pick<Settings, 'workerPort' | 'host' | 'metricsToken'>) {
    collectDefaultMetrics({ register: this.registry });
    this.server = createServer((request, response) => void this.answer(request, response).catch(() => respond(response, 503, 'unavailable')));
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.settings.workerPort, this.settings.host, () => resolve());
      this.server.unref();
    });
  }

  attach(app: INestApplicationContext): void {
    this.app = app;
  }

  get url(): string {
    const { address, port } = this.server.address() as AddressInfo;
    return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
  }

  close(): void {
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    const path = (request.url ?? '').split('?')[0];
    if (request.method !== 'GET') return respond(response, 405, 'only GET');
    if (path === '/healthz') return respond(response, 200, '{"status":"alive"}', 'application/json');
    if (path === '/readyz') {
      if (!this.app) return respond(response, 503, '{"status":"starting"}', 'application/json');
      await this.app.get(DataSource).query('SELECT 1');
      return respond(response, 200, '{"status":"ready"}', 'application/json');
    }
    if (path === '/metrics' && this.mayMeasure(request)) return respond(response, 200, await this.measure(), 'text/plain; version=0.0.4; charset=utf-8');
    return respond(response, 404, 'not found');
  }

  private async measure(): Promise<string> {
    if (this.app) {
      for (const { table, state, ageS, waiting } of await oldestRows(this.app.get(DataSource))) {
        this.age.set({ table, state }, ageS);
        this.waiting.set({ table, state }, waiting);
      }
      this.lostRings.set(this.app.get(Doorbell).lost);
    }
    return `${await this.registry.metrics()}\n${await register.metrics()}`;
  }

  /** As the api's /metrics: this machine, or the token. Behind a proxy every caller looks local. */
  private mayMeasure(request: IncomingMessage): boolean {
    const token = this.settings.metricsToken;
    if (token && sameText(request.headers.authorization ?? '', `Bearer ${token}`)) return true;
    return request.headers['x-forwarded-for'] === undefined && /^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '');
  }
}

function respond(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
