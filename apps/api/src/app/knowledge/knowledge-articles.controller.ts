import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { KnowledgeArticles } from '@mailtrixy/server/knowledge';
import type { KnowledgeArticle, KnowledgeVersion } from '@mailtrixy/shared/dto';
import { IdParam, Principal, ProblemError, Route } from '../http';
import { CreateArticleDto, PublishArticleDto, SaveArticleDto } from './dto/knowledge.dtos';

/** Articles, and the questions with answers of an import, which people edit in the same way. */
@Controller('knowledge/articles')
export class KnowledgeArticlesController {
  constructor(@Inject(KnowledgeArticles) private readonly articles: KnowledgeArticles) {}

  /** 201 for a new article, 200 for one that this clientId made before. */
  @Post()
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  async create(@Principal() me: Principal, @Body() body: CreateArticleDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<KnowledgeArticle> {
    const { article, created } = await this.articles.create(me.workspaceId, me, body);
    void reply.status(created ? 201 : 200);
    return article;
  }

  @Get(':id')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  get(@Principal() me: Principal, @IdParam() id: string): Promise<KnowledgeArticle> {
    return this.articles.get(me.workspaceId, id);
  }

  @Patch(':id')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  save(@Principal() me: Principal, @IdParam() id: string, @Body() body: SaveArticleDto): Promise<KnowledgeArticle> {
    return this.articles.save(me.workspaceId, id, body);
  }

  @Post(':id/publish')
  @HttpCode(200)
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  publish(@Principal() me: Principal, @IdParam() id: string, @Body() { version }: PublishArticleDto): Promise<KnowledgeArticle> {
    return this.articles.publish(me.workspaceId, me, id, version);
  }

  @Post(':id/unpublish')
  @HttpCode(200)
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  unpublish(@Principal() me: Principal, @IdParam() id: string): Promise<KnowledgeArticle> {
    return this.articles.unpublish(me.workspaceId, me, id);
  }

  @Post(':id/discard')
  @HttpCode(200)
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  discard(@Principal() me: Principal, @IdParam() id: string): Promise<KnowledgeArticle> {
    return this.articles.discard(me.workspaceId, id);
  }

  @Get(':id/versions/:no')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  version(@Principal() me: Principal, @IdParam() id: string, @Param('no') no: string): Promise<KnowledgeVersion> {
    if (!/^[1-9]\d{0,8}$/.test(no)) throw new ProblemError('NOT_FOUND', 404, 'There is no version with this number.');
    return this.articles.version(me.workspaceId, id, Number(no));
  }
}
