import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { LogDetails, WebhookLogs } from '@mailtrixy/server/whatsapp-cloud';
import { ROLE_PERMISSIONS, type LogDetail, type LogHistogram, type LogPage, type RecheckResult, type ReplayManyResult, type ReplayResult, type TestDeliveryResult } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { AuditedReplay } from './audited-replay';
import { ListLogsQuery, LogHistogramQuery } from './logs.query';
import { ReplayManyDto } from './replay-many.dto';
import { TestDelivery } from './test-delivery.service';

/** A test is for trying, not for load. */
const TESTS = { perMinute: 20, burst: 5 };

@Controller('channels/:id/logs')
export class LogsController {
  constructor(
    @Inject(WebhookLogs) private readonly logs: WebhookLogs,
    @Inject(LogDetails) private readonly details: LogDetails,
    @Inject(AuditedReplay) private readonly replays: AuditedReplay,
    @Inject(TestDelivery) private readonly tests: TestDelivery,
  ) {}

  @Get()
  @Route({ permission: 'logs.view', scope: 'workspace' })
  list(@Principal() principal: Principal, @IdParam() id: string, @Query() query: ListLogsQuery): Promise<LogPage> {
    return this.logs.list(principal.workspaceId, id, query);
  }

  @Post('replay-dead')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  replayDead(@Principal() principal: Principal, @IdParam() id: string): Promise<ReplayResult> {
    return this.replays.replayDead(principal, id);
  }

  @Post('replay-many')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace' })
  replayMany(@Principal() principal: Principal, @IdParam() id: string, @Body() body: ReplayManyDto): Promise<ReplayManyResult> {
    return this.replays.replayMany(principal, id, body.ids);
  }

  @Get('histogram')
  @Route({ permission: 'logs.view', scope: 'workspace' })
  histogram(@Principal() principal: Principal, @IdParam() id: string, @Query() query: LogHistogramQuery): Promise<LogHistogram> {
    return this.logs.histogram(principal.workspaceId, id, query);
  }

  @Post('test-delivery')
  @HttpCode(200)
  @Route({ permission: 'channels.manage', scope: 'workspace', rate: TESTS })
  testDelivery(@Principal() principal: Principal, @IdParam() id: string): Promise<TestDeliveryResult> {
    return this.tests.send(principal.workspaceId, id);
  }

  /** Who may not see payloads gets them with names, numbers and texts dotted out. */
  @Get(':logId')
  @Route({ permission: 'logs.view', scope: 'workspace' })
  detail(@Principal() principal: Principal, @IdParam() id: string, @IdParam('logId') logId: string): Promise<LogDetail> {
    return this.details.get(principal.workspaceId, id, logId, ROLE_PERMISSIONS[principal.role].includes('logs.payload'));
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
