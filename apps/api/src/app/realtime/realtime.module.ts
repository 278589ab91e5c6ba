import { Module } from '@nestjs/common';
import { AccountsDomainModule } from '@mailtrixy/server/accounts';
import { InboxDomainModule } from '@mailtrixy/server/inbox';
import { DraftWords } from './draft-words';
import { LiveSessions } from './live-sessions';
import { OutboxBroadcast } from './outbox-broadcast';
import { Presence } from './presence';
import { SocketServer } from './socket-server';

@Module({ imports: [AccountsDomainModule, InboxDomainModule], providers: [DraftWords, LiveSessions, Presence, SocketServer, OutboxBroadcast] })
export class RealtimeModule {}
