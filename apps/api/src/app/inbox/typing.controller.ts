import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { TypingSignal } from '@mailtrixy/server/inbox';
import { IdParam, Principal, Route } from '../http';

@Controller('conversations/:id/typing')
export class TypingController {
  constructor(@Inject(TypingSignal) private readonly typing: TypingSignal) {}

  /** A courtesy: the answer is the same whether the customer could be told or not. */
  @Post()
  @HttpCode(204)
  @Route({ permission: 'inbox.write', scope: 'workspace' })
  async signal(@Principal() me: Principal, @IdParam() id: string): Promise<void> {
    await this.typing.signal(me.workspaceId, me, id);
  }
}
