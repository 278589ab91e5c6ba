import { Global, Module } from '@nestjs/common';
import { CHANNEL_DRIVERS, type ChannelDriver } from '@mailtrixy/server/channels';
import { WhatsAppDriver, WhatsAppGraphModule } from '@mailtrixy/server/whatsapp-cloud';
import type { ChannelKind } from '@mailtrixy/shared/dto';

/** The registry: a new kind of channel does not compile until it has its line here. null: not built yet. */
const registry = (whatsapp: WhatsAppDriver) => ({ whatsapp, email: null, sms: null }) satisfies Record<ChannelKind, ChannelDriver | null>;

@Global()
@Module({
  imports: [WhatsAppGraphModule],
  providers: [{ provide: CHANNEL_DRIVERS, useFactory: registry, inject: [WhatsAppDriver] }],
  exports: [CHANNEL_DRIVERS],
})
export class ChannelDriversModule {}
