import { Body, Controller, Get, Inject, Post, Res } from '@nestjs/common';
import { ProfileService, SetupService } from '@mailtrixy/server/accounts';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import type { Me, SetupState } from '@mailtrixy/shared/dto';
import type { FastifyReply } from 'fastify';
import { Origin, Route } from '../http';
import { toMe } from './accounts.mapper';
import { SetupDto } from './dto/setup.dto';
import { SessionCookies } from './session-cookies';

@Controller('setup')
export class SetupController {
  constructor(
    @Inject(SetupService) private readonly setup: SetupService,
    @Inject(ProfileService) private readonly profiles: ProfileService,
    @Inject(SessionCookies) private readonly cookies: SessionCookies,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @Route({ public: true, scope: 'instance' })
  async state(): Promise<SetupState> {
    return { needed: await this.setup.isNeeded() };
  }

  @Post()
  @Route({ public: true, scope: 'instance', rate: { perMinute: 10, burst: 10 } })
  async complete(@Body() body: SetupDto, @Origin() origin: Origin, @Res({ passthrough: true }) reply: FastifyReply): Promise<Me> {
    const session = await this.setup.complete(body, origin);
    this.cookies.set(reply, session.token);
    return toMe(await this.profiles.get(session.workspaceId, session.userId), this.settings);
  }
}
