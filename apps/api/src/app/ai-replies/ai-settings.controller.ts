import { Body, Controller, Get, HttpCode, Inject, Patch, Post, Query } from '@nestjs/common';
import { AiChannelsService, AiRunsService, AiSettingsService } from '@mailtrixy/server/ai-replies';
import { ROLE_PERMISSIONS, type AiChannelSettings, type AiRun, type AiRunRow, type AiSettings, type Page } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { AiRunsQuery } from './dto/draft.dtos';
import { PauseAiDto, UpdateAiChannelDto, UpdateAiSettingsDto } from './dto/settings.dtos';

@Controller('ai')
export class AiSettingsController {
  constructor(
    @Inject(AiSettingsService) private readonly settings: AiSettingsService,
    @Inject(AiChannelsService) private readonly channels: AiChannelsService,
    @Inject(AiRunsService) private readonly runs: AiRunsService,
  ) {}

  @Get('settings')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  show(@Principal() me: Principal): Promise<AiSettings> {
    return this.settings.get(me.workspaceId);
  }

  @Patch('settings')
  @Route({ permission: 'ai.manage', scope: 'workspace' })
  update(@Principal() me: Principal, @Body() body: UpdateAiSettingsDto): Promise<AiSettings> {
    return this.settings.update(me.workspaceId, me, body);
  }

  /** The kill switch. */
  @Post('pause')
  @HttpCode(200)
  @Route({ permission: 'ai.manage', scope: 'workspace' })
  pause(@Principal() me: Principal, @Body() { paused }: PauseAiDto): Promise<AiSettings> {
    return this.settings.pause(me.workspaceId, me, paused);
  }

  @Get('channels')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  list(@Principal() me: Principal): Promise<AiChannelSettings[]> {
    return this.channels.list(me.workspaceId);
  }

  @Get('channels/:id')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  channel(@Principal() me: Principal, @IdParam() id: string): Promise<AiChannelSettings> {
    return this.channels.get(me.workspaceId, id);
  }

  @Patch('channels/:id')
  @Route({ permission: 'ai.manage', scope: 'workspace' })
  updateChannel(@Principal() me: Principal, @IdParam() id: string, @Body() body: UpdateAiChannelDto): Promise<AiChannelSettings> {
    return this.channels.update(me.workspaceId, me, id, body);
  }

  @Get('runs')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  page(@Principal() me: Principal, @Query() query: AiRunsQuery): Promise<Page<AiRunRow>> {
    return this.runs.page(me.workspaceId, query);
  }

  /** The prompt is for those who manage the AI. */
  @Get('runs/:id')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  run(@Principal() me: Principal, @IdParam() id: string): Promise<AiRun> {
    return this.runs.get(me.workspaceId, id, ROLE_PERMISSIONS[me.role].includes('ai.manage'));
  }
}
