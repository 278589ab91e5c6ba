import { Controller, Get, Inject, Query } from '@nestjs/common';
import { AuditLog } from '@mailtrixy/server/accounts';
import type { AuditEntryRow, Page } from '@mailtrixy/shared/dto';
import { PageQuery, Principal, Route } from '../http';

const PAGE = 50;

@Controller('audit')
export class AuditController {
  constructor(@Inject(AuditLog) private readonly audit: AuditLog) {}

  @Get()
  @Route({ permission: 'audit.view', scope: 'workspace' })
  async page(@Principal() me: Principal, @Query() query: PageQuery): Promise<Page<AuditEntryRow>> {
    return this.audit.page(me.workspaceId, query.cursor, query.limit ?? PAGE);
  }
}
