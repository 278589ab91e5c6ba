import { Body, Controller, Get, HttpCode, Inject, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { MessagePages, RetryMessage, SendMessage } from '@mailtrixy/server/inbox';
import { ROLE_PERMISSIONS, type Message, type MessageInfo, type MessagePage } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { RetryMessageDto, SendMessageDto } from './dto/inbox.dtos';
import { ThreadPageQuery } from './dto/inbox.queries';

@Controller()
export class MessagesController {
  constructor(
    @Inject(MessagePages) private readonly messages: MessagePages,
    @Inject(SendMessage) private readonly sender: SendMessage,
    @Inject(RetryMessage) private readonly retries: RetryMessage,
  ) {}

  @Get('conversations/:id/messages')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  page(@Principal() me: Principal, @IdParam() id: string, @Query() query: ThreadPageQuery): Promise<MessagePage> {
    return this.messages.page(me.workspaceId, id, query);
  }

  /** 201 for a new message, 200 for one that this clientId made before. */
  @Post('conversations/:id/messages')
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  async send(@Principal() me: Principal, @IdParam() id: string, @Body() body: SendMessageDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<Message> {
    const { message, created } = await this.sender.send(me.workspaceId, me, id, body);
    void reply.status(created ? 201 : 200);
    return message;
  }

  @Get('messages/:id')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  info(@Principal() me: Principal, @IdParam() id: string): Promise<MessageInfo> {
    return this.messages.info(me.workspaceId, id, ROLE_PERMISSIONS[me.role].includes('logs.payload'));
  }

  @Post('messages/:id/retry')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  retry(@Principal() me: Principal, @IdParam() id: string, @Body() body: RetryMessageDto): Promise<Message> {
    return this.retries.retry(me.workspaceId, me, id, body.clientId);
  }

  @Post('messages/:id/dismiss')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  dismiss(@Principal() me: Principal, @IdParam() id: string): Promise<Message> {
    return this.retries.dismiss(me.workspaceId, me, id);
  }
}
