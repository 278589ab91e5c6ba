import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditLog, type Actor } from '@mailtrixy/server/accounts';
import { LogReplay } from '@mailtrixy/server/whatsapp-cloud';
import type { RecheckResult, ReplayManyResult, ReplayResult } from '@mailtrixy/shared/dto';

/** Re-check and Replay with the record of who did it: they put bytes into the inbox that were refused or given up. */
@Injectable()
export class AuditedReplay {
  constructor(
    @Inject(LogReplay) private readonly replays: LogReplay,
    @Inject(AuditLog) private readonly audit: AuditLog,
    private readonly dataSource: DataSource,
  ) {}

  async recheck(actor: Actor, channelId: string, logId: string): Promise<RecheckResult> {
    const result = await this.replays.recheck(actor.workspaceId, channelId, logId);
    await this.audit.record(this.dataSource, actor, 'delivery.rechecked', { kind: 'delivery', id: logId, name: logId }, { matches: { before: null, after: result.matches } });
    return result;
  }

  async replay(actor: Actor, channelId: string, logId: string): Promise<ReplayResult> {
    const result = await this.replays.replay(actor.workspaceId, channelId, logId);
    await this.audit.record(this.dataSource, actor, 'delivery.replayed', { kind: 'delivery', id: logId, name: logId }, { items: { before: null, after: result.replayed } });
    return result;
  }

  /** One entry for the whole selection: how much of it went in. */
  async replayMany(actor: Actor, channelId: string, logIds: readonly string[]): Promise<ReplayManyResult> {
    const result = await this.replays.replayMany(actor.workspaceId, channelId, logIds);
    const done = result.outcomes.filter(({ refusal }) => refusal === null).length;
    await this.audit.record(this.dataSource, actor, 'delivery.many_replayed', { kind: 'channel', id: channelId, name: channelId }, { deliveries: { before: logIds.length, after: done }, items: { before: null, after: result.outcomes.reduce((sum, { replayed }) => sum + replayed, 0) } });
    return result;
  }

  async replayDead(actor: Actor, channelId: string): Promise<ReplayResult> {
    const result = await this.replays.replayDead(actor.workspaceId, channelId);
    await this.audit.record(this.dataSource, actor, 'delivery.dead_replayed', { kind: 'channel', id: channelId, name: channelId }, { items: { before: null, after: result.replayed } });
    return result;
  }
}
