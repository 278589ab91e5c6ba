import { Module } from '@nestjs/common';
import { ConversationActions } from './conversations/conversation-actions';
import { ConversationDetails } from './conversations/conversation-detail';
import { ConversationList } from './conversations/conversation-list';
import { DraftStore } from './drafts/drafts';
import { Frames } from './live/frames';
import { Sync } from './live/sync';
import { MessagePages } from './messages/message-pages';
import { RetryMessage } from './outbound/retry-message';
import { SendMessage } from './outbound/send-message';
import { SendRules } from './outbound/send-rules';
import { MarkRead } from './read-receipts/mark-read';

const SERVICES = [ConversationActions, ConversationDetails, ConversationList, DraftStore, Frames, MarkRead, MessagePages, RetryMessage, SendMessage, SendRules, Sync];

/** What people do in the inbox. Needs CHANNEL_ACCESS and CHANNEL_DRIVERS. */
@Module({ providers: SERVICES, exports: SERVICES })
export class InboxDomainModule {}
