import { Controller, Get, Inject } from '@nestjs/common';
import { CHANNEL_ACCESS, type ChannelAccess } from '@mailtrixy/server/channels';
import type { ChannelRef } from '@mailtrixy/shared/dto';
import { Principal, Route } from '../http';

@Controller('channel-refs')
export class ChannelRefsController {
  constructor(@Inject(CHANNEL_ACCESS) private readonly channels: ChannelAccess) {}

  @Get()
  @Route({ roles: 'any', scope: 'workspace' })
  list(@Principal() principal: Principal): Promise<ChannelRef[]> {
    return this.channels.refs(principal.workspaceId);
  }
}
