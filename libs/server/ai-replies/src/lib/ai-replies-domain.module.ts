import { Module } from '@nestjs/common';
import { AccountsDomainModule } from '@mailtrixy/server/accounts';
import { AiProvidersDomainModule } from '@mailtrixy/server/ai-providers';
import { AutoRepliesDomainModule, BusinessHoursService } from '@mailtrixy/server/auto-replies';
import { InboxDomainModule } from '@mailtrixy/server/inbox';
import { KnowledgeRetrievalModule } from '@mailtrixy/server/knowledge';
import { ConversationAiService } from './conversation/conversation-ai.service';
import { CopilotService } from './copilot/copilot.service';
import { AskDraft } from './drafts/ask-draft';
import { DraftsService } from './drafts/drafts.service';
import { DraftRunner } from './drafts/draft-runner';
import { DraftStream } from './drafts/draft-stream';
import { ScheduledReplies } from './drafts/scheduled-replies';
import { ExamService } from './exam/exam.service';
import { ExamRunner } from './exam/exam-runner';
import { HandOff } from './hand-off/hand-off';
import { openingForCustomer } from './hours/opening-for-customer';
import { OPENING_HOURS, type OpeningHours } from './hours/opening-hours';
import { AnswerPipeline } from './pipeline/answer-pipeline';
import { ConversationInput } from './pipeline/conversation-input';
import { Playground } from './playground/playground';
import { ReplayRunner } from './replays/replay-runner';
import { ReplaysService } from './replays/replays.service';
import { AiRunsService } from './runs/ai-runs.service';
import { AiChannelsService } from './settings/ai-channels.service';
import { AiSettingsService } from './settings/ai-settings.service';
import { ExamLock } from './settings/exam-lock';
import { ThresholdPreviews } from './settings/threshold-preview';
import { AiTurns } from './turns/ai-turns';
import { SettleTurn } from './turns/settle-turn';
import { TurnRunner } from './turns/turn-runner';

/** Customers are told in their language when somebody is back; the hours know no languages. */
const hours = {
  provide: OPENING_HOURS,
  inject: [BusinessHoursService],
  useFactory: (service: BusinessHoursService): OpeningHours => ({
    isOpen: (workspaceId, at) => service.isOpen(workspaceId, at),
    nextOpening: async (workspaceId, at, language) => {
      const [opening, { timeZone }] = await Promise.all([service.nextOpening(workspaceId, at), service.get(workspaceId)]);
      return opening ? openingForCustomer(opening.at, at, timeZone, language) : '';
    },
  }),
};

const IMPORTS = [AccountsDomainModule, AiProvidersDomainModule, AutoRepliesDomainModule, InboxDomainModule, KnowledgeRetrievalModule];
const SERVICES = [AiChannelsService, AiRunsService, AiSettingsService, AiTurns, AnswerPipeline, AskDraft, ConversationAiService, ConversationInput, CopilotService, DraftsService, ExamLock, ExamService, Playground, ReplaysService, ThresholdPreviews];

/** What people do with the AI's replies, and where automation hands conversations to it. Needs CHANNEL_ACCESS and CHANNEL_DRIVERS. */
@Module({ imports: IMPORTS, providers: SERVICES, exports: SERVICES })
export class AiRepliesDomainModule {}

const WORK = [DraftRunner, DraftStream, ExamRunner, HandOff, hours, ReplayRunner, ScheduledReplies, SettleTurn, TurnRunner];

/** What the worker does. */
@Module({ imports: [AiRepliesDomainModule, ...IMPORTS], providers: WORK, exports: WORK })
export class AiRepliesWorkModule {}
