import { Module } from '@nestjs/common';
import { AccountsDomainModule } from '@mailtrixy/server/accounts';
import { TemplateCatalog } from './catalog/template-catalog';
import { TemplateSettings } from './catalog/template-settings';
import { TemplateFiller } from './fill/template-filler';
import { TemplateAccounts } from './manage/template-accounts';
import { TemplateSubmissions } from './manage/template-submissions';
import { TemplateSamples } from './manage/template-samples';
import { TemplateNotices } from './notices/template-notices';
import { TemplateSyncRunner } from './sync/template-sync';

const SERVICES = [TemplateCatalog, TemplateFiller, TemplateNotices, TemplateSettings, TemplateSyncRunner];

/** Templates of WhatsApp accounts. Needs CHANNEL_ACCESS and CHANNEL_DRIVERS. */
@Module({ imports: [AccountsDomainModule], providers: SERVICES, exports: SERVICES })
export class TemplatesDomainModule {}

const MANAGEMENT = [TemplateAccounts, TemplateSubmissions, TemplateSamples];

/** What only admins do, through the api. Needs MEDIA_STORE too. */
@Module({ imports: [AccountsDomainModule, TemplatesDomainModule], providers: MANAGEMENT, exports: MANAGEMENT })
export class TemplateManagementModule {}
