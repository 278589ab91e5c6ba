import { ACCOUNTS_MIGRATIONS } from './accounts.migrations';
import { AI_PROVIDERS_MIGRATIONS } from './ai-providers.migrations';
import { AI_REPLIES_MIGRATIONS } from './ai-replies.migrations';
import { AUTO_REPLIES_MIGRATIONS } from './auto-replies.migrations';
import { CHANNELS_MIGRATIONS } from './channels.migrations';
import { CONVERSATIONS_MIGRATIONS } from './conversations.migrations';
import { INBOX_MIGRATIONS } from './inbox.migrations';
import { KNOWLEDGE_EMBEDDINGS_MIGRATIONS } from './knowledge-embeddings.migrations';
import { KNOWLEDGE_MIGRATIONS } from './knowledge.migrations';
import { LABELS_MIGRATIONS } from './labels.migrations';
import { LOGS_MIGRATIONS } from './logs.migrations';
import { MEDIA_MIGRATIONS } from './media.migrations';
import { NOTICES_MIGRATIONS } from './notices.migrations';
import { OUTBOUND_MIGRATIONS } from './outbound.migrations';
import { OUTBOX_MIGRATIONS } from './outbox.migrations';
import { TEMPLATES_MIGRATIONS } from './templates.migrations';
import { WEBHOOKS_MIGRATIONS } from './webhooks.migrations';

export const MIGRATIONS = [
  ...ACCOUNTS_MIGRATIONS,
  ...CHANNELS_MIGRATIONS,
  ...WEBHOOKS_MIGRATIONS,
  ...INBOX_MIGRATIONS,
  ...OUTBOX_MIGRATIONS,
  ...MEDIA_MIGRATIONS,
  ...TEMPLATES_MIGRATIONS,
  ...CONVERSATIONS_MIGRATIONS,
  ...NOTICES_MIGRATIONS,
  ...OUTBOUND_MIGRATIONS,
  ...LOGS_MIGRATIONS,
  ...KNOWLEDGE_MIGRATIONS,
  ...KNOWLEDGE_EMBEDDINGS_MIGRATIONS,
  ...AI_PROVIDERS_MIGRATIONS,
  ...AI_REPLIES_MIGRATIONS,
  ...AUTO_REPLIES_MIGRATIONS,
  ...LABELS_MIGRATIONS,
];
