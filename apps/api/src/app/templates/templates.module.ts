import { Module } from '@nestjs/common';
import { TemplateManagementModule, TemplatesDomainModule } from '@mailtrixy/server/templates';
import { TemplatesController } from './templates.controller';

@Module({ imports: [TemplatesDomainModule, TemplateManagementModule], controllers: [TemplatesController] })
export class TemplatesModule {}
