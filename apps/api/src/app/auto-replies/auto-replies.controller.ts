import { Body, Controller, Delete, Get, HttpCode, Inject, Patch, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AutoRepliesService, DryRun, HitLog, TryRules } from '@mailtrixy/server/auto-replies';
import type { AutoReplies, AutoReplyRule, DryRunResult, Page, RuleHit, TryRulesResult } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { DryRunDto, OrderRulesDto, RuleHitsQuery, SaveRuleDto, TryRulesDto } from './dto/auto-replies.dtos';

@Controller('auto-replies')
export class AutoRepliesController {
  constructor(
    @Inject(AutoRepliesService) private readonly rules: AutoRepliesService,
    @Inject(TryRules) private readonly trial: TryRules,
    @Inject(DryRun) private readonly dryRun: DryRun,
    @Inject(HitLog) private readonly hits: HitLog,
  ) {}

  @Get()
  @Route({ permission: 'rules.manage', scope: 'workspace' })
  list(@Principal() me: Principal): Promise<AutoReplies> {
    return this.rules.list(me.workspaceId);
  }

  /** 201 for a new rule, 200 for one that this clientId made before. */
  @Post()
  @Route({ permission: 'rules.manage', scope: 'workspace' })
  async create(@Principal() me: Principal, @Body() body: SaveRuleDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<AutoReplyRule> {
    const { rule, created } = await this.rules.create(me.workspaceId, me, body);
    void reply.status(created ? 201 : 200);
    return rule;
  }

  @Put('order')
  @Route({ permission: 'rules.manage', scope: 'workspace' })
  order(@Principal() me: Principal, @Body() { ids, seen }: OrderRulesDto): Promise<AutoReplies> {
    return this.rules.order(me.workspaceId, me, ids, seen);
  }

  @Post('try')
  @HttpCode(200)
  @Route({ permission: 'rules.manage', scope: 'workspace', rate: { perMinute: 120, burst: 40 } })
  try(@Principal() me: Principal, @Body() body: TryRulesDto): Promise<TryRulesResult> {
    return this.trial.run(me.workspaceId, body);
  }

  @Post('dry-run')
  @HttpCode(200)
  @Route({ permission: 'rules.manage', scope: 'workspace', rate: { perMinute: 6, burst: 3 } })
  dry(@Principal() me: Principal, @Body() body: DryRunDto): Promise<DryRunResult> {
    return this.dryRun.run(me.workspaceId, body);
  }

  @Get('hits')
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  log(@Principal() me: Principal, @Query() query: RuleHitsQuery): Promise<Page<RuleHit>> {
    return this.hits.list(me.workspaceId, query);
  }

  @Put(':id')
  @Route({ permission: 'rules.manage', scope: 'workspace' })
  replace(@Principal() me: Principal, @IdParam() id: string, @Body() body: SaveRuleDto): Promise<AutoReplyRule> {
    return this.rules.update(me.workspaceId, me, id, body);
  }

  @Patch(':id')
  @Route({ permission: 'rules.manage', scope: 'workspace' })
  update(@Principal() me: Principal, @IdParam() id: string, @Body() body: SaveRuleDto): Promise<AutoReplyRule> {
    return this.rules.update(me.workspaceId, me, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Route({ permission: 'rules.manage', scope: 'workspace' })
  async remove(@Principal() me: Principal, @IdParam() id: string): Promise<void> {
    await this.rules.remove(me.workspaceId, me, id);
  }
}
