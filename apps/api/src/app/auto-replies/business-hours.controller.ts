import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { BusinessHoursService } from '@mailtrixy/server/auto-replies';
import type { BusinessHours } from '@mailtrixy/shared/dto';
import { Principal, Route } from '../http';
import { UpdateBusinessHoursDto } from './dto/auto-replies.dtos';

@Controller('workspace/hours')
export class BusinessHoursController {
  constructor(@Inject(BusinessHoursService) private readonly hours: BusinessHoursService) {}

  @Get()
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  show(@Principal() me: Principal): Promise<BusinessHours> {
    return this.hours.get(me.workspaceId);
  }

  @Put()
  @Route({ permission: 'rules.manage', scope: 'workspace' })
  update(@Principal() me: Principal, @Body() body: UpdateBusinessHoursDto): Promise<BusinessHours> {
    return this.hours.update(me.workspaceId, me, body);
  }
}
