import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { purgeTemplateUses } from '@mailtrixy/server/templates';
import { DataSource } from 'typeorm';
import { TemplateWork } from './template-work';

const DAY_MS = 86_400_000;

/** Finds due syncs without a ring: the hourly ones, those that webhooks asked for, and new accounts. */
@Injectable()
export class TemplatesSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    @Inject(TemplateWork) private readonly work: TemplateWork,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.sweep('templates', () => this.work.run(), this.settings.sweepMs);
    this.sweep('template uses', () => purgeTemplateUses(this.dataSource), DAY_MS);
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private sweep(name: string, work: () => Promise<unknown>, everyMs: number): void {
    const look = () => void work().catch((error: unknown) => this.logger.warn({ err: error, sweeper: name }, 'A sweep failed; the next one looks again'));
    this.timers.push(setInterval(look, everyMs));
    look();
  }
}
