import { Module } from '@nestjs/common';
import { Metrics } from './metrics';
import { ProbesController } from './probes.controller';

@Module({ controllers: [ProbesController], providers: [Metrics], exports: [Metrics] })
export class ProbesModule {}
