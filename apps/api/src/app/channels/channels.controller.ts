import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ChannelConnectionService, ChannelsService } from '@mailtrixy/server/channels';
import { CHANNEL_SECRET_NAMES, type ChannelDetail, type ChannelSecretName, type ChannelSummary, type ConnectionTest, type VerifyTokenValue } from '@mailtrixy/shared/dto';
import { IdParam, Principal, ProblemError, Route } from '../http';
import { CreateChannelDto, ReplaceSecretDto, TestConnectionDto, UpdateChannelDto } from './dto/channel.dtos';

/** Calls to Meta that a person starts: enough for trying, too few for hammering. */
const ASKS_META = { perMinute: 20, burst: 10 };

@Controller('channels')
export class ChannelsController {
  constructor(
    private readonly channels: ChannelsService,
    private readonly connection: ChannelConnectionService,
  ) {}

  @Get()
  @Route({ permission: 'channels.view', scope: 'workspace' })
  list(@Principal() principal: Principal): Promise<ChannelSummary[]> {
    return this.channels.list(principal.workspaceId);
  }

  /** 201 for a new channel, 200 for one that this clientId made before. */
  @Post()
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  async create(@Principal() principal: Principal, @Body() body: CreateChannelDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<ChannelDetail> {
    if (body.mode === 'sandbox') throw new ProblemError('VALIDATION_FAILED', 400, 'A sandbox channel is made by POST /channels/sandbox.', [{ field: 'mode', message: 'Use live here.' }]);
    const { channel, created } = await this.channels.create(principal.workspaceId, principal, body);
    void reply.status(created ? 201 : 200);
    return channel;
  }

  @Post('test')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace', rate: ASKS_META })
  testForm(@Body() body: TestConnectionDto): Promise<ConnectionTest> {
    return this.connection.testForm(body);
  }

  @Get(':id')
  @Route({ permission: 'channels.view', scope: 'workspace' })
  detail(@Principal() principal: Principal, @IdParam() id: string): Promise<ChannelDetail> {
    return this.channels.detail(principal.workspaceId, id);
  }

  @Patch(':id')
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  update(@Principal() principal: Principal, @IdParam() id: string, @Body() body: UpdateChannelDto): Promise<ChannelDetail> {
    return this.channels.update(principal.workspaceId, principal, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  remove(@Principal() principal: Principal, @IdParam() id: string): Promise<void> {
    return this.channels.remove(principal.workspaceId, principal, id);
  }

  @Post(':id/test')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace', rate: ASKS_META })
  test(@Principal() principal: Principal, @IdParam() id: string): Promise<ConnectionTest> {
    return this.connection.test(principal.workspaceId, id);
  }

  @Post(':id/subscribe')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace', rate: ASKS_META })
  subscribe(@Principal() principal: Principal, @IdParam() id: string): Promise<ConnectionTest> {
    return this.connection.subscribe(principal.workspaceId, id);
  }

  @Post(':id/activate')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace', rate: ASKS_META })
  activate(@Principal() principal: Principal, @IdParam() id: string): Promise<ChannelDetail> {
    return this.connection.activate(principal.workspaceId, principal, id);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  disable(@Principal() principal: Principal, @IdParam() id: string): Promise<ChannelDetail> {
    return this.channels.disable(principal.workspaceId, principal, id);
  }

  @Post(':id/hold')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  hold(@Principal() principal: Principal, @IdParam() id: string): Promise<ChannelDetail> {
    return this.channels.pause(principal.workspaceId, principal, id);
  }

  @Post(':id/release')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  release(@Principal() principal: Principal, @IdParam() id: string): Promise<ChannelDetail> {
    return this.channels.release(principal.workspaceId, principal, id);
  }

  @Put(':id/secrets/:name')
  @Route({ permission: 'channels.manage', scope: 'workspace', rate: ASKS_META })
  replaceSecret(@Principal() principal: Principal, @IdParam() id: string, @Param('name') name: string, @Body() body: ReplaceSecretDto): Promise<ChannelDetail> {
    return this.connection.replaceSecret(principal.workspaceId, principal, id, secretName(name), body);
  }

  @Delete(':id/secrets/:secretId')
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  retireSecret(@Principal() principal: Principal, @IdParam() id: string, @IdParam('secretId') secretId: string): Promise<ChannelDetail> {
    return this.connection.retireSecret(principal.workspaceId, principal, id, secretId);
  }

  @Post(':id/verify-token/reveal')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  async revealVerifyToken(@Principal() principal: Principal, @IdParam() id: string): Promise<VerifyTokenValue> {
    return { verifyToken: await this.channels.revealVerifyToken(principal.workspaceId, principal, id) };
  }
}

function secretName(name: string): ChannelSecretName {
  const known = CHANNEL_SECRET_NAMES.find((one) => one === name);
  if (!known) throw new ProblemError('NOT_FOUND', 404, `There is no secret called ${JSON.stringify(name.slice(0, 40))}. Use ${CHANNEL_SECRET_NAMES.join(', ')}.`);
  return known;
}
