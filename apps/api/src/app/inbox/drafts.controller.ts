import { Body, Controller, Get, HttpCode, Inject, Put } from '@nestjs/common';
import { DraftStore } from '@mailtrixy/server/inbox';
import type { Drafts } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { DraftDto } from './dto/inbox.dtos';

@Controller('conversations/:id/drafts')
export class DraftsController {
  constructor(@Inject(DraftStore) private readonly drafts: DraftStore) {}

  @Get()
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  get(@Principal() me: Principal, @IdParam() id: string): Promise<Drafts> {
    return this.drafts.get(me.workspaceId, me, id);
  }

  @Put()
  @HttpCode(204)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  put(@Principal() me: Principal, @IdParam() id: string, @Body() body: DraftDto): Promise<void> {
    return this.drafts.put(me.workspaceId, me, id, body);
  }
}
