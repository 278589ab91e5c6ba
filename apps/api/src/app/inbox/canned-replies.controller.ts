import { Body, Controller, Delete, Get, HttpCode, Inject, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CannedReplies } from '@mailtrixy/server/inbox';
import type { CannedReply, FilledCannedReply } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { FillCannedReplyDto, SaveCannedReplyDto } from './dto/label.dtos';

@Controller('canned-replies')
export class CannedRepliesController {
  constructor(@Inject(CannedReplies) private readonly replies: CannedReplies) {}

  @Get()
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  list(@Principal() me: Principal): Promise<CannedReply[]> {
    return this.replies.list(me.workspaceId, me);
  }

  /** 201 for a new reply, 200 for one that this clientId made before. */
  @Post()
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  async create(@Principal() me: Principal, @Body() body: SaveCannedReplyDto, @Res({ passthrough: true }) response: FastifyReply): Promise<CannedReply> {
    const { reply, created } = await this.replies.create(me.workspaceId, me, body);
    void response.status(created ? 201 : 200);
    return reply;
  }

  @Patch(':id')
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  update(@Principal() me: Principal, @IdParam() id: string, @Body() body: SaveCannedReplyDto): Promise<CannedReply> {
    return this.replies.update(me.workspaceId, me, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  async remove(@Principal() me: Principal, @IdParam() id: string): Promise<void> {
    await this.replies.remove(me.workspaceId, me, id);
  }

  @Post(':id/fill')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  fill(@Principal() me: Principal, @IdParam() id: string, @Body() { conversationId }: FillCannedReplyDto): Promise<FilledCannedReply> {
    return this.replies.fill(me.workspaceId, me, id, conversationId);
  }
}
