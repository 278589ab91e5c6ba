import { Body, Controller, Delete, Get, HttpCode, Inject, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { KnowledgeWebsites } from '@mailtrixy/server/knowledge';
import type { FoundPage, KnowledgeWebsite } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { AddWebsiteDto, ImportPagesDto, UpdateWebsiteDto } from './dto/knowledge.dtos';

/** Each makes us ask somebody else's server for up to 200 pages. */
const ASKS_SITES = { perMinute: 20, burst: 10 };

@Controller('knowledge/websites')
export class KnowledgeWebsitesController {
  constructor(@Inject(KnowledgeWebsites) private readonly websites: KnowledgeWebsites) {}

  @Get()
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  list(@Principal() me: Principal): Promise<KnowledgeWebsite[]> {
    return this.websites.list(me.workspaceId);
  }

  /** 201 for a new website, 200 for one that this clientId made before. */
  @Post()
  @Route({ permission: 'knowledge.manage', scope: 'workspace', rate: ASKS_SITES })
  async add(@Principal() me: Principal, @Body() body: AddWebsiteDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<KnowledgeWebsite> {
    const { website, created } = await this.websites.add(me.workspaceId, me, body);
    void reply.status(created ? 201 : 200);
    return website;
  }

  @Get(':id')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  get(@Principal() me: Principal, @IdParam() id: string): Promise<KnowledgeWebsite> {
    return this.websites.get(me.workspaceId, id);
  }

  @Patch(':id')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  update(@Principal() me: Principal, @IdParam() id: string, @Body() body: UpdateWebsiteDto): Promise<KnowledgeWebsite> {
    return this.websites.update(me.workspaceId, me, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  remove(@Principal() me: Principal, @IdParam() id: string): Promise<void> {
    return this.websites.remove(me.workspaceId, me, id);
  }

  @Get(':id/found')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  found(@Principal() me: Principal, @IdParam() id: string): Promise<FoundPage[]> {
    return this.websites.found(me.workspaceId, id);
  }

  @Post(':id/import')
  @HttpCode(200)
  @Route({ permission: 'knowledge.manage', scope: 'workspace', rate: ASKS_SITES })
  importPages(@Principal() me: Principal, @IdParam() id: string, @Body() { urls }: ImportPagesDto): Promise<KnowledgeWebsite> {
    return this.websites.importPages(me.workspaceId, me, id, urls);
  }

  @Post(':id/read')
  @HttpCode(200)
  @Route({ permission: 'knowledge.manage', scope: 'workspace', rate: ASKS_SITES })
  read(@Principal() me: Principal, @IdParam() id: string): Promise<KnowledgeWebsite> {
    return this.websites.read(me.workspaceId, id);
  }
}
