import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ConversationActions, ConversationDetails, ConversationList, MarkRead } from '@mailtrixy/server/inbox';
import type { ConversationCounts, ConversationDetail, ConversationPage, ConversationRow } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { AssignConversationDto, MarkReadDto, SetConversationStatusDto } from './dto/inbox.dtos';
import { SnoozeDto } from './dto/label.dtos';
import { ListConversationsQuery } from './dto/inbox.queries';

@Controller('conversations')
export class ConversationsController {
  constructor(
    @Inject(ConversationList) private readonly conversations: ConversationList,
    @Inject(ConversationDetails) private readonly details: ConversationDetails,
    @Inject(ConversationActions) private readonly actions: ConversationActions,
    @Inject(MarkRead) private readonly marks: MarkRead,
  ) {}

  @Get()
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  list(@Principal() me: Principal, @Query() { label, ...query }: ListConversationsQuery): Promise<ConversationPage> {
    return this.conversations.page(me.workspaceId, me.userId, { ...query, labelId: label });
  }

  @Get('counts')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  counts(@Principal() me: Principal): Promise<ConversationCounts> {
    return this.conversations.counts(me.workspaceId, me.userId);
  }

  @Get(':id')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  show(@Principal() me: Principal, @IdParam() id: string): Promise<ConversationDetail> {
    return this.details.get(me.workspaceId, id);
  }

  @Post(':id/read')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  read(@Principal() me: Principal, @IdParam() id: string, @Body() body: MarkReadDto): Promise<ConversationRow> {
    return this.marks.read(me.workspaceId, me, id, body.upToSeq);
  }

  @Post(':id/unread')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  unread(@Principal() me: Principal, @IdParam() id: string): Promise<ConversationRow> {
    return this.marks.unread(me.workspaceId, me, id);
  }

  @Post(':id/status')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  setStatus(@Principal() me: Principal, @IdParam() id: string, @Body() body: SetConversationStatusDto): Promise<ConversationRow> {
    return this.actions.setStatus(me.workspaceId, me, id, body.status);
  }

  @Post(':id/assignee')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  assign(@Principal() me: Principal, @IdParam() id: string, @Body() body: AssignConversationDto): Promise<ConversationRow> {
    return this.actions.assign(me.workspaceId, me, id, body.assigneeId);
  }

  @Post(':id/snooze')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  snooze(@Principal() me: Principal, @IdParam() id: string, @Body() { until }: SnoozeDto): Promise<ConversationRow> {
    return this.actions.snooze(me.workspaceId, me, id, until === null ? null : new Date(until));
  }
}
