import { Controller, Post } from '@nestjs/common';
import { SandboxService } from '@mailtrixy/server/channels';
import { SandboxWindowsService } from '@mailtrixy/server/inbox';
import type { SandboxResult } from '@mailtrixy/shared/dto';
import { Principal, Route } from '../http';

/** Longest wait for the first conversations to come through the webhook, the queue and the worker. */
const ARRIVAL_MS = 2500;

@Controller('channels/sandbox')
export class SandboxController {
  constructor(
    private readonly sandbox: SandboxService,
    private readonly windows: SandboxWindowsService,
  ) {}

  @Post()
  @Route({ permission: 'channels.manage', scope: 'workspace', rate: { perMinute: 10, burst: 5 } })
  async open(@Principal() principal: Principal): Promise<SandboxResult> {
    const { channelId, conversations } = await this.sandbox.open(principal.workspaceId, principal);
    await this.windows.waitForConversations(principal.workspaceId, channelId, conversations, ARRIVAL_MS);
    return { channelId, conversations };
  }
}
