import { Global, Module } from '@nestjs/common';
import { AccountsDomainModule } from '@mailtrixy/server/accounts';
import { CHANNEL_ACCESS } from './channel-access';
import { ChannelAccessService } from './channel-access.service';
import { ChannelConnectionService } from './channel-connection.service';
import { CHANNEL_DIRECTORY } from './channel-directory';
import { ChannelDirectoryService } from './channel-directory.service';
import { ChannelSecretsRepository } from './channel-secrets.repository';
import { ChannelWatch } from './channel-watch.service';
import { ChannelsRepository } from './channels.repository';
import { ChannelsService } from './channels.service';
import { ChannelNotices } from './notices/channel-notices';
import { SandboxService } from './sandbox/sandbox.service';
import { SimulatorClient } from './sandbox/simulator-client';

/** Needs CHANNEL_DRIVERS from channel-drivers, which the apps bind. */
@Global()
@Module({
  imports: [AccountsDomainModule],
  providers: [
    ChannelsRepository,
    ChannelSecretsRepository,
    ChannelsService,
    ChannelConnectionService,
    ChannelAccessService,
    ChannelDirectoryService,
    ChannelNotices,
    ChannelWatch,
    SimulatorClient,
    SandboxService,
    { provide: CHANNEL_ACCESS, useExisting: ChannelAccessService },
    { provide: CHANNEL_DIRECTORY, useExisting: ChannelDirectoryService },
  ],
  exports: [ChannelNotices, ChannelWatch, ChannelsService, SimulatorClient, SandboxService, ChannelConnectionService, ChannelSecretsRepository, ChannelsRepository, CHANNEL_ACCESS, CHANNEL_DIRECTORY],
})
export class ChannelsDomainModule {}
