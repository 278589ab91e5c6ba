import { Module } from '@nestjs/common';
import { ChannelRefsController } from './channel-refs.controller';
import { ChannelsController } from './channels.controller';

@Module({ controllers: [ChannelsController, ChannelRefsController] })
export class ChannelsModule {}
