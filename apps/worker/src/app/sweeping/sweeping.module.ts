import { Global, Module } from '@nestjs/common';
import { SweepClock } from './sweep-clock';

@Global()
@Module({ providers: [SweepClock], exports: [SweepClock] })
export class SweepingModule {}
