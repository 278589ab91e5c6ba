import { Module } from '@nestjs/common';
import { WatchSweeper } from './watch.sweeper';

@Module({ providers: [WatchSweeper] })
export class ChannelsModule {}
