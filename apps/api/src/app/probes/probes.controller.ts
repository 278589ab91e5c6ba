import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { isMigrated } from '@mailtrixy/server/platform/database';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { ProblemError, Route } from '../http';
import { FrontDoor } from '../http/front-door';
import { Metrics } from './metrics';

/** Looked at by launchers, load balancers and Prometheus; not under /api. */
@Controller()
export class ProbesController {
  private migrated = false;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(FrontDoor) private readonly frontDoor: FrontDoor,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  @Get('healthz')
  @Route({ public: true, scope: 'none', csrf: false, rate: { perMinute: 6000, burst: 600 } })
  alive(): { status: string } {
    return { status: 'alive' };
  }

  @Get('readyz')
  @Route({ public: true, scope: 'none', csrf: false, rate: { perMinute: 6000, burst: 600 } })
  async ready(): Promise<{ status: string }> {
    if (!this.frontDoor.isServing) throw new ProblemError('DATABASE_UNAVAILABLE', 503, 'MailTrixy is starting or stopping.', [], { 'retry-after': '2' });
    await this.dataSource.query('SELECT 1');
    // Looked up once: migrations do not go backwards.
    this.migrated ||= await isMigrated(this.dataSource);
    if (!this.migrated) throw new ProblemError('DATABASE_UNAVAILABLE', 503, 'The database schema is not up to date. Run the migrations.', [], { 'retry-after': '5' });
    return { status: 'ready' };
  }

  @Get('metrics')
  @Route({ public: true, scope: 'none', csrf: false, rate: { perMinute: 6000, burst: 600 } })
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async show(@Req() request: FastifyRequest): Promise<string> {
    if (!this.mayMeasure(request)) throw new ProblemError('NOT_FOUND', 404, 'There is nothing at this address.');
    return this.metrics.text();
  }

  private mayMeasure(request: FastifyRequest): boolean {
    const token = this.settings.metricsToken;
    if (token && sameText(request.headers.authorization ?? '', `Bearer ${token}`)) return true;
    // Behind a proxy on this machine every caller looks local, so a forwarded request is not.
    const forwarded = request.headers['x-forwarded-for'] ?? request.headers['forwarded'];
    return forwarded === undefined && /^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '');
  }
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
