import { Module } from '@nestjs/common';
import { AccountsDomainModule } from '@mailtrixy/server/accounts';
import { TemplateFiller } from '@mailtrixy/server/templates';
import { AutomaticMessages } from './automation/automatic-messages';
import { AutomationActions } from './automation/automation-actions';
import { ConversationFacts } from './automation/conversation-facts';
import { SystemNotices } from './automation/system-notices';
import { CannedReplies } from './canned-replies/canned-replies';
import { ContactActions } from './contacts/contact-actions';
import { ConversationActions } from './conversations/conversation-actions';
import { ConversationDetails } from './conversations/conversation-detail';
import { ConversationList } from './conversations/conversation-list';
import { DraftStore } from './drafts/drafts';
import { Frames } from './live/frames';
import { Sync } from './live/sync';
import { Labels } from './labels/labels';
import { MessagePages } from './messages/message-pages';
import { RetryMessage } from './outbound/retry-message';
import { SendMessage } from './outbound/send-message';
import { RequestContent } from './outbound/request-content';
import { SendRules } from './outbound/send-rules';
import { SetReaction } from './outbound/set-reaction';
import { Recipients } from './start/recipients';
import { StartConversation } from './start/start-conversation';
import { MarkRead } from './read-receipts/mark-read';
import { TypingSignal } from './read-receipts/typing-signal';

const SERVICES = [AutomaticMessages, AutomationActions, CannedReplies, ContactActions, ConversationActions, ConversationDetails, ConversationFacts, ConversationList, DraftStore, Frames, Labels, MarkRead, MessagePages, Recipients, RequestContent, RetryMessage, SendMessage, SendRules, SetReaction, StartConversation, Sync, SystemNotices, TemplateFiller, TypingSignal];

/** What people do in the inbox. Needs CHANNEL_ACCESS and CHANNEL_DRIVERS. */
@Module({ imports: [AccountsDomainModule], providers: SERVICES, exports: SERVICES })
export class InboxDomainModule {}
