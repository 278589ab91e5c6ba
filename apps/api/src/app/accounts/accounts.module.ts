import { Module } from '@nestjs/common';
import { AccountsDomainModule } from '@mailtrixy/server/accounts';

@Module({
  imports: [AccountsDomainModule],
  controllers: [],
})
export class AccountsModule {}
