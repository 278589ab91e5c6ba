import { Body, Controller, Delete, Get, HttpCode, Inject, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ConversationActions, Labels } from '@mailtrixy/server/inbox';
import type { ConversationRow, Label } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { MergeLabelDto, SaveLabelDto, SetLabelsDto } from './dto/label.dtos';

@Controller()
export class LabelsController {
  constructor(
    @Inject(Labels) private readonly labels: Labels,
    @Inject(ConversationActions) private readonly actions: ConversationActions,
  ) {}

  @Get('labels')
  @Route({ permission: 'inbox.read', scope: 'workspace' })
  list(@Principal() me: Principal): Promise<Label[]> {
    return this.labels.list(me.workspaceId);
  }

  /** 201 for a new label, 200 for one that this clientId made before. */
  @Post('labels')
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  async create(@Principal() me: Principal, @Body() body: SaveLabelDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<Label> {
    const { label, created } = await this.labels.create(me.workspaceId, me, body);
    void reply.status(created ? 201 : 200);
    return label;
  }

  @Patch('labels/:id')
  @Route({ permission: 'rules.manage', scope: 'workspace' })
  update(@Principal() me: Principal, @IdParam() id: string, @Body() body: SaveLabelDto): Promise<Label> {
    return this.labels.update(me.workspaceId, me, id, body);
  }

  @Post('labels/:id/merge')
  @HttpCode(200)
  @Route({ permission: 'rules.manage', scope: 'workspace' })
  merge(@Principal() me: Principal, @IdParam() id: string, @Body() { intoId }: MergeLabelDto): Promise<Label> {
    return this.labels.merge(me.workspaceId, me, id, intoId);
  }

  @Delete('labels/:id')
  @HttpCode(204)
  @Route({ permission: 'rules.manage', scope: 'workspace' })
  async remove(@Principal() me: Principal, @IdParam() id: string): Promise<void> {
    await this.labels.remove(me.workspaceId, me, id);
  }

  @Post('conversations/:id/labels')
  @HttpCode(200)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  label(@Principal() me: Principal, @IdParam() id: string, @Body() body: SetLabelsDto): Promise<ConversationRow> {
    return this.actions.label(me.workspaceId, me, id, body);
  }
}
