import { Module } from '@nestjs/common';
import { AccountsDomainModule } from '@mailtrixy/server/accounts';
import { InboxDomainModule } from '@mailtrixy/server/inbox';
import { BusinessHoursService } from './hours/business-hours.service';
import { ConsentWords } from './running/consent-words';
import { RuleRunner } from './running/rule-runner';
import { RunActions } from './running/run-actions';
import { AutoRepliesService } from './rules/auto-replies.service';
import { TemplateReplies } from './rules/template-replies';
import { AutomatedChannels } from './tasks/automated-channels';
import { AutomationInbox } from './tasks/automation-inbox';
import { AutomationTasks } from './tasks/automation-tasks';
import { DryRun } from './trying/dry-run';
import { HitLog } from './trying/hit-log';
import { TryRules } from './trying/try-rules';

const SERVICES = [AutomatedChannels, AutomationInbox, AutomationTasks, AutoRepliesService, BusinessHoursService, ConsentWords, DryRun, HitLog, RuleRunner, RunActions, TemplateReplies, TryRules];

/** Rules, business hours, and the tasks of automation. Needs CHANNEL_ACCESS and CHANNEL_DRIVERS. */
@Module({ imports: [AccountsDomainModule, InboxDomainModule], providers: SERVICES, exports: SERVICES })
export class AutoRepliesDomainModule {}
