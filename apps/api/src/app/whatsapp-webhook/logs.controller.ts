import { Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { LogDetails, WebhookLogs } from '@mailtrixy/server/whatsapp-cloud';
import type { LogDetail, LogPage, RecheckResult, ReplayResult } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { AuditedReplay } from './audited-replay';
import { ListLogsQuery } from './logs.query';

@Controller('channels/:id/logs')
export class LogsController {
  constructor(
    @Inject(WebhookLogs) private readonly logs: WebhookLogs,
    @Inject(LogDetails) private readonly details: LogDetails,
    @Inject(AuditedReplay) private readonly replays: AuditedReplay,
  ) {}

  @Get()
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  list(@Principal() principal: Principal, @IdParam() id: string, @Query() query: ListLogsQuery): Promise<LogPage> {
    return this.logs.list(principal.workspaceId, id, query);
  }

  @Post('replay-dead')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  replayDead(@Principal() principal: Principal, @IdParam() id: string): Promise<ReplayResult> {
    return this.replays.replayDead(principal, id);
  }

  @Get(':logId')
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  detail(@Principal() principal: Principal, @IdParam() id: string, @IdParam('logId') logId: string): Promise<LogDetail> {
    return this.details.get(principal.workspaceId, id, logId);
  }

  @Post(':logId/recheck')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  recheck(@Principal() principal: Principal, @IdParam() id: string, @IdParam('logId') logId: string): Promise<RecheckResult> {
    return this.replays.recheck(principal, id, logId);
  }

  @Post(':logId/replay')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  replay(@Principal() principal: Principal, @IdParam() id: string, @IdParam('logId') logId: string): Promise<ReplayResult> {
    return this.replays.replay(principal, id, logId);
  }
}
