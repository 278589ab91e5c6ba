import { Body, Controller, Get, Inject, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Recipients, StartConversation } from '@mailtrixy/server/inbox';
import type { Recipient, StartedConversation } from '@mailtrixy/shared/dto';
import { Principal, Route } from '../http';
import { RecipientsQuery, StartConversationDto } from './dto/start.dtos';

@Controller()
export class StartController {
  constructor(
    @Inject(StartConversation) private readonly starter: StartConversation,
    @Inject(Recipients) private readonly recipients: Recipients,
  ) {}

  /** 201 for a new message, 200 for one that this clientId made before. */
  @Post('conversations')
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  async start(@Principal() me: Principal, @Body() body: StartConversationDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<StartedConversation> {
    const { created, ...started } = await this.starter.start(me.workspaceId, me, body);
    void reply.status(created ? 201 : 200);
    return started;
  }

  @Get('recipients')
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  search(@Principal() me: Principal, @Query() { channelId, q }: RecipientsQuery): Promise<Recipient[]> {
    return this.recipients.search(me.workspaceId, channelId, q ?? '');
  }
}
