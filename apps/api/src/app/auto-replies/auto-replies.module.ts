import { Module } from '@nestjs/common';
import { AutoRepliesDomainModule } from '@mailtrixy/server/auto-replies';
import { AutoRepliesController } from './auto-replies.controller';
import { BusinessHoursController } from './business-hours.controller';

@Module({ imports: [AutoRepliesDomainModule], controllers: [AutoRepliesController, BusinessHoursController] })
export class AutoRepliesModule {}
