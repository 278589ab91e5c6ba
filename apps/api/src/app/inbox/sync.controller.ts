import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Sync } from '@mailtrixy/server/inbox';
import type { SyncResponse } from '@mailtrixy/shared/dto';
import { Principal, Route } from '../http';
import { SyncQuery } from './dto/inbox.queries';

@Controller('sync')
export class SyncController {
  constructor(@Inject(Sync) private readonly sync: Sync) {}

  @Get()
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  after(@Principal() me: Principal, @Query() query: SyncQuery): Promise<SyncResponse> {
    return this.sync.after(me.workspaceId, query.after);
  }
}
