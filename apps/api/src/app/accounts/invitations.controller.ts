import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { InvitationsService, MembersService, ProfileService } from '@mailtrixy/server/accounts';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import type { CreatedLink, Invitation, LinkPreview, Me } from '@mailtrixy/shared/dto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IdParam, Origin, Principal, Route } from '../http';
import { toInvitation, toMe } from './accounts.mapper';
import { AcceptInvitationDto, LinkTokenDto } from './dto/links.dto';
import { InviteDto } from './dto/members.dto';
import { SessionCookies } from './session-cookies';

@Controller('invitations')
export class InvitationsController {
  constructor(
    @Inject(InvitationsService) private readonly invitations: InvitationsService,
    @Inject(MembersService) private readonly members: MembersService,
    @Inject(ProfileService) private readonly profiles: ProfileService,
    @Inject(SessionCookies) private readonly cookies: SessionCookies,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @Route({ permission: 'members.manage', scope: 'workspace' })
  async list(@Principal() me: Principal): Promise<Invitation[]> {
    const [rows, members] = await Promise.all([this.invitations.list(me.workspaceId), this.members.list(me.workspaceId)]);
    return rows.map((row) => toInvitation(row, members));
  }

  @Post()
  @Route({ permission: 'members.manage', scope: 'workspace', rate: { perMinute: 30, burst: 30 } })
  async create(@Principal() me: Principal, @Body() body: InviteDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<CreatedLink> {
    const { repeated, ...link } = await this.invitations.create(me.workspaceId, me, body);
    void reply.status(repeated ? 200 : 201);
    return link;
  }

  @Delete(':id')
  @HttpCode(204)
  @Route({ permission: 'members.manage', scope: 'workspace' })
  async revoke(@Principal() me: Principal, @IdParam() id: string): Promise<void> {
    await this.invitations.revoke(me.workspaceId, me, id);
  }

  @Post('preview')
  @HttpCode(200)
  @Route({ public: true, scope: 'none', rate: { perMinute: 30, burst: 30 } })
  async preview(@Body() body: LinkTokenDto): Promise<LinkPreview> {
    return this.invitations.preview(body.token);
  }

  @Post('accept')
  @Route({ public: true, scope: 'none', rate: { perMinute: 10, burst: 10 } })
  async accept(@Body() body: AcceptInvitationDto, @Origin() origin: Origin, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Me> {
    const session = await this.invitations.accept(body, origin, this.cookies.read(request));
    this.cookies.set(reply, session.token);
    return toMe(await this.profiles.get(session.workspaceId, session.userId), this.settings);
  }
}
