import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { purgeTemplateUses } from '@mailtrixy/server/templates';
import { DataSource } from 'typeorm';
import { SweepClock } from '../sweeping/sweep-clock';
import { TemplateWork } from './template-work';

const DAY_MS = 86_400_000;

/** Finds due syncs without a ring: the hourly ones, those that webhooks asked for, and new accounts. */
@Injectable()
export class TemplatesSweeper implements OnApplicationBootstrap {
  constructor(
    @Inject(TemplateWork) private readonly work: TemplateWork,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SweepClock) private readonly clock: SweepClock,
  ) {}

  onApplicationBootstrap(): void {
    const { sweepMs } = this.settings;
    this.clock.every(sweepMs, 'new accounts', () => this.work.enrol());
    // One by one: a slow account must not keep the others from being looked for.
    for (const loop of this.work.loops) this.clock.every(sweepMs, 'templates', () => loop.wake());
    this.clock.every(DAY_MS, 'template uses', () => purgeTemplateUses(this.dataSource));
  }
}
