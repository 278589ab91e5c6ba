import { ACCOUNTS_MIGRATIONS } from './accounts.migrations';
import { CHANNELS_MIGRATIONS } from './channels.migrations';
import { INBOX_MIGRATIONS } from './inbox.migrations';
import { OUTBOX_MIGRATIONS } from './outbox.migrations';
import { WEBHOOKS_MIGRATIONS } from './webhooks.migrations';

export const MIGRATIONS = [...ACCOUNTS_MIGRATIONS, ...CHANNELS_MIGRATIONS, ...WEBHOOKS_MIGRATIONS, ...INBOX_MIGRATIONS, ...OUTBOX_MIGRATIONS];
