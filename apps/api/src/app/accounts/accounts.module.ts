import { Module } from '@nestjs/common';
import { AccountsDomainModule } from '@mailtrixy/server/accounts';
import { AuditController } from './audit.controller';
import { InvitationsController } from './invitations.controller';
import { MeController } from './me.controller';
import { MembersController } from './members.controller';
import { PasswordResetsController } from './password-resets.controller';
import { SessionCookies } from './session-cookies';
import { SessionController } from './session.controller';
import { SetupController } from './setup.controller';

@Module({
  imports: [AccountsDomainModule],
  controllers: [SetupController, SessionController, MeController, MembersController, InvitationsController, PasswordResetsController, AuditController],
  providers: [SessionCookies],
})
export class AccountsModule {}
