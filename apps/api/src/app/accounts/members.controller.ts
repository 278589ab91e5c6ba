import { Body, Controller, Get, Inject, Patch, Post } from '@nestjs/common';
import { MembersService, PasswordResetsService } from '@mailtrixy/server/accounts';
import type { CreatedLink, Member, Person } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { toMember, toPerson } from './accounts.mapper';
import { UpdateMemberDto } from './dto/members.dto';

@Controller()
export class MembersController {
  constructor(
    @Inject(MembersService) private readonly members: MembersService,
    @Inject(PasswordResetsService) private readonly resets: PasswordResetsService,
  ) {}

  @Get('people')
  @Route({ roles: 'any', scope: 'workspace' })
  async people(@Principal() me: Principal): Promise<Person[]> {
    return (await this.members.list(me.workspaceId)).map(toPerson);
  }

  @Get('members')
  @Route({ permission: 'members.manage', scope: 'workspace' })
  async list(@Principal() me: Principal): Promise<Member[]> {
    return (await this.members.list(me.workspaceId)).map(toMember);
  }

  @Patch('members/:userId')
  @Route({ permission: 'members.manage', scope: 'workspace' })
  async update(@Principal() me: Principal, @IdParam('userId') userId: string, @Body() body: UpdateMemberDto): Promise<Member> {
    return toMember(await this.members.update(me.workspaceId, me, userId, body));
  }

  @Post('members/:userId/reset-link')
  @Route({ permission: 'members.manage', scope: 'workspace', rate: { perMinute: 30, burst: 30 } })
  async createResetLink(@Principal() me: Principal, @IdParam('userId') userId: string): Promise<CreatedLink> {
    return this.resets.createLink(me.workspaceId, me, userId);
  }
}
