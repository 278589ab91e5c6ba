import { collectDefaultMetrics, Histogram, register, Registry } from 'prom-client';

/**
 * This application's own metrics. Modules make theirs in prom-client's global registry or in `registry`; both are shown.
 */
export class Metrics {
  readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'mailtrixy_http_request_seconds',
    help: 'Time until the answer was sent, by route pattern',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  countRequest(route: string, method: string, status: number, seconds: number): void {
    this.requests.observe({ route, method, status: String(status) }, seconds);
  }

  async text(): Promise<string> {
    return `${await this.registry.metrics()}\n${await register.metrics()}`;
  }
}
