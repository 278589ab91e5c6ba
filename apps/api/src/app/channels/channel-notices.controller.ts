import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ChannelNotices } from '@mailtrixy/server/channels';
import { ROLE_PERMISSIONS, type ChannelNotice, type Page } from '@mailtrixy/shared/dto';
import { IdParam, PageQuery, Principal, Route } from '../http';

const PAGE = 30;

@Controller('channels/:id/notices')
export class ChannelNoticesController {
  constructor(private readonly notices: ChannelNotices) {}

  @Get()
  @Route({ permission: 'channels.view', scope: 'workspace' })
  async page(@Principal() principal: Principal, @IdParam() id: string, @Query() query: PageQuery): Promise<Page<ChannelNotice>> {
    const page = await this.notices.page(principal.workspaceId, id, query.cursor, query.limit ?? PAGE);
    // The value as it came may name people; the words do not.
    return ROLE_PERMISSIONS[principal.role].includes('logs.payload') ? page : { ...page, items: page.items.map((notice) => ({ ...notice, raw: null })) };
  }

  @Post(':noticeId/dismiss')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  dismiss(@Principal() principal: Principal, @IdParam() id: string, @IdParam('noticeId') noticeId: string): Promise<ChannelNotice> {
    return this.notices.dismiss(principal.workspaceId, principal.userId, id, noticeId);
  }
}
