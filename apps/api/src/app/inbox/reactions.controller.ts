import { Body, Controller, Inject, Put } from '@nestjs/common';
import { SetReaction } from '@mailtrixy/server/inbox';
import type { Message } from '@mailtrixy/shared/dto';
import { IdParam, Principal, Route } from '../http';
import { SetReactionDto } from './dto/reaction.dto';

@Controller('messages/:id/reaction')
export class ReactionsController {
  constructor(@Inject(SetReaction) private readonly reactions: SetReaction) {}

  /** Answers the message reacted to, with its reactions. */
  @Put()
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  set(@Principal() me: Principal, @IdParam() id: string, @Body() body: SetReactionDto): Promise<Message> {
    return this.reactions.set(me.workspaceId, me, id, body.emoji);
  }
}
