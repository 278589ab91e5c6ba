import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { AskDraft, ConversationAiService, CopilotService, DraftsService } from '@mailtrixy/server/ai-replies';
import type { AiDraft, AiSource, ConversationAi, CopilotResult, SentDraft } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { AskDraftDto, CopilotDto, DraftFeedbackDto, SendDraftDto } from './dto/draft.dtos';

/** What a person may ask of a model: enough for work, too little for a flood. */
const ASKS_MODEL = { perMinute: 30, burst: 15 };

@Controller()
export class AiDraftsController {
  constructor(
    @Inject(ConversationAiService) private readonly conversations: ConversationAiService,
    @Inject(AskDraft) private readonly asking: AskDraft,
    @Inject(DraftsService) private readonly drafts: DraftsService,
    @Inject(CopilotService) private readonly copilot: CopilotService,
  ) {}

  @Get('conversations/:id/ai')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  show(@Principal() me: Principal, @IdParam() id: string): Promise<ConversationAi> {
    return this.conversations.get(me.workspaceId, id);
  }

  /** Written by the worker: watch frames of the topic ai.draft, or read the conversation's AI again. */
  @Post('conversations/:id/ai/draft')
  @HttpCode(202)
  @Route({ permission: 'inbox.write', scope: 'workspace', rate: ASKS_MODEL })
  ask(@Principal() me: Principal, @IdParam() id: string, @Body() body: AskDraftDto): Promise<AiDraft> {
    return this.asking.ask(me.workspaceId, me, id, body);
  }

  @Post('conversations/:id/ai/take-over')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  takeOver(@Principal() me: Principal, @IdParam() id: string): Promise<ConversationAi> {
    return this.conversations.takeOver(me.workspaceId, me, id);
  }

  @Post('conversations/:id/ai/resume')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  resume(@Principal() me: Principal, @IdParam() id: string): Promise<ConversationAi> {
    return this.conversations.resume(me.workspaceId, me, id);
  }

  /** Answers when the model has: summarise, rewrite, translate, suggest labels. */
  @Post('conversations/:id/ai/copilot')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace', rate: ASKS_MODEL })
  help(@Principal() me: Principal, @IdParam() id: string, @Body() body: CopilotDto): Promise<CopilotResult> {
    return this.copilot.help(me.workspaceId, me, id, body);
  }

  @Post('ai-drafts/:id/send')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  send(@Principal() me: Principal, @IdParam() id: string, @Body() body: SendDraftDto): Promise<SentDraft> {
    return this.drafts.send(me.workspaceId, me, id, body);
  }

  @Post('ai-drafts/:id/insert')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  insert(@Principal() me: Principal, @IdParam() id: string): Promise<AiDraft> {
    return this.drafts.insert(me.workspaceId, me, id);
  }

  @Post('ai-drafts/:id/discard')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  discard(@Principal() me: Principal, @IdParam() id: string): Promise<AiDraft> {
    return this.drafts.discard(me.workspaceId, me, id);
  }

  @Post('ai-drafts/:id/cancel')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  cancel(@Principal() me: Principal, @IdParam() id: string): Promise<AiDraft> {
    return this.drafts.cancel(me.workspaceId, me, id);
  }

  @Post('ai-drafts/:id/stop')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  stop(@Principal() me: Principal, @IdParam() id: string): Promise<AiDraft> {
    return this.drafts.stop(me.workspaceId, me, id);
  }

  @Post('ai-drafts/:id/feedback')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  feedback(@Principal() me: Principal, @IdParam() id: string, @Body() { helpful }: DraftFeedbackDto): Promise<AiDraft> {
    return this.drafts.feedback(me.workspaceId, me, id, helpful);
  }

  @Get('messages/:id/ai-sources')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  sources(@Principal() me: Principal, @IdParam() id: string): Promise<AiSource[]> {
    return this.drafts.sourcesOf(me.workspaceId, id);
  }
}
