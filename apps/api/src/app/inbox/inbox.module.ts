import { Module } from '@nestjs/common';
import { InboxDomainModule } from '@mailtrixy/server/inbox';
import { CannedRepliesController } from './canned-replies.controller';
import { ContactsController } from './contacts.controller';
import { ConversationsController } from './conversations.controller';
import { DraftsController } from './drafts.controller';
import { LabelsController } from './labels.controller';
import { MessagesController } from './messages.controller';
import { ReactionsController } from './reactions.controller';
import { StartController } from './start.controller';
import { SyncController } from './sync.controller';
import { TypingController } from './typing.controller';

@Module({ imports: [InboxDomainModule], controllers: [CannedRepliesController, ContactsController, ConversationsController, LabelsController, MessagesController, DraftsController, ReactionsController, StartController, SyncController, TypingController] })
export class InboxModule {}
