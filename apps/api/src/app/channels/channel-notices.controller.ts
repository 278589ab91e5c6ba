import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ChannelNotices } from '@mailtrixy/server/channels';
import type { ChannelNotice, Page } from '@mailtrixy/shared/dto';
import { IdParam, PageQuery, Principal, Route } from '../http';

const PAGE = 30;

@Controller('channels/:id/notices')
export class ChannelNoticesController {
  constructor(private readonly notices: ChannelNotices) {}

  @Get()
  @Route({ permission: 'channels.view', scope: 'workspace' })
  page(@Principal() principal: Principal, @IdParam() id: string, @Query() query: PageQuery): Promise<Page<ChannelNotice>> {
    return this.notices.page(principal.workspaceId, id, query.cursor, query.limit ?? PAGE);
  }

  @Post(':noticeId/dismiss')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  dismiss(@Principal() principal: Principal, @IdParam() id: string, @IdParam('noticeId') noticeId: string): Promise<ChannelNotice> {
    return this.notices.dismiss(principal.workspaceId, principal.userId, id, noticeId);
  }
}
