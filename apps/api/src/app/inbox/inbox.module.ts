import { Module } from '@nestjs/common';
import { InboxDomainModule } from '@mailtrixy/server/inbox';
import { ConversationsController } from './conversations.controller';
import { DraftsController } from './drafts.controller';
import { MessagesController } from './messages.controller';
import { SyncController } from './sync.controller';

@Module({ imports: [InboxDomainModule], controllers: [ConversationsController, MessagesController, DraftsController, SyncController] })
export class InboxModule {}
