import { Module } from '@nestjs/common';
import { AiRepliesDomainModule } from '@mailtrixy/server/ai-replies';
import { AutoRepliesDomainModule } from '@mailtrixy/server/auto-replies';
import { AutomationWork } from './automation-work';
import { AutomationBellProcessor } from './automation.processor';
import { AutomationSweeper } from './automation.sweeper';

/** Rules and the AI over what customers write. */
@Module({ imports: [AutoRepliesDomainModule, AiRepliesDomainModule], providers: [AutomationWork, AutomationBellProcessor, AutomationSweeper] })
export class AutomationModule {}
