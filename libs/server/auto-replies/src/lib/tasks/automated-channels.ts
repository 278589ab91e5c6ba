import { Inject, Injectable } from '@nestjs/common';
import { bytesToId } from '@mailtrixy/server/platform/database';
import type { RuleConditions } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { json } from '../rules/stored-rule';

/** For looks that only ask whether there is anything to do at all. */
const KNOWN_MS = 1000;

/**
 * Channels on which automation has anything to do, if only to say why the AI is silent: where it works on one channel, people
 * wonder why it does not on another. Everybody else's messages cost it nothing.
 */
@Injectable()
export class AutomatedChannels {
  private known: { ids: ReadonlySet<string>; until: number } | null = null;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** As it was at most a second ago. */
  async ids(): Promise<ReadonlySet<string>> {
    return this.known && this.known.until > performance.now() ? this.known.ids : this.read();
  }

  /** As it is now: who passes over messages must not do so by an old list. */
  async read(): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    const wholeWorkspaces = new Map<string, Buffer>();
    const withAi: { workspace_id: Buffer }[] = await this.dataSource.query("SELECT DISTINCT workspace_id FROM ai_channel_settings WHERE mode <> 'off'");
    for (const { workspace_id } of withAi) wholeWorkspaces.set(workspace_id.toString('hex'), workspace_id);
    const rules: { workspace_id: Buffer; conditions: unknown }[] = await this.dataSource.query('SELECT workspace_id, conditions FROM auto_reply_rule WHERE enabled = 1');
    for (const { workspace_id, conditions } of rules) {
      const { channelIds } = json<RuleConditions>(conditions);
      if (channelIds.length) for (const id of channelIds) ids.add(id);
      else wholeWorkspaces.set(workspace_id.toString('hex'), workspace_id);
    }
    if (wholeWorkspaces.size) {
      const channels: { id: Buffer }[] = await this.dataSource.query('SELECT id FROM channel WHERE workspace_id IN (?)', [[...wholeWorkspaces.values()]]);
      for (const { id } of channels) ids.add(bytesToId(id));
    }
    this.known = { ids, until: performance.now() + KNOWN_MS };
    return ids;
  }
}
