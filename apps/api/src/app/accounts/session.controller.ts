import { Body, Controller, Delete, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ProfileService, SignInService } from '@mailtrixy/server/accounts';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import type { Me } from '@mailtrixy/shared/dto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Origin, Principal, Route } from '../http';
import { toMe } from './accounts.mapper';
import { SignInDto } from './dto/sign-in.dto';
import { SessionCookies } from './session-cookies';

@Controller('session')
export class SessionController {
  constructor(
    @Inject(SignInService) private readonly signIns: SignInService,
    @Inject(ProfileService) private readonly profiles: ProfileService,
    @Inject(SessionCookies) private readonly cookies: SessionCookies,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Post()
  @HttpCode(200)
  @Route({ public: true, scope: 'none', rate: { perMinute: 60, burst: 60 } })
  async signIn(@Body() body: SignInDto, @Origin() origin: Origin, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Me> {
    const session = await this.signIns.signIn(body, origin, this.cookies.read(request));
    this.cookies.set(reply, session.token);
    return toMe(await this.profiles.get(session.workspaceId, session.userId), this.settings);
  }

  @Delete()
  @HttpCode(204)
  @Route({ roles: 'any', scope: 'user' })
  async signOut(@Principal() me: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.signIns.signOut(me.workspaceId, me, this.cookies.read(request));
    this.cookies.clear(reply);
  }
}
