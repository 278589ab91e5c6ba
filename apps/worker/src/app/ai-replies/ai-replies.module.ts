import { Module } from '@nestjs/common';
import { AiRepliesDomainModule, AiRepliesWorkModule } from '@mailtrixy/server/ai-replies';
import { AiWork } from './ai-work';
import { AiBellProcessor } from './ai.processor';
import { AiSweeper } from './ai.sweeper';

/** Thinks about conversations, writes drafts, sends what waited, and works replays and exams off. */
@Module({ imports: [AiRepliesDomainModule, AiRepliesWorkModule], providers: [AiWork, AiBellProcessor, AiSweeper] })
export class AiRepliesModule {}
