import { Module } from '@nestjs/common';
import { AiRepliesDomainModule } from '@mailtrixy/server/ai-replies';
import { AiDraftsController } from './ai-drafts.controller';
import { AiSettingsController } from './ai-settings.controller';
import { AiTrialsController } from './ai-trials.controller';

@Module({ imports: [AiRepliesDomainModule], controllers: [AiDraftsController, AiSettingsController, AiTrialsController] })
export class AiRepliesModule {}
