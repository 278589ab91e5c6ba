import { DynamicModule, Global, Module } from '@nestjs/common';
import { CLOCK, SystemClock } from '@mailtrixy/server/platform/clock';
import type { Settings } from './settings';

/** Injection token of the parsed Settings. */
export const SETTINGS = Symbol('Settings');

@Global()
@Module({})
export class ConfigModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: CLOCK, useClass: SystemClock },
      ],
      exports: [SETTINGS, CLOCK],
    };
  }
}
