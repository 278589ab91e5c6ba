import { ACCOUNTS_MIGRATIONS } from './accounts.migrations';
import { CHANNELS_MIGRATIONS } from './channels.migrations';
import { CONVERSATIONS_MIGRATIONS } from './conversations.migrations';
import { INBOX_MIGRATIONS } from './inbox.migrations';
import { LOGS_MIGRATIONS } from './logs.migrations';
import { MEDIA_MIGRATIONS } from './media.migrations';
import { NOTICES_MIGRATIONS } from './notices.migrations';
import { OUTBOUND_MIGRATIONS } from './outbound.migrations';
import { OUTBOX_MIGRATIONS } from './outbox.migrations';
import { TEMPLATES_MIGRATIONS } from './templates.migrations';
import { WEBHOOKS_MIGRATIONS } from './webhooks.migrations';

export const MIGRATIONS = [...ACCOUNTS_MIGRATIONS, ...CHANNELS_MIGRATIONS, ...WEBHOOKS_MIGRATIONS, ...INBOX_MIGRATIONS, ...OUTBOX_MIGRATIONS, ...MEDIA_MIGRATIONS, ...TEMPLATES_MIGRATIONS, ...CONVERSATIONS_MIGRATIONS, ...NOTICES_MIGRATIONS, ...OUTBOUND_MIGRATIONS, ...LOGS_MIGRATIONS];
