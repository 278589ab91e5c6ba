import { Body, Controller, Delete, Get, HttpCode, Inject, Patch, Post, Query } from '@nestjs/common';
import { ExamService, Playground, ReplaysService, ThresholdPreviews } from '@mailtrixy/server/ai-replies';
import { ROLE_PERMISSIONS, type AiReplay, type AiRun, type ExamCase, type ExamRun, type ThresholdPreview } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { CreateExamCaseDto, PlaygroundDto, SaveExamCaseDto, StartReplayDto, ThresholdPreviewQuery, UpdateExamCaseDto } from './dto/trial.dtos';

const ASKS_MODEL = { perMinute: 30, burst: 15 };

/** Trying the AI without a customer: playground, replays and the exam. */
@Controller('ai')
export class AiTrialsController {
  constructor(
    @Inject(Playground) private readonly playground: Playground,
    @Inject(ReplaysService) private readonly replays: ReplaysService,
    @Inject(ExamService) private readonly exam: ExamService,
    @Inject(ThresholdPreviews) private readonly previews: ThresholdPreviews,
  ) {}

  @Post('playground')
  @HttpCode(200)
  @Route({ permission: 'knowledge.manage', scope: 'workspace', rate: ASKS_MODEL })
  async ask(@Principal() me: Principal, @Body() body: PlaygroundDto): Promise<AiRun> {
    const run = await this.playground.ask(me.workspaceId, body);
    return ROLE_PERMISSIONS[me.role].includes('ai.manage') ? run : { ...run, prompt: null };
  }

  @Get('channels/:id/threshold-preview')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  preview(@Principal() me: Principal, @IdParam() id: string, @Query() query: ThresholdPreviewQuery): Promise<ThresholdPreview> {
    return this.previews.preview(me.workspaceId, id, query);
  }

  @Get('replays')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  listReplays(@Principal() me: Principal): Promise<AiReplay[]> {
    return this.replays.list(me.workspaceId);
  }

  @Post('replays')
  @HttpCode(202)
  @Route({ permission: 'ai.manage', scope: 'workspace', rate: ASKS_MODEL })
  startReplay(@Principal() me: Principal, @Body() body: StartReplayDto): Promise<AiReplay> {
    return this.replays.start(me.workspaceId, me.userId, body);
  }

  @Get('replays/:id')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  replay(@Principal() me: Principal, @IdParam() id: string): Promise<AiReplay> {
    return this.replays.get(me.workspaceId, id);
  }

  @Post('replays/:id/stop')
  @HttpCode(200)
  @Route({ permission: 'ai.manage', scope: 'workspace' })
  stopReplay(@Principal() me: Principal, @IdParam() id: string): Promise<AiReplay> {
    return this.replays.stop(me.workspaceId, id);
  }

  @Get('exam/cases')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  cases(@Principal() me: Principal): Promise<ExamCase[]> {
    return this.exam.cases(me.workspaceId);
  }

  @Post('exam/cases')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  addCase(@Principal() me: Principal, @Body() body: CreateExamCaseDto): Promise<ExamCase> {
    return this.exam.add(me.workspaceId, me.userId, body);
  }

  /** A customer's real question, with what was said before. The same message twice is one case. */
  @Post('exam/cases/from-chat')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  saveCase(@Principal() me: Principal, @Body() body: SaveExamCaseDto): Promise<ExamCase> {
    return this.exam.addFromChat(me.workspaceId, me.userId, body);
  }

  /** What must come of it. Its question stays: another one is another case. */
  @Patch('exam/cases/:id')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  updateCase(@Principal() me: Principal, @IdParam() id: string, @Body() body: UpdateExamCaseDto): Promise<ExamCase> {
    return this.exam.update(me.workspaceId, id, body);
  }

  @Delete('exam/cases/:id')
  @HttpCode(204)
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  removeCase(@Principal() me: Principal, @IdParam() id: string): Promise<void> {
    return this.exam.remove(me.workspaceId, id);
  }

  @Get('exam/runs')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  examRuns(@Principal() me: Principal): Promise<ExamRun[]> {
    return this.exam.runs(me.workspaceId);
  }

  @Post('exam/runs')
  @HttpCode(202)
  @Route({ permission: 'ai.manage', scope: 'workspace', rate: ASKS_MODEL })
  startExam(@Principal() me: Principal): Promise<ExamRun> {
    return this.exam.start(me.workspaceId, `${me.name} started it.`);
  }

  @Get('exam/runs/:id')
  @Route({ permission: 'knowledge.manage', scope: 'workspace' })
  examRun(@Principal() me: Principal, @IdParam() id: string): Promise<ExamRun> {
    return this.exam.run(me.workspaceId, id);
  }
}
