import { Body, Controller, Get, HttpCode, Inject, Post, Put } from '@nestjs/common';
import { ProviderSettings } from '@mailtrixy/server/ai-providers';
import type { AiModelList, AiProvider, AiProviderTest } from '@mailtrixy/shared/dto';
import { Principal, Route } from '../http';
import { TestAiProviderDto, UpdateAiProviderDto } from './dto/ai-provider.dtos';

/** Calls to the provider that a person starts: enough for trying, too few for hammering. */
const ASKS_PROVIDER = { perMinute: 20, burst: 10 };

@Controller('ai/provider')
export class AiProviderController {
  constructor(@Inject(ProviderSettings) private readonly provider: ProviderSettings) {}

  @Get()
  @Route({ permission: 'ai.manage', scope: 'workspace' })
  show(@Principal() me: Principal): Promise<AiProvider> {
    return this.provider.get(me.workspaceId);
  }

  @Put()
  @Route({ permission: 'ai.manage', scope: 'workspace' })
  update(@Principal() me: Principal, @Body() body: UpdateAiProviderDto): Promise<AiProvider> {
    return this.provider.update(me.workspaceId, { ...me, owner: me.role === 'owner' }, body);
  }

  /** 200 for failures of the provider too: the answer tells them in words. */
  @Post('test')
  @HttpCode(200)
  @Route({ permission: 'ai.manage', scope: 'workspace', rate: ASKS_PROVIDER })
  test(@Principal() me: Principal, @Body() body: TestAiProviderDto): Promise<AiProviderTest> {
    return this.provider.test(me.workspaceId, { ...me, owner: me.role === 'owner' }, body);
  }

  @Get('models')
  @Route({ permission: 'ai.manage', scope: 'workspace', rate: ASKS_PROVIDER })
  models(@Principal() me: Principal): Promise<AiModelList> {
    return this.provider.list(me.workspaceId);
  }
}
