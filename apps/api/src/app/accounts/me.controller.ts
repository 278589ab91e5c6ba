import { Body, Controller, Delete, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import { ProfileService, SessionsService } from '@mailtrixy/server/accounts';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import type { Me, SessionInfo } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { toMe } from './accounts.mapper';
import { ChangePasswordDto, UpdateMeDto } from './dto/me.dto';

@Controller('me')
export class MeController {
  constructor(
    @Inject(ProfileService) private readonly profiles: ProfileService,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @Route({ roles: 'any', scope: 'user' })
  async show(@Principal() me: Principal): Promise<Me> {
    return toMe(await this.profiles.get(me.workspaceId, me.userId), this.settings);
  }

  @Patch()
  @Route({ roles: 'any', scope: 'user' })
  async update(@Principal() me: Principal, @Body() body: UpdateMeDto): Promise<Me> {
    return toMe(await this.profiles.update(me.workspaceId, me, body), this.settings);
  }

  @Post('password')
  @HttpCode(204)
  @Route({ roles: 'any', scope: 'user', rate: { perMinute: 5, burst: 10 } })
  async changePassword(@Principal() me: Principal, @Body() body: ChangePasswordDto): Promise<void> {
    await this.profiles.changePassword(me.workspaceId, me, body);
  }

  @Get('sessions')
  @Route({ roles: 'any', scope: 'user' })
  async listSessions(@Principal() me: Principal): Promise<SessionInfo[]> {
    return this.sessions.list(me.workspaceId, me.userId, me.sessionId);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @Route({ roles: 'any', scope: 'user' })
  async revokeSession(@Principal() me: Principal, @IdParam() id: string): Promise<void> {
    await this.sessions.revoke(me.workspaceId, me.userId, id);
  }
}
