import { Body, Controller, Delete, Get, HttpCode, Inject, Patch, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { TemplateCatalog, TemplateSubmissions, TemplateSamples, TemplateSettings } from '@mailtrixy/server/templates';
import type { TemplateDetail, TemplateList, TemplateSample, TemplateSync } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { CreateTemplateDto, CreateTemplateSampleDto, DeleteTemplateQuery, EditTemplateDto, SyncTemplatesDto, TemplatesQuery, UpdateTemplateSettingsDto } from './dto/template.dtos';

/** Calls to Meta that a person starts: enough for trying, too few for hammering. */
const ASKS_META = { perMinute: 20, burst: 10 };

@Controller('templates')
export class TemplatesController {
  constructor(
    @Inject(TemplateCatalog) private readonly catalog: TemplateCatalog,
    @Inject(TemplateSettings) private readonly settings: TemplateSettings,
    @Inject(TemplateSubmissions) private readonly manager: TemplateSubmissions,
    @Inject(TemplateSamples) private readonly samples: TemplateSamples,
  ) {}

  @Get()
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  list(@Principal() me: Principal, @Query() { channelId }: TemplatesQuery): Promise<TemplateList> {
    return this.catalog.list(me.workspaceId, me.userId, channelId);
  }

  /** 201 for a new template, 200 for one that this clientId made before. */
  @Post()
  @Route({ permission: 'channels.manage', scope: 'workspace', rate: ASKS_META })
  async create(@Principal() me: Principal, @Body() body: CreateTemplateDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<TemplateDetail> {
    const { template, created } = await this.manager.create(me.workspaceId, me, body);
    void reply.status(created ? 201 : 200);
    return template;
  }

  @Post('sync')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace', rate: ASKS_META })
  sync(@Principal() me: Principal, @Body() { channelId }: SyncTemplatesDto): Promise<TemplateSync> {
    return this.catalog.sync(me.workspaceId, channelId);
  }

  @Post('samples')
  @Route({ permission: 'channels.manage', scope: 'workspace', rate: ASKS_META })
  sample(@Principal() me: Principal, @Body() body: CreateTemplateSampleDto): Promise<TemplateSample> {
    return this.samples.create(me.workspaceId, me, body);
  }

  @Get(':id')
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  show(@Principal() me: Principal, @IdParam() id: string): Promise<TemplateDetail> {
    return this.catalog.get(me.workspaceId, me.userId, id);
  }

  @Patch(':id')
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  update(@Principal() me: Principal, @IdParam() id: string, @Body() body: UpdateTemplateSettingsDto): Promise<TemplateDetail> {
    return this.settings.update(me.workspaceId, me, id, body, me.role !== 'agent');
  }

  @Post(':id/edit')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace', rate: ASKS_META })
  edit(@Principal() me: Principal, @IdParam() id: string, @Body() body: EditTemplateDto): Promise<TemplateDetail> {
    return this.manager.edit(me.workspaceId, me, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Route({ permission: 'channels.manage', scope: 'workspace', rate: ASKS_META })
  async remove(@Principal() me: Principal, @IdParam() id: string, @Query() { allLanguages }: DeleteTemplateQuery): Promise<void> {
    await this.manager.remove(me.workspaceId, me, id, allLanguages ?? false);
  }
}
