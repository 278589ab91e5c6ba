import { Module } from '@nestjs/common';
import { ChannelNoticesController } from './channel-notices.controller';
import { ChannelRefsController } from './channel-refs.controller';
import { ChannelsController } from './channels.controller';

@Module({ controllers: [ChannelsController, ChannelNoticesController, ChannelRefsController] })
export class ChannelsModule {}
