import { Module } from '@nestjs/common';
import { TemplatesDomainModule } from '@mailtrixy/server/templates';
import { TemplateWork } from './template-work';
import { TemplatesBellProcessor } from './templates.processor';
import { TemplatesSweeper } from './templates.sweeper';

/** Reads the templates of WhatsApp accounts: hourly, when asked, and after Meta's webhooks. */
@Module({ imports: [TemplatesDomainModule], providers: [TemplateWork, TemplatesBellProcessor, TemplatesSweeper] })
export class TemplatesModule {}
